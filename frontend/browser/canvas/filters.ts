import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import { BLOCK_NOUNS } from '@aibmc/common/canvas/block-nouns';
import { byOrder } from '@aibmc/common/canvas/colours';
import { SEGMENT_NEEDS, segmentGaps } from '@aibmc/common/canvas/segment-coverage';
import { byId, element, setAttribute } from '../dom.ts';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { announce, language, word } from './page.ts';

const list = byId('filters');
const AND = new Intl.ListFormat(language, { type: 'conjunction' });
let chosen = '';

/** The segment whose business model is shown alone; '' for none. */
export function chosenSegment(): string {
  return chosen;
}

/** Whether a note belongs to the segment that is shown, or all are. */
export function isShown({ view }: CanvasPage, noteId: string): boolean {
  return chosen === '' || (view.colours.get(noteId)?.segmentIds.includes(chosen) ?? false);
}

/**
 * The chips above the board: one for each segment, each dimming the notes of the others and telling what its business
 * model still lacks. The choice stays while others edit, and when the page is loaded again in the same tab.
 */
export function enableFilters(page: CanvasPage): void {
  const key = `aibmc.segment.${page.canvasId}`;
  chosen = stored(key);
  list.addEventListener('click', ({ target }) => {
    const chip = (target as Element).closest<HTMLElement>('[data-segment]');
    if (!chip) return;
    chosen = chip.dataset['segment'] ?? '';
    store(key, chosen);
    const { count, total } = apply(page);
    announce(word(chosen === '' ? 'showing-all' : 'showing', { count, total }));
    document.dispatchEvent(new CustomEvent('segment-chosen'));
  });
  page.store.onState((state) => show(state, page));
  // The notes are other elements then.
  page.store.onRole(() => queueMicrotask(() => apply(page)));
  show(page.store.state, page);
}

/** Brings the chips to the segments that the canvas has. */
function show(state: CanvasState, page: CanvasPage): void {
  const segments = [...state.notes.values()]
    .filter(({ block }) => block === 'customer-segments')
    .sort(byOrder);
  if (!segments.some(({ id }) => id === chosen)) chosen = '';
  const wanted = [
    { id: '', text: word('all-segments'), hue: 'all' },
    ...segments.map(({ id, text }) => ({ id, text, hue: page.view.colours.get(id)?.hues[0] ?? 'grey' })),
  ];
  const signature = JSON.stringify(wanted);
  if (list.dataset['shown'] !== signature) {
    list.dataset['shown'] = signature;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['segment'];
    list.replaceChildren(...wanted.map(chip));
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-segment="${focused}"]`)?.focus();
  }
  list.hidden = segments.length === 0;
  const gaps = segmentGaps(state.notes, state.connections.values());
  for (const { id, text } of segments) {
    setAttribute(chipOf(id), 'title', coverage(text, gaps.get(id) ?? []));
  }
  apply(page);
}

function coverage(text: string, gaps: readonly Block[]): string {
  if (gaps.length === 0) return word('segment-whole', { text });
  const missing = AND.format(gaps.map((block) => BLOCK_NOUNS[language][block].one));
  return word('segment-gaps', { text, count: SEGMENT_NEEDS.length - gaps.length, missing });
}

function chipOf(id: string): Element {
  return list.querySelector(`[data-segment="${id}"]`) ?? list;
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

/** Dims what does not belong to the chosen segment; tells how many notes are shown. */
function apply(page: CanvasPage): { count: number; total: number } {
  for (const button of list.querySelectorAll<HTMLElement>('[data-segment]')) {
    setAttribute(button, 'aria-pressed', String(button.dataset['segment'] === chosen));
  }
  let count = 0;
  const ids = [...page.store.state.notes.keys()];
  for (const id of ids) {
    const shown = isShown(page, id);
    if (shown) count++;
    page.view.element(id)?.classList.toggle('is-dim', !shown);
  }
  board.classList.toggle('is-filtered', chosen !== '');
  return { count, total: ids.length };
}

/** A tab of the browser remembers; it may refuse to. */
function stored(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function store(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // refused: after a reload all segments are shown
  }
}
