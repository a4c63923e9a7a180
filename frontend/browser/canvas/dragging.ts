import { element } from '../dom.ts';
import { moveNotes } from './acting.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { DropLine } from './drop-line.ts';
import { inBoardOrder } from './note-acts.ts';
import { announce, word } from './page.ts';
import { scrollNear } from './scroll-near.ts';
import { selectOnly } from './selecting.ts';
import { closestNote } from './targets.ts';

/** A mouse that moves further than this drags; a finger that does before the long press is over scrolls. */
const MOUSE_SLACK = 4;
const FINGER_SLACK = 10;
const LONG_PRESS_MS = 300;

interface Point {
  x: number;
  y: number;
}

/** A pointer that is down on a note and does not drag yet. */
interface Press extends Point {
  pointerId: number;
  isMouse: boolean;
  note: HTMLElement;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface Drag extends Point {
  pointerId: number;
  noteIds: string[];
  /** What follows the pointer, and where the pointer is on it. */
  ghost: HTMLElement;
  grip: Point;
}

/**
 * Notes are dragged by a mouse at once, by a finger or pen after a long press; what is selected goes with them. The
 * notes stay where they are until they are dropped, so nothing on the board jumps and what others do does no harm.
 */
export function enableDragging(page: CanvasPage): void {
  const line = new DropLine();
  let press: Press | null = null;
  let drag: Drag | null = null;

  const begin = ({ pointerId, note, x, y }: Press): void => {
    const noteId = note.dataset['note'] ?? '';
    release();
    if (!canEdit(page) || !page.store.state.notes.has(noteId)) return;
    if (!page.selection.has(noteId)) selectOnly(page, noteId);
    const noteIds = inBoardOrder(page.store.state, page.selection.ids).map(({ id }) => id);
    const box = note.getBoundingClientRect();
    drag = {
      pointerId,
      noteIds,
      ghost: ghostOf(note, box, noteIds.length),
      grip: { x: x - box.left, y: y - box.top },
      x,
      y,
    };
    for (const id of noteIds) page.view.element(id)?.classList.add('is-dragged');
    document.body.classList.add('is-dragging');
    // The note may leave the board meanwhile; the finger's events stay with it.
    note.addEventListener('touchmove', hold, { passive: false });
    board.setPointerCapture(pointerId);
    follow(drag);
    requestAnimationFrame(scroll);
  };

  const follow = ({ ghost, grip, x, y, noteIds }: Drag): void => {
    ghost.style.transform = `translate(${x - grip.x}px, ${y - grip.y}px)`;
    line.show({ x, y }, new Set(noteIds));
  };

  /** Blocks and the page scroll while the pointer is near their edge. */
  const scroll = (): void => {
    if (!drag) return;
    if (scrollNear(drag)) follow(drag);
    requestAnimationFrame(scroll);
  };

  const release = (): void => {
    clearTimeout(press?.timer);
    press = null;
  };

  const end = (): Drag | null => {
    const ended = drag;
    drag = null;
    release();
    if (!ended) return null;
    ended.ghost.remove();
    line.hide();
    document.body.classList.remove('is-dragging');
    for (const dragged of board.querySelectorAll('.is-dragged')) dragged.classList.remove('is-dragged');
    if (board.hasPointerCapture(ended.pointerId)) board.releasePointerCapture(ended.pointerId);
    ignoreClick();
    return ended;
  };

  const cancel = (): void => {
    if (end()) announce(word('drag-cancelled'));
  };

  board.addEventListener('pointerdown', (event) => {
    const note = pressedNote(event);
    if (!note || !canEdit(page) || drag) return;
    const { pointerId, clientX: x, clientY: y } = event;
    const isMouse = event.pointerType === 'mouse';
    release();
    const pressed: Press = { pointerId, isMouse, note, x, y, timer: undefined };
    if (!isMouse) {
      pressed.timer = setTimeout(() => {
        navigator.vibrate?.(10);
        begin(pressed);
      }, LONG_PRESS_MS);
    }
    press = pressed;
  });
  addEventListener('pointermove', ({ pointerId, clientX: x, clientY: y }) => {
    if (drag?.pointerId === pointerId) {
      Object.assign(drag, { x, y });
      follow(drag);
    } else if (press?.pointerId === pointerId) {
      const moved = Math.hypot(x - press.x, y - press.y);
      if (press.isMouse && moved > MOUSE_SLACK) begin(press);
      else if (!press.isMouse && moved > FINGER_SLACK) release();
    }
  });
  addEventListener('pointerup', ({ pointerId, clientX: x, clientY: y }) => {
    if (drag?.pointerId !== pointerId) {
      release();
      return;
    }
    const place = line.placeAt({ x, y }, new Set(drag.noteIds));
    const dropped = end();
    const ids = inBoardOrder(page.store.state, dropped?.noteIds ?? []).map(({ id }) => id);
    if (place && ids.length > 0) moveNotes(page, ids, place.block, { beforeId: place.beforeId });
  });
  addEventListener('pointercancel', cancel);
  // A finger that drags would scroll. Safari asks whom it may wait for when the finger comes down.
  board.addEventListener('touchmove', hold, { passive: false });
  board.addEventListener('contextmenu', (event) => {
    if (drag || (press && !press.isMouse)) event.preventDefault();
  });
  addEventListener(
    'keydown',
    (event) => {
      if (!drag || event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    { capture: true },
  );
  page.store.onState(({ notes }) => {
    if (drag && !drag.noteIds.some((id) => notes.has(id))) cancel();
    for (const id of drag?.noteIds ?? []) page.view.element(id)?.classList.add('is-dragged');
  });
}

/** The note that a pointer takes hold of: not where something else on the note wants the pointer. */
function pressedNote(event: PointerEvent): HTMLElement | null {
  const target = event.target as Element;
  if (event.button !== 0 || !event.isPrimary || event.defaultPrevented) return null;
  if (target.closest('button:not(.note-text), a, textarea, [data-handle]')) return null;
  return closestNote(target);
}

function hold(event: Event): void {
  if (document.body.classList.contains('is-dragging')) event.preventDefault();
}

/** The click that ends a drag is none. */
export function ignoreClick(): void {
  const ignore = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', ignore, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', ignore, { capture: true }));
}

/** A copy of the note that looks as if it were lifted; of several, with their number. */
function ghostOf(note: HTMLElement, box: DOMRect, count: number): HTMLElement {
  const ghost = note.cloneNode(true) as HTMLElement;
  ghost.removeAttribute('id');
  ghost.removeAttribute('data-note');
  ghost.classList.add('drag-ghost');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  ghost.style.width = `${box.width}px`;
  ghost.style.height = `${box.height}px`;
  if (count > 1) ghost.append(element('span', { class: 'drag-count' }, String(count)));
  document.body.append(ghost);
  return ghost;
}
