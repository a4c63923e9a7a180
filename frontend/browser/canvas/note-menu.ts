import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import type { Note } from '@aibmc/common/canvas/note';
import { byId, element, icon } from '../dom.ts';
import type { Candidate } from './note-acts.ts';
import { word } from './page.ts';

interface MenuActs {
  edit: () => void;
  remove: () => void;
  move: (block: Block) => void;
  candidates: () => Candidate[];
  connect: (candidate: Candidate) => void;
}

const dialog = byId('note-menu') as HTMLDialogElement;
const PHONE = matchMedia('(max-width: 699px)');

dialog.addEventListener('click', (event) => {
  if (event.target === dialog && !isInside(dialog.getBoundingClientRect(), event)) dialog.close();
});

function isInside(box: DOMRect, { clientX, clientY }: MouseEvent): boolean {
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

/** Opens what can be done with a note: beside its button, or as a sheet at the bottom of a phone. */
export function openNoteMenu(note: Note, button: HTMLElement, acts: MenuActs): void {
  dialog.replaceChildren(
    element('h2', { id: 'note-menu-title' }, note.text),
    actionRow(acts),
    element('h3', {}, word('move-to')),
    blockMap(note.block, acts),
    connections(acts, () => place(button.getBoundingClientRect())),
  );
  dialog.showModal();
  place(button.getBoundingClientRect());
}

function place(button: DOMRect): void {
  const { style } = dialog;
  if (PHONE.matches) {
    style.margin = style.left = style.top = '';
    return;
  }
  const { width, height } = dialog.getBoundingClientRect();
  style.margin = '0';
  style.left = `${Math.max(8, Math.min(button.right - width, innerWidth - width - 8))}px`;
  style.top = `${Math.max(8, Math.min(button.bottom + 4, innerHeight - height - 8))}px`;
}

/** Closes the menu, then acts: the act may move the focus, which closing gives back to the button. */
function closing(act: () => void): () => void {
  return () => {
    dialog.close();
    act();
  };
}

function actionRow({ edit, remove }: MenuActs): HTMLElement {
  const button = (label: string, act: () => void) => {
    const made = element('button', { type: 'button', class: 'button quiet-button small' }, label);
    made.addEventListener('click', closing(act));
    return made;
  };
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': word('close') });
  close.append(icon('close'));
  close.addEventListener('click', () => dialog.close());
  const row = element('div', { class: 'note-menu-row' });
  row.append(button(word('edit'), edit), button(word('delete'), remove), close);
  return row;
}

function blockMap(current: Block, { move }: MenuActs): HTMLElement {
  const map = element('div', { class: 'mini is-nav', role: 'group', 'aria-label': word('move-to') });
  for (const block of BLOCKS) {
    // The cells are small: they show the short name and are called by the full one.
    const button = element(
      'button',
      { type: 'button', title: word(block) },
      element('span', { 'aria-hidden': 'true' }, word(`short-${block}`)),
      element('span', { class: 'visually-hidden' }, word(block)),
    );
    if (block === current) button.setAttribute('aria-current', 'true');
    else
      button.addEventListener(
        'click',
        closing(() => move(block)),
      );
    map.append(element('div', { class: `mini-block b-${block}` }, button));
  }
  return map;
}

/** The list of what a note can be connected to; `grown` is called when the menu has changed its height. */
function connections({ candidates, connect }: MenuActs, grown: () => void): HTMLElement {
  const details = element('details', {}, element('summary', {}, word('connect-to')));
  const list = element('div', { class: 'connect' });
  const show = (): void => {
    const found = candidates();
    list.replaceChildren();
    if (found.length === 0) list.append(element('p', { class: 'hint' }, word('connect-none')));
    let heading = '';
    for (const candidate of found) {
      if (candidate.note.block !== heading) {
        heading = candidate.note.block;
        list.append(element('h3', {}, word(heading)));
      }
      list.append(checkbox(candidate, candidates, connect));
    }
    grown();
  };
  details.addEventListener('toggle', show);
  details.append(list);
  return details;
}

function checkbox(
  candidate: Candidate,
  candidates: MenuActs['candidates'],
  connect: MenuActs['connect'],
): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.checked = candidate.connectionId !== undefined;
  box.addEventListener('change', () => {
    // What is connected may have changed since the menu was opened.
    const now = candidates().find(({ note }) => note.id === candidate.note.id);
    if (now && (now.connectionId !== undefined) !== box.checked) connect(now);
  });
  return element('label', {}, box, candidate.note.text);
}
