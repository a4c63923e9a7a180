import { element, setAttribute, svgElement } from '../dom.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { connect, goDark, lightUp, startConnecting } from './connecting.ts';
import { ignoreClick } from './dragging.ts';
import type { Point } from './line-routes.ts';
import { announce, word } from './page.ts';
import { scrollNear } from './scroll-near.ts';
import { closestNote, focusedNoteId, noteIdOf } from './targets.ts';

/** A pointer that moves further than this on the handle draws a line; otherwise it is a click. */
const SLACK = 4;

interface Drawing extends Point {
  pointerId: number;
  sourceId: string;
  start: Point;
  isLine: boolean;
}

/**
 * The handle on the edge of a note: dragged to another note it connects the two; pressed, it lets notes be chosen one
 * after the other. There is one, on the note under the pointer, with the focus, or selected.
 */
export function enableConnectHandle(page: CanvasPage, layer: SVGSVGElement): void {
  const handle = element('button', {
    type: 'button',
    class: 'note-handle',
    'data-handle': '',
    tabindex: '-1',
  });
  const line = svgElement('path', { class: 'live-line' });
  let hovered: string | undefined;
  let drawing: Drawing | null = null;

  const attach = (): void => {
    if (drawing || document.activeElement === handle) return;
    const noteId = hovered ?? focusedNoteId() ?? [...page.selection.ids].at(-1);
    const note = page.view.element(noteId ?? '');
    if (!note || !canEdit(page) || note.classList.contains('is-editing')) {
      handle.remove();
      return;
    }
    if (handle.parentElement === note) return;
    const text = page.store.state.notes.get(noteId ?? '')?.text ?? '';
    setAttribute(handle, 'aria-label', word('connect-note', { text }));
    handle.tabIndex = note.querySelector<HTMLElement>('.note-text')?.tabIndex ?? -1;
    note.append(handle);
  };

  const follow = (): void => {
    if (!drawing) return;
    const { x, y, sourceId } = drawing;
    const source = page.view.element(sourceId)?.getBoundingClientRect();
    const frame = layer.getBoundingClientRect();
    const under = document.elementFromPoint(x, y);
    const target = under && closestNote(under);
    for (const aimed of board.querySelectorAll('.is-aimed'))
      if (aimed !== target) aimed.classList.remove('is-aimed');
    if (target?.classList.contains('can-connect')) target.classList.add('is-aimed');
    if (!source) return;
    const from = {
      x: (x < source.left ? source.left : source.right) - frame.left,
      y: (source.top + source.bottom) / 2 - frame.top,
    };
    const to = { x: x - frame.left, y: y - frame.top };
    const bend = (to.x - from.x) / 2;
    line.setAttribute(
      'd',
      `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`,
    );
  };

  const scroll = (): void => {
    if (!drawing?.isLine) return;
    if (scrollNear(drawing)) follow();
    requestAnimationFrame(scroll);
  };

  const beginLine = (): void => {
    const source = page.store.state.notes.get(drawing?.sourceId ?? '');
    if (!drawing || !source) return;
    drawing.isLine = true;
    lightUp(page, source);
    layer.append(line);
    document.body.classList.add('is-drawing-line');
    requestAnimationFrame(scroll);
  };

  const finish = (): Drawing | null => {
    const ended = drawing;
    drawing = null;
    if (!ended?.isLine) return null;
    line.remove();
    goDark();
    document.body.classList.remove('is-drawing-line');
    return ended;
  };

  const cancel = (): void => {
    if (!finish()) return;
    announce(word('connect-ended'));
    addEventListener('pointerup', ignoreClick, { capture: true, once: true });
  };

  // A mouse leaves the focus where it is.
  handle.addEventListener('mousedown', (event) => event.preventDefault());
  handle.addEventListener('pointerdown', ({ pointerId, button, clientX: x, clientY: y }) => {
    const sourceId = noteIdOf(handle);
    if (button !== 0 || !sourceId) return;
    drawing = { pointerId, sourceId, start: { x, y }, x, y, isLine: false };
    handle.setPointerCapture(pointerId);
  });
  handle.addEventListener('pointermove', ({ pointerId, clientX: x, clientY: y }) => {
    if (drawing?.pointerId !== pointerId) return;
    Object.assign(drawing, { x, y });
    if (!drawing.isLine && Math.hypot(x - drawing.start.x, y - drawing.start.y) > SLACK) beginLine();
    if (drawing.isLine) follow();
  });
  handle.addEventListener('pointerup', ({ pointerId, clientX, clientY }) => {
    if (drawing?.pointerId !== pointerId) return;
    const ended = finish();
    if (!ended) return;
    ignoreClick();
    const targetId = noteIdOf(document.elementFromPoint(clientX, clientY));
    if (targetId && targetId !== ended.sourceId) connect(page, ended.sourceId, targetId);
    else announce(word('connect-ended'));
  });
  for (const lost of ['pointercancel', 'lostpointercapture'] as const) handle.addEventListener(lost, cancel);
  handle.addEventListener('click', (event) => {
    event.stopPropagation();
    const noteId = noteIdOf(handle);
    if (noteId) startConnecting(page, noteId);
  });
  addEventListener(
    'keydown',
    (event) => {
      if (!drawing?.isLine || event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    { capture: true },
  );

  board.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType !== 'mouse') return;
    hovered = noteIdOf(target);
    attach();
  });
  board.addEventListener('pointerleave', () => {
    hovered = undefined;
    attach();
  });
  board.addEventListener('focusin', attach);
  page.selection.onChange(attach);
  page.store.onRole(attach);
  page.store.onState(() => {
    if (drawing && !page.store.state.notes.has(drawing.sourceId)) cancel();
    attach();
  });
}
