import { byId, element, icon } from '../dom.ts';
import { removeNotes } from './acting.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { inBoardOrder } from './note-acts.ts';
import { openDetails } from './note-details.ts';
import { editNote } from './note-editor.ts';
import { openNoteMenu } from './note-menu.ts';
import { word } from './page.ts';
import { commentOn } from './talk-loader.ts';

const TOUCH = matchMedia('(hover: none)');

/** What can be done with the selected notes, at the foot: of one on touch screens, of several on all. */
export function enableSelectionBar(page: CanvasPage): void {
  const bar = element('div', {
    class: 'selection-bar',
    role: 'toolbar',
    'aria-label': word('selected'),
    hidden: '',
  });
  byId('main').append(bar);
  const show = (): void => {
    const ids = inBoardOrder(page.store.state, page.selection.ids).map(({ id }) => id);
    bar.hidden = !canEdit(page) || ids.length === 0 || (ids.length === 1 && !TOUCH.matches);
    document.body.classList.toggle('has-selection-bar', !bar.hidden);
    if (!bar.hidden && bar.dataset['shown'] !== ids.join()) fill(page, bar, ids);
    bar.dataset['shown'] = bar.hidden ? '' : ids.join();
    document.body.style.setProperty('--selection-bar', `${bar.offsetHeight}px`);
  };
  page.selection.onChange(show);
  page.store.onRole(show);
  TOUCH.addEventListener('change', show);
}

function fill(page: CanvasPage, bar: HTMLElement, ids: readonly string[]): void {
  const [first = ''] = ids;
  const add = (name: string, act: () => void): void => {
    const button = element('button', { type: 'button' }, word(name));
    button.addEventListener('click', act);
    bar.append(button);
  };
  bar.replaceChildren();
  if (ids.length > 1) bar.append(element('span', {}, word('selected-count', { count: ids.length })));
  else {
    add('edit', () => editNote(page, first));
    add('details', () => openDetails(page, first));
    add('comment', () => commentOn({ noteId: first }));
  }
  add('move-to-open', () => openNoteMenu(page, ids, 'move'));
  add('delete', () => removeNotes(page, ids));
  const close = element('button', { type: 'button', 'aria-label': word('clear-selection') });
  close.append(icon('close'));
  close.addEventListener('click', () => page.selection.clear());
  bar.append(close);
}
