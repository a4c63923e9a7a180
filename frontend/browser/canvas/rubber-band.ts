import { element } from '../dom.ts';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { ignoreClick } from './dragging.ts';
import { noteElements } from './targets.ts';

/** A mouse that moves further than this from the empty space of the board draws a frame. */
const SLACK = 4;

/** A frame drawn by mouse around notes selects them; with Shift, Ctrl or Cmd beside those that are selected. */
export function enableRubberBand({ selection }: CanvasPage): void {
  const frame = element('div', { class: 'rubber-band', hidden: '' });
  document.body.append(frame);

  board.addEventListener('pointerdown', (down) => {
    if (!isOnEmptySpace(down)) return;
    const kept = down.shiftKey || down.ctrlKey || down.metaKey ? [...selection.ids] : [];
    const move = (event: PointerEvent): void => {
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (frame.hidden && Math.hypot(dx, dy) <= SLACK) return;
      frame.hidden = false;
      const box = new DOMRect(down.clientX, down.clientY, dx, dy);
      const { style } = frame;
      [style.left, style.top] = [`${box.left}px`, `${box.top}px`];
      [style.width, style.height] = [`${box.right - box.left}px`, `${box.bottom - box.top}px`];
      selection.set([...kept, ...notesIn(box)]);
    };
    const end = (): void => {
      removeEventListener('pointermove', move);
      if (!frame.hidden) ignoreClick();
      frame.hidden = true;
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end, { once: true });
    addEventListener('pointercancel', end, { once: true });
    // No text is marked.
    down.preventDefault();
    (document.activeElement as HTMLElement | null)?.blur();
  });
}

function isOnEmptySpace(event: PointerEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.pointerType !== 'mouse' || event.button !== 0 || event.defaultPrevented) return false;
  const isOnScrollbar = event.offsetX > target.clientWidth;
  return !isOnScrollbar && !target.closest('[data-note], a, button, form, select');
}

/** The notes that a frame touches where they are in sight. */
function notesIn(frame: DOMRect): string[] {
  return noteElements(board)
    .filter((note) => {
      const box = note.getBoundingClientRect();
      const body = note.closest('.block-body')?.getBoundingClientRect() ?? box;
      const [top, bottom] = [Math.max(box.top, body.top), Math.min(box.bottom, body.bottom)];
      return (
        top < bottom &&
        box.left < frame.right &&
        box.right > frame.left &&
        top < frame.bottom &&
        bottom > frame.top
      );
    })
    .flatMap((note) => note.dataset['note'] ?? []);
}
