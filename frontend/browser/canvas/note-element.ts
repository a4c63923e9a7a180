import type { Hue } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { element, icon, setAttribute } from '../dom.ts';
import { word } from './page.ts';

/**
 * The element of a note: its text is a button that selects it; where the canvas may be edited, it has another for what
 * can be done with it. Which of the buttons Tab reaches is told by tab-stops.ts.
 */
export function createNote({ id, origin }: Note, editable: boolean): HTMLLIElement {
  const note = element('li', { class: 'note', id: `note-${id}`, 'data-note': id });
  note.append(
    element('button', { type: 'button', class: 'note-text', 'aria-pressed': 'false', tabindex: '-1' }),
    element('span', { class: 'visually-hidden', 'data-segment-names': '' }),
  );
  if (origin === 'ai') {
    const hidden = element('span', { class: 'visually-hidden' }, word('by-ai'));
    note.append(element('span', { class: 'note-origin', title: word('by-ai') }, icon('spark'), hidden));
  }
  if (editable) {
    note.append(
      element(
        'button',
        { type: 'button', class: 'note-more', 'data-more': '', 'aria-haspopup': 'dialog', tabindex: '-1' },
        icon('more'),
      ),
    );
  }
  return note;
}

/** Brings the element of a note to its text and colour. A text that is being edited is left alone. */
export function updateNote(target: HTMLLIElement, note: Note, hues: readonly Hue[], segments: string): void {
  const [hue, hue2, hue3] = hues;
  setAttribute(target, 'data-hue', hue);
  setAttribute(target, 'data-hue2', hue2);
  setAttribute(target, 'data-hue3', hue3);
  setAttribute(target, 'title', segments);
  const text = target.querySelector('.note-text');
  if (text && text.textContent !== note.text) text.textContent = note.text;
  const names = target.querySelector('[data-segment-names]');
  const spoken = segments && note.block !== 'customer-segments' ? word('segment', { names: segments }) : '';
  if (names && names.textContent !== spoken) names.textContent = spoken;
  const more = target.querySelector('[data-more]');
  if (more) setAttribute(more, 'aria-label', word('note-actions', { text: note.text }));
  showDetails(target, note);
  showAssumption(target, note);
}

/** A mark on what nobody has found out yet. */
function showAssumption(target: HTMLLIElement, { assumption }: Note): void {
  const mark = target.querySelector('.is-assumption');
  if (!assumption) mark?.remove();
  if (!assumption || mark) return;
  const sign = element('span', { 'aria-hidden': 'true' }, '?');
  const hidden = element('span', { class: 'visually-hidden' }, word('assumption'));
  const made = element(
    'span',
    { class: 'assumption-mark is-assumption', title: word('assumption') },
    sign,
    hidden,
  );
  made.hidden = target.classList.contains('is-editing');
  target.querySelector('.note-text')?.after(made);
}

/** A mark where there are details, which opens them. */
function showDetails(target: HTMLLIElement, { text, details }: Note): void {
  const mark = target.querySelector('[data-details]');
  if (!details) {
    mark?.remove();
    return;
  }
  const shown = mark ?? detailsMark(target);
  setAttribute(shown, 'aria-label', word('details-of', { text }));
}

function detailsMark(target: HTMLLIElement): HTMLElement {
  const text = target.querySelector<HTMLElement>('.note-text');
  const mark = element(
    'button',
    { type: 'button', class: 'note-details', 'data-details': '' },
    icon('lines'),
  );
  mark.tabIndex = text?.tabIndex ?? -1;
  text?.after(mark);
  return mark;
}
