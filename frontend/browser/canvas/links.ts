import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { svgElement } from '../dom.ts';
import { board, type BoardView } from './board.ts';

const layer = svgElement('svg', { class: 'links', 'aria-hidden': 'true' });

/** Draws the connections of the note under the pointer or with the focus, and marks the notes at their other ends. */
export function enableLinks(view: BoardView, state: () => CanvasState): void {
  board.append(layer);
  const show = ({ target }: Event): void => {
    const note = (target as Element).closest<HTMLElement>('[data-note]');
    clear();
    if (note) draw(note, view, state());
  };
  board.addEventListener('pointerover', show);
  board.addEventListener('focusin', show);
  board.addEventListener('pointerleave', clear);
  board.addEventListener('focusout', clear);
  board.addEventListener('scroll', clear, { capture: true, passive: true });
}

function clear(): void {
  layer.replaceChildren();
  for (const linked of board.querySelectorAll('.is-linked')) linked.classList.remove('is-linked');
}

function draw(note: HTMLElement, view: BoardView, state: CanvasState): void {
  const id = note.dataset['note'];
  const frame = board.getBoundingClientRect();
  for (const { from, to } of state.connections.values()) {
    if (from !== id && to !== id) continue;
    const other = view.element(from === id ? to : from);
    if (!other) continue;
    other.classList.add('is-linked');
    if (isVisible(other)) connect(frame, note, other);
  }
}

/** Whether a note is in sight within its block, which scrolls. */
function isVisible(note: HTMLElement): boolean {
  const box = note.getBoundingClientRect();
  const body = note.closest('.block-body')?.getBoundingClientRect();
  return !body || (box.bottom > body.top + 6 && box.top < body.bottom - 6);
}

type Side = 'left' | 'right';

function connect(frame: DOMRect, note: HTMLElement, other: HTMLElement): void {
  const a = note.getBoundingClientRect();
  const b = other.getBoundingClientRect();
  // From side to side across the gap; one above the other, around on the nearer side.
  const around = Math.abs(a.left - b.left) <= Math.abs(a.right - b.right) ? 'left' : 'right';
  const [from, to]: Side[] =
    b.left >= a.right ? ['right', 'left'] : b.right <= a.left ? ['left', 'right'] : [around, around];
  const x1 = a[from ?? around] - frame.left;
  const x2 = b[to ?? around] - frame.left;
  const y1 = a.top + a.height / 2 - frame.top;
  const y2 = b.top + b.height / 2 - frame.top;
  const bend = from === to ? 18 : Math.max(14, Math.abs(x2 - x1) / 2);
  const c1 = from === 'left' ? x1 - bend : x1 + bend;
  const c2 = to === 'left' ? x2 - bend : x2 + bend;
  const hue = note.dataset['hue'] ?? 'grey';
  layer.append(
    svgElement('path', { 'data-hue': hue, d: `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}` }),
    svgElement('circle', { 'data-hue': hue, cx: String(x2), cy: String(y2), r: '4' }),
  );
}
