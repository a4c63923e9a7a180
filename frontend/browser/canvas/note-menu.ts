import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { SEGMENT_HUES } from '@aibmc/common/canvas/colours';
import { connectionWords } from '@aibmc/common/canvas/connection-words';
import type { Note } from '@aibmc/common/canvas/note';
import { byId, element, icon } from '../dom.ts';
import { assumeNotes, colourNotes, duplicateNotes, moveNotes, perform, removeNotes } from './acting.ts';
import { askAi, hasAi } from './ask-ai.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { startConnecting } from './connecting.ts';
import { isBeside, placeBeside } from './dialogs.ts';
import { type Candidate, connectionCandidates, inBoardOrder, toggleConnection } from './note-acts.ts';
import { openDetails } from './note-details.ts';
import { editNote } from './note-editor.ts';
import { language, word } from './page.ts';
import { commentOn } from './talk-loader.ts';

const dialog = byId('note-menu') as HTMLDialogElement;

dialog.addEventListener('click', (event) => {
  if (event.target === dialog && isBeside(dialog.getBoundingClientRect(), event)) dialog.close();
});

/** Opens what can be done with notes: beside the first of them, or as a sheet at the bottom of a phone. */
export function openNoteMenu(page: CanvasPage, noteIds: readonly string[], part?: 'move' | 'colour'): void {
  const notes = inBoardOrder(page.store.state, noteIds);
  const [note] = notes;
  if (!note || !canEdit(page)) return;
  const anchor = page.view.element(note.id);
  const settle = (): void => placeBeside(dialog, anchor?.getBoundingClientRect());
  const title = notes.length === 1 ? note.text : word('selected-count', { count: notes.length });
  dialog.replaceChildren(
    element(
      'div',
      { class: 'note-menu-head' },
      element('h2', { id: 'note-menu-title' }, title),
      closeButton(),
    ),
    actionRow(page, notes),
    ...(hasAi ? [aiRow(page, notes)] : []),
    element('h3', { id: 'note-menu-move' }, word('move-to')),
    blockMap(page, notes),
    element('h3', { id: 'note-menu-colour' }, word('colour')),
    hues(page, notes),
  );
  if (notes.length === 1) dialog.append(connections(page, note, settle));
  dialog.showModal();
  settle();
  if (part) dialog.querySelector<HTMLElement>(`[aria-labelledby=note-menu-${part}] button`)?.focus();
}

/** Closes the menu, then acts: the act may move the focus, which closing gives back to where it was. */
function closing(act: () => void): () => void {
  return () => {
    dialog.close();
    act();
  };
}

function actionRow(page: CanvasPage, notes: readonly Note[]): HTMLElement {
  const ids = notes.map(({ id }) => id);
  const [note] = notes;
  const row = element('div', { class: 'note-menu-row' });
  const add = (name: string, act: () => void): void => {
    const made = element('button', { type: 'button', class: 'button quiet-button small' }, word(name));
    made.addEventListener('click', closing(act));
    row.append(made);
  };
  if (note && notes.length === 1) {
    add('edit', () => editNote(page, note.id));
    add('details', () => openDetails(page, note.id));
    add('comment', () => commentOn({ noteId: note.id }));
    add('connect-open', () => startConnecting(page, note.id));
  }
  const areAssumed = notes.every(({ assumption }) => assumption);
  add(areAssumed ? 'assumption-clear' : 'assumption-set', () => assumeNotes(page, ids, !areAssumed));
  add('duplicate', () => duplicateNotes(page, ids));
  add('delete', () => removeNotes(page, ids));
  return row;
}

/** What AI does with notes: answers about them, and repairs what the checks find on them. */
function aiRow({ view }: CanvasPage, notes: readonly Note[]): HTMLElement {
  const noteIds = notes.map(({ id }) => id);
  const row = element('div', { class: 'note-menu-row' });
  const add = (name: string, task: 'ask' | 'improve'): void => {
    const made = element('button', { type: 'button', class: 'button quiet-button small' }, icon('spark'));
    made.append(word(name));
    made.addEventListener(
      'click',
      closing(() => askAi({ task, noteIds })),
    );
    row.append(made);
  };
  add('ai-ask-about', 'ask');
  const fails = noteIds.some((id) => view.element(id)?.querySelector('.note-mark:not([hidden])'));
  if (fails) add('ai-improve', 'improve');
  return row;
}

function closeButton(): HTMLElement {
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': word('close') });
  close.append(icon('close'));
  close.addEventListener('click', () => dialog.close());
  return close;
}

function blockMap(page: CanvasPage, notes: readonly Note[]): HTMLElement {
  const ids = notes.map(({ id }) => id);
  const map = element('div', { class: 'mini is-nav', role: 'group', 'aria-labelledby': 'note-menu-move' });
  const isThere = (block: Block): boolean => notes.every((note) => note.block === block);
  for (const block of BLOCKS) {
    // The cells are small: they show the short name and are called by the full one.
    const button = element(
      'button',
      { type: 'button', title: word(block) },
      element('span', { 'aria-hidden': 'true' }, word(`short-${block}`)),
      element('span', { class: 'visually-hidden' }, word(block)),
    );
    if (isThere(block)) button.setAttribute('aria-current', 'true');
    else {
      const move = (): void => moveNotes(page, ids, block, { offersUndo: true });
      button.addEventListener('click', closing(move));
    }
    map.append(element('div', { class: `mini-block b-${block}` }, button));
  }
  return map;
}

/** The hues by name; 'automatic' is the segment's own, or that of the segments a note is connected to. */
function hues(page: CanvasPage, notes: readonly Note[]): HTMLElement {
  const ids = notes.map(({ id }) => id);
  const list = element('div', { class: 'hues', role: 'group', 'aria-labelledby': 'note-menu-colour' });
  for (const hue of [null, ...SEGMENT_HUES]) {
    const button = element(
      'button',
      { type: 'button', 'data-hue': hue ?? 'auto' },
      word(`hue-${hue ?? 'auto'}`),
    );
    button.prepend(element('span', { class: 'dot' }));
    button.setAttribute('aria-pressed', String(notes.every(({ colour }) => (colour ?? null) === hue)));
    button.addEventListener(
      'click',
      closing(() => colourNotes(page, ids, hue)),
    );
    list.append(button);
  }
  return list;
}

/** The list of what a note can be connected to; `grown` is called when the menu has changed its height. */
function connections(page: CanvasPage, { id, block }: Note, grown: () => void): HTMLElement {
  const details = element('details', {}, element('summary', {}, word('connect-to')));
  const list = element('div', { class: 'connect' });
  const candidates = (): Candidate[] => {
    const note = page.store.state.notes.get(id);
    return note ? connectionCandidates(page.store.state, note) : [];
  };
  const connect = (candidate: Candidate): void => void perform(page, [toggleConnection(candidate)]);
  const show = (): void => {
    const found = candidates();
    list.replaceChildren();
    if (found.length === 0) list.append(element('p', { class: 'hint' }, word('connect-none')));
    let heading = '';
    for (const candidate of found) {
      if (candidate.note.block !== heading) {
        heading = candidate.note.block;
        const kind = connectionWords(block, candidate.note.block, language) ?? '';
        list.append(element('h3', {}, word(heading), ' · ', element('span', {}, kind)));
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
  candidates: () => Candidate[],
  connect: (candidate: Candidate) => void,
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
