import { LIMITS } from '@aibmc/common/canvas/limits';
import { element } from '../dom.ts';
import { word } from './page.ts';

/**
 * Edits the text of a note in its place. Enter and leaving the field save, Escape gives the text up; `save` is called
 * with a text that is neither empty nor the old one.
 */
export function editInPlace(
  note: HTMLElement,
  text: string,
  save: (text: string) => void,
  draft = text,
): void {
  if (note.classList.contains('is-editing')) return;
  const field = element('textarea', {
    maxlength: String(LIMITS.noteText),
    rows: '1',
    'aria-label': word('edit-hint', { text }),
  });
  field.value = draft;
  const children = [...note.children] as HTMLElement[];
  for (const child of children) child.hidden = true;
  note.classList.add('is-editing');
  note.append(field);
  field.focus();
  field.setSelectionRange(draft.length, draft.length);

  let isOver = false;
  const finish = (keep: boolean, refocus: boolean): void => {
    if (isOver) return;
    isOver = true;
    const typed = field.value.trim();
    field.remove();
    note.classList.remove('is-editing');
    for (const child of children) child.hidden = false;
    if (keep && typed && typed !== text) save(typed);
    if (refocus) note.querySelector<HTMLElement>('.note-text')?.focus();
  };
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      finish(true, true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      finish(false, true);
    }
  });
  field.addEventListener('blur', () => finish(true, false));
}
