import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import { newId } from '@aibmc/common/ids';
import { enableAdding, openAddForm } from './canvas/add-note.ts';
import { fetchCanvas, sendEdits } from './canvas/api.ts';
import { board, BoardView } from './canvas/board.ts';
import { type CanvasPage, canEdit } from './canvas/canvas-page.ts';
import { CanvasStore } from './canvas/canvas-store.ts';
import { followFindings, scheduleChecks } from './canvas/checks-panel.ts';
import { followDraft } from './canvas/drafting.ts';
import { enableFilters, showFilters } from './canvas/filters.ts';
import { enableLinks } from './canvas/links.ts';
import { enableMap } from './canvas/map.ts';
import * as acts from './canvas/note-acts.ts';
import { editInPlace } from './canvas/note-editor.ts';
import { openNoteMenu } from './canvas/note-menu.ts';
import { readPage, word } from './canvas/page.ts';
import { enablePanel } from './canvas/panel.ts';
import { Selection } from './canvas/selection.ts';
import { showSaveState, waitToRetry } from './canvas/save-state.ts';
import { enableTitle, showTitle } from './canvas/title.ts';
import { toast } from './canvas/toast.ts';

const detail = readPage();
const canvasId = detail.canvas.id;
const view = new BoardView(detail.editable);
const store = new CanvasStore({
  detail,
  userId: detail.userId,
  role: detail.role,
  send: (edits) => sendEdits(canvasId, edits),
  reload: () => fetchCanvas(canvasId),
  wait: waitToRetry,
  onSaveState: showSaveState,
  onRefused: giveBack,
  onLost: offerAgain,
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

/** A refused text goes back to where it was typed; nothing that somebody wrote disappears. */
function giveBack([edit]: readonly Edit[], reason: string): void {
  if (edit?.type === 'note.add') openAddForm(edit.note.block, edit.note.text);
  const note = edit?.type === 'note.set' ? store.state.notes.get(edit.noteId) : undefined;
  const text = edit?.type === 'note.set' ? edit.set.text : undefined;
  if (note && text !== undefined) editNote(note, text);
  const isText = edit?.type === 'note.add' || text !== undefined;
  toast(word(isText ? 'refused' : 'refused-short', { reason }), { stays: true });
}

/** Somebody deleted a note while its text was changed here: the text can be had as a new note. */
function offerAgain({ block, text }: Note): void {
  const act = (): void => store.act(acts.addNote(store.state, block, text));
  toast(word('deleted-meanwhile', { text }), { stays: true, action: { label: word('add-again'), act } });
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
  addEventListener('beforeunload', (event) => {
    if (store.hasPending) event.preventDefault();
  });
}

show(store.state);
enableFilters(view);
enableLinks(view, () => store.state);
enablePanel();
enableMap();
followFindings();
if (canEdit(page)) enableEditing();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !store.hasPending) void store.refresh();
});

const drafted = { author: detail.userId, origin: 'ai' } as const;
followDraft({
  addNote: (note) => {
    const order = orderAtEnd(store.state.notes.values(), note.block);
    store.receive({ id: newId(), type: 'note.add', note: { ...note, order } }, drafted);
  },
  addConnection: (connection) => store.receive({ id: newId(), type: 'connection.add', connection }, drafted),
  ended: () => store.refresh(),
});
