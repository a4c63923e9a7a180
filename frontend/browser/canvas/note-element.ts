import type { Hue } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { element, icon, setAttribute } from '../dom.ts';
import { word } from './page.ts';

/** The element of a note; where the canvas may be edited, its text is a button and it has one for actions. */
export function createNote({ id, origin }: Note, editable: boolean): HTMLLIElement {
  const note = element('li', { class: 'note', id: `note-${id}`, 'data-note': id });
  note.append(
    editable
      ? element('button', { type: 'button', class: 'note-text', 'data-edit': '' })
      : element('p', { class: 'note-text', tabindex: '-1' }),
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
        { type: 'button', class: 'note-more', 'data-more': '', 'aria-haspopup': 'dialog' },
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
}
