import type { Connection } from '@aibmc/common/canvas/note';
import { svgElement } from '../dom.ts';

type Sort = 'plain' | 'added' | 'removed';

/** Lines between notes of the board as it was. */
export class PastLines {
  readonly layer = svgElement('svg', { class: 'links past-lines', 'aria-hidden': 'true' });

  clear(): void {
    this.layer.replaceChildren();
  }

  draw(connections: Iterable<Connection>, find: (noteId: string) => Element | undefined, sort: Sort): void {
    const frame = this.layer.getBoundingClientRect();
    for (const { from, to } of connections) {
      const [a, b] = [find(from), find(to)];
      if (a && b && isInSight(a) && isInSight(b)) this.#connect(frame, a, b, sort);
    }
  }

  #connect(frame: DOMRect, from: Element, to: Element, sort: Sort): void {
    const a = from.getBoundingClientRect();
    const b = to.getBoundingClientRect();
    const isRight = b.left >= a.right;
    const isBeside = isRight || b.right <= a.left;
    const x1 = (isRight || !isBeside ? a.right : a.left) - frame.left;
    const x2 = (isRight ? b.left : b.right) - frame.left;
    const y1 = a.top + a.height / 2 - frame.top;
    const y2 = b.top + b.height / 2 - frame.top;
    const bend = isBeside ? Math.max(14, Math.abs(x2 - x1) / 2) : 18;
    const c1 = isRight || !isBeside ? x1 + bend : x1 - bend;
    const c2 = isRight ? x2 - bend : x2 + bend;
    const hue = (from as HTMLElement).dataset['hue'] ?? 'grey';
    const d = `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`;
    this.layer.append(
      svgElement('path', { class: `is-${sort}`, 'data-hue': hue, d }),
      svgElement('circle', { class: `is-${sort}`, 'data-hue': hue, cx: String(x2), cy: String(y2), r: '4' }),
    );
  }
}

/** Whether a note is in sight within its block, which scrolls. */
function isInSight(note: Element): boolean {
  const box = note.getBoundingClientRect();
  const body = note.closest('.block-body')?.getBoundingClientRect();
  return !body || (box.bottom > body.top + 6 && box.top < body.bottom - 6);
}
