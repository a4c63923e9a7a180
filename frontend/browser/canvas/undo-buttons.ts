import { element, icon } from '../dom.ts';
import { redo, undo } from './acting.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { word } from './page.ts';

/** Undo and redo in the top bar. A button with nothing to do keeps the focus, so it says so and does not go away. */
export function enableUndoButtons(page: CanvasPage): void {
  const place = document.getElementById('undo-buttons');
  if (!place) return;
  const undoing = button('undo', 'Ctrl+Z', () => undo(page));
  const redoing = button('redo', 'Ctrl+Shift+Z', () => redo(page));
  place.append(undoing, redoing);
  const show = (): void => {
    place.hidden = !canEdit(page);
    undoing.setAttribute('aria-disabled', String(!page.store.undoable));
    redoing.setAttribute('aria-disabled', String(!page.store.redoable));
  };
  page.store.onState(show);
  page.store.onRole(show);
  show();
}

function button(name: string, keys: string, act: () => void): HTMLElement {
  const made = element('button', {
    type: 'button',
    class: 'icon-button',
    'aria-label': word(name),
    title: `${word(name)} (${keys})`,
  });
  made.append(icon(name));
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') !== 'true') act();
  });
  return made;
}
