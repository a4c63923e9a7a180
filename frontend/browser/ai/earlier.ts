import type { Generation } from '@aibmc/common/contract/generations';
import { word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { shortTimeOf } from '../history/telling.ts';
import { taskName } from './telling.ts';

interface EarlierActs {
  read: () => Promise<Generation[] | null>;
  nameOf: (userId: string) => string;
  open: (generation: Generation) => void;
}

/** What was asked before on this canvas, by whom and when; read whenever it is unfolded. */
export function earlierList({ read, nameOf, open }: EarlierActs): {
  element: HTMLElement;
  refresh: () => void;
} {
  const list = element('ol', { class: 'ai-earlier-list', role: 'list' });
  const note = element('p', { class: 'quiet-text' });
  const details = element('details', { class: 'ai-earlier' }, element('summary', {}, word('ai-earlier')));
  details.append(list, note);

  const show = async (): Promise<void> => {
    const generations = await read();
    note.textContent = generations ? word('ai-earlier-none') : word('ai-earlier-away');
    note.hidden = generations !== null && generations.length > 0;
    list.replaceChildren(...(generations ?? []).map(line));
  };
  const line = (generation: Generation): HTMLElement => {
    const { task, instruction, userId, createdAt } = generation;
    const name = task === 'ask' ? instruction : taskName(generation);
    const made = element(
      'button',
      { type: 'button', class: 'ai-earlier-view' },
      element('strong', {}, name),
      element('span', {}, `${nameOf(userId)} · ${shortTimeOf(createdAt)}`),
    );
    made.addEventListener('click', () => open(generation));
    return element('li', {}, made);
  };
  const refresh = (): void => {
    if (details.open) void show();
  };
  details.addEventListener('toggle', refresh);
  return { element: details, refresh };
}
