import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Note } from '@aibmc/common/canvas/note';
import { newId } from '@aibmc/common/ids';
import { enableAdding, openAddForm } from './canvas/add-note.ts';
import { showBanner } from './canvas/banner.ts';
import { board, BoardView } from './canvas/board.ts';
import { type CanvasPage, canEdit } from './canvas/canvas-page.ts';
import { followFindings, scheduleChecks } from './canvas/checks-panel.ts';
import { followDraft } from './canvas/drafting.ts';
import { enableFilters, showFilters } from './canvas/filters.ts';
import { enableHistory } from './canvas/history-loader.ts';
import { giveBack, offerAgain, textsOf } from './canvas/give-back.ts';
import { enableLinks } from './canvas/links.ts';
import { enableMap } from './canvas/map.ts';
import * as acts from './canvas/note-acts.ts';
import { editInPlace } from './canvas/note-editor.ts';
import { openNoteMenu } from './canvas/note-menu.ts';
import { openCanvas } from './canvas/open-canvas.ts';
import { readPage, word } from './canvas/page.ts';
import { enablePanel } from './canvas/panel.ts';
import { enablePresence } from './canvas/presence.ts';
import { enableRoles } from './canvas/roles.ts';
import { writtenElsewhere } from './canvas/same-note.ts';
import { Selection } from './canvas/selection.ts';
import { showSaveState } from './canvas/save-state.ts';
import { enableTitle, showTitle } from './canvas/title.ts';
import { toast } from './canvas/toast.ts';
import { showUnsaved } from './canvas/unsaved.ts';

const detail = readPage();
const canvasId = detail.canvas.id;
const view = new BoardView(detail.editable);
const store = openCanvas({
  detail,
  userId: detail.userId,
  onStatus: (status) => {
    showSaveState(status);
    showBanner(status, canEdit(page), () => store.wake());
  },
  onRefused: (edits, reason) => giveBack(page, edits, reason),
  onLost: (text, note) => offerAgain(page, text, note),
  onRewritten: (noteId, text, author) => writtenElsewhere(page, noteId, text, author),
  onOvertaken: () => toast(word('overtaken')),
  onGone: (unsaved) => showUnsaved(unsaved.flatMap(textsOf)),
});
const page: CanvasPage = {
  canvasId,
  userId: detail.userId,
  store,
  view,
  selection: new Selection(),
  past: null,
};
store.onState(show);

function show(state: CanvasState): void {
  view.show(state);
  showFilters(state, view);
  showTitle(state);
  scheduleChecks(state);
}

function editNote(note: Note, draft?: string): void {
  const element = view.element(note.id);
  if (element) editInPlace(element, note.text, (text) => store.act(acts.rewriteNote(note.id, text)), draft);
}

function remove(note: Note): void {
  const before = store.state;
  store.act(acts.removeNote(note.id));
  document.getElementById(`block-${note.block}`)?.querySelector<HTMLElement>('[data-add]')?.focus();
  const undo = (): void => {
    store.act(...acts.restoreNote(before, note));
    focusNote(note.id);
  };
  toast(word('deleted', { text: note.text }), { action: { label: word('undo'), act: undo } });
}

function move(note: Note, block: Block): void {
  const before = store.state;
  const edits = acts.moveNote(before, note, block);
  store.act(...edits);
  focusNote(note.id);
  const undo = (): void => {
    store.act(...acts.moveBack(before, note, edits));
    focusNote(note.id);
  };
  toast(word('moved', { block: word(block) }), { action: { label: word('undo'), act: undo } });
}

function focusNote(noteId: string): void {
  view.element(noteId)?.querySelector<HTMLElement>('.note-text')?.focus();
}

function openMenu(note: Note, button: HTMLElement): void {
  const current = (): Note => store.state.notes.get(note.id) ?? note;
  openNoteMenu(note, button, {
    edit: () => editNote(current()),
    remove: () => remove(current()),
    move: (block) => move(current(), block),
    candidates: () => acts.connectionCandidates(store.state, current()),
    connect: (candidate) => store.act(acts.toggleConnection(candidate)),
  });
}

function enableEditing(): void {
  board.addEventListener('click', ({ target }) => {
    const element = (target as Element).closest<HTMLElement>('[data-note]');
    const note = store.state.notes.get(element?.dataset['note'] ?? '');
    if (!note) return;
    const more = (target as Element).closest<HTMLElement>('[data-more]');
    if (more) openMenu(note, more);
    else if ((target as Element).closest('[data-edit]')) editNote(note);
  });
  enableAdding((block, text) => store.act(acts.addNote(store.state, block, text)));
  enableTitle(
    () => store.state.title,
    (title) => store.act({ id: newId(), type: 'canvas.set', set: { title } }),
  );
}

show(store.state);
enableFilters(view);
enableLinks(view, () => store.state);
enableHistory(page, enablePanel());
enableMap();
followFindings();
if (canEdit(page)) enableEditing();
enablePresence(page);
enableRoles(page);
void store.start();
followDraft(() => store.refresh());
