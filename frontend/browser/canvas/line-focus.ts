import { connectionWords } from '@aibmc/common/canvas/connection-words';
import { newId } from '@aibmc/common/ids';
import { element, icon } from '../dom.ts';
import { perform, undo } from './acting.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { sentenceOf } from './connection-sentence.ts';
import type { Lines } from './lines.ts';
import { labelPoint, type Point } from './line-routes.ts';
import { language, word } from './page.ts';
import { focusNote } from './targets.ts';
import { toast } from './toast.ts';

/**
 * Lines that stay can be chosen: by a click near them where no note is, or by Tab and the arrow keys. The chosen one, or
 * the one near the pointer, says what it is; Delete or the button on it takes the connection away.
 */
export function enableLineFocus(page: CanvasPage, lines: Lines): void {
  const kind = element('span', {});
  const remove = element(
    'button',
    { type: 'button', 'aria-label': word('remove-connection') },
    icon('close'),
  );
  const label = element('div', { class: 'line-label', hidden: '' }, kind, remove);
  board.append(label);
  let chosen: string | undefined;
  let near: string | undefined;

  const show = (): void => {
    const id = chosen ?? near;
    const line = id === undefined ? undefined : lines.get(id);
    const { notes } = page.store.state;
    const [from, to] = [notes.get(line?.connection.from ?? ''), notes.get(line?.connection.to ?? '')];
    label.hidden = !line || !from || !to;
    board.classList.toggle('has-line-near', near !== undefined);
    for (const other of lines.layer.querySelectorAll('.is-chosen')) other.classList.remove('is-chosen');
    if (!line || !from || !to) return;
    line.group.classList.add('is-chosen');
    const what = connectionWords(from.block, to.block, language) ?? '';
    kind.textContent = line.suggested ? word('suggestion-line', { what }) : what;
    label.title = sentenceOf(page.store.state, line.connection);
    remove.hidden = chosen === undefined || line.suggested === 'add' || !canEdit(page);
    const { x, y } = labelPoint(line.points);
    label.style.left = `${x}px`;
    label.style.top = `${y}px`;
  };

  const choose = (id: string | undefined): void => {
    chosen = id;
    show();
  };

  const takeAway = (): void => {
    const line = lines.get(chosen ?? '');
    if (!line || line.suggested === 'add') return;
    const { id, from } = line.connection;
    const what = sentenceOf(page.store.state, line.connection);
    if (!perform(page, [{ id: newId(), type: 'connection.remove', connectionId: id }])) return;
    choose(undefined);
    focusNote(page, from);
    toast(word('disconnected', { what }), { action: { label: word('undo'), act: () => undo(page) } });
  };

  const step = (by: number): void => {
    const ids = lines.ids();
    const next = ids[(ids.indexOf(chosen ?? '') + by + ids.length) % ids.length];
    lines.get(next ?? '')?.group.focus();
  };

  const KEYS: Readonly<Record<string, () => void>> = {
    ArrowRight: () => step(1),
    ArrowDown: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowUp: () => step(-1),
    Delete: takeAway,
    Backspace: takeAway,
    Escape: () => focusNote(page, lines.get(chosen ?? '')?.connection.from),
  };
  lines.layer.addEventListener('keydown', (event) => {
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  lines.layer.addEventListener('focusin', ({ target }) => {
    for (const other of lines.layer.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
    const group = (target as Element).closest<SVGGElement>('[data-line]');
    group?.setAttribute('tabindex', '0');
    choose(group?.dataset['line']);
  });
  for (const part of [lines.layer, label]) {
    part.addEventListener('focusout', (event) => {
      const next = (event as FocusEvent).relatedTarget as Node | null;
      if (!next || !(label.contains(next) || lines.layer.contains(next))) choose(undefined);
    });
  }
  remove.addEventListener('click', takeAway);

  // Before the board takes a click beside the notes for the wish to select nothing.
  board.addEventListener(
    'click',
    (event) => {
      const id = lineAt(lines, event);
      if (id === undefined) return;
      event.stopPropagation();
      lines.get(id)?.group.focus();
    },
    { capture: true },
  );
  let frame = 0;
  board.addEventListener('pointermove', (event) => {
    if (!lines.areFirm() || frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      const id = lineAt(lines, event);
      if (id === near) return;
      near = id;
      show();
    });
  });
  board.addEventListener('pointerleave', () => {
    if (near === undefined) return;
    near = undefined;
    show();
  });
  lines.onDrawn(() => {
    if (near !== undefined && !lines.get(near)) near = undefined;
    if (chosen !== undefined && !lines.get(chosen)) chosen = undefined;
    const stop = lines.layer.querySelector('[tabindex="0"]');
    if (!stop && lines.areFirm()) lines.layer.querySelector('[tabindex]')?.setAttribute('tabindex', '0');
    if (!label.hidden || chosen !== undefined) show();
  });
}

/** The line at a point of the board where nothing else is that can be clicked. */
function lineAt(lines: Lines, { target, clientX, clientY }: MouseEvent): string | undefined {
  if (!lines.areFirm() || (target as Element).closest('[data-note], a, button, form, .line-label'))
    return undefined;
  const { left, top } = lines.layer.getBoundingClientRect();
  const point: Point = { x: clientX - left, y: clientY - top };
  return lines.near(point);
}
