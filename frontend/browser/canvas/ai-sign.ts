import type { GenerationNotice } from '@aibmc/common/contract/live';
import { element } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import { hasEnded } from './follow-generation.ts';
import { word } from './page.ts';

export interface AiSign {
  /** Takes in how it stands with a generation of this canvas. */
  hear: (notice: GenerationNotice) => void;
  /** The panel shows it all. */
  seen: () => void;
}

/**
 * At the button that opens the AI panel: that something is at work for this canvas, whoever asked, and that an answer
 * came while the panel showed something else. By a mark, by its title, and for screen readers by its name.
 */
export function enableAiSign({ store, userId }: CanvasPage, isShown: () => boolean): AiSign {
  const button = document.querySelector<HTMLElement>('.ask-ai');
  const said = element('span', { class: 'visually-hidden' });
  const plain = button?.title ?? '';
  const atWork = new Map<string, string>();
  let hasNews = false;
  button?.append(said);

  const wordsFor = (): string => {
    const [asker] = atWork.values();
    if (asker === undefined) return hasNews ? word('ai-news') : '';
    const other = asker === userId ? undefined : store.people.find((person) => person.userId === asker);
    return other ? word('ai-busy-other', { name: other.name }) : word('ai-busy');
  };
  const show = (): void => {
    const words = wordsFor();
    button?.classList.toggle('is-busy', atWork.size > 0);
    button?.classList.toggle('has-news', hasNews);
    if (button) button.title = words || plain;
    said.textContent = words && ` · ${words}`;
  };
  const hear = (notice: GenerationNotice): void => {
    if (!hasEnded(notice.status)) atWork.set(notice.generationId, notice.userId);
    else if (atWork.delete(notice.generationId)) {
      // A draft is told of where it shows.
      const isAnswer = notice.userId === userId && notice.task !== 'canvas' && notice.status !== 'cancelled';
      hasNews ||= isAnswer && !isShown();
    }
    show();
  };
  store.onGeneration(hear);
  return {
    hear,
    seen: () => {
      hasNews = false;
      show();
    },
  };
}
