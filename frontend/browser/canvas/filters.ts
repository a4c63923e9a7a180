import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { byOrder } from '@aibmc/common/canvas/colours';
import { byId, element } from '../dom.ts';
import { board, type BoardView } from './board.ts';
import { word } from './page.ts';

const list = byId('filters');
let chosen = '';

/** The chips above the board: one for each segment, each dimming the notes of the others. */
export function enableFilters(view: BoardView): void {
  list.addEventListener('click', ({ target }) => {
    const chip = (target as Element).closest<HTMLElement>('[data-segment]');
    if (!chip) return;
    chosen = chip.dataset['segment'] ?? '';
    apply(view);
  });
}

/** Brings the chips to the segments that the canvas has. */
export function showFilters(state: CanvasState, view: BoardView): void {
  const segments = [...state.notes.values()]
    .filter(({ block }) => block === 'customer-segments')
    .sort(byOrder);
  if (!segments.some(({ id }) => id === chosen)) chosen = '';
  const wanted = [
    { id: '', text: word('all-segments'), hue: 'all' },
    ...segments.map(({ id, text }) => ({ id, text, hue: view.colours.get(id)?.hues[0] ?? 'grey' })),
  ];
  const signature = JSON.stringify(wanted);
  if (list.dataset['shown'] !== signature) {
    list.dataset['shown'] = signature;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['segment'];
    list.replaceChildren(...wanted.map(chip));
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-segment="${focused}"]`)?.focus();
  }
  list.hidden = segments.length === 0;
  apply(view);
}

function chip({ id, text, hue }: { id: string; text: string; hue: string }): HTMLElement {
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'chip', 'data-segment': id, title: text },
      element('span', { class: 'dot', 'data-hue': hue }),
      element('span', { class: 'chip-text' }, text),
    ),
  );
}

function apply(view: BoardView): void {
  for (const button of list.querySelectorAll<HTMLElement>('[data-segment]')) {
    button.setAttribute('aria-pressed', String(button.dataset['segment'] === chosen));
  }
  for (const note of board.querySelectorAll<HTMLElement>('[data-note]')) {
    const segments = view.colours.get(note.dataset['note'] ?? '')?.segmentIds ?? [];
    note.classList.toggle('is-dim', chosen !== '' && !segments.includes(chosen));
  }
}
