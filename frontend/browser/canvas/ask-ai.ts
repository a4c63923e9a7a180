import type { Block } from '@aibmc/common/canvas/blocks';
import type { Task } from '@aibmc/common/contract/generations';

/** What is wished of the AI panel from elsewhere on the page. */
export interface AiWish {
  task: Task;
  block?: Block;
  noteIds?: readonly string[];
  /** Wishes, or the beginning of a question. */
  instruction?: string;
}

const EVENT = 'ask-ai';

/** Whether the page has an AI panel: guests of a share link, and who may only look, have none. */
export const hasAi = document.getElementById('tab-ai') !== null;

/** Opens the AI panel and starts a task there; a question is only prepared. */
export function askAi(wish: AiWish): void {
  document.dispatchEvent(new CustomEvent<AiWish>(EVENT, { detail: wish }));
}

export function onAskAi(listener: (wish: AiWish) => void): void {
  document.addEventListener(EVENT, (event) => listener((event as CustomEvent<AiWish>).detail));
}
