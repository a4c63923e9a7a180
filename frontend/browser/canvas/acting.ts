import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { Note } from '@aibmc/common/canvas/note';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { copyNotes } from './copied-notes.ts';
import * as acts from './note-acts.ts';
import { announce, word } from './page.ts';
import { blockElement, focusedNoteId, focusNote } from './targets.ts';
import { toast } from './toast.ts';
import { isOutOfSight, pointTo, reveal } from './zoom.ts';

/* What people do with notes, with what is said about it and where the focus goes. */

/** Does something as one act where this person may; whether it was done. */
export function perform(page: CanvasPage, edits: readonly Edit[]): boolean {
  if (edits.length === 0 || !canEdit(page)) return false;
  if (edits.length > LIMITS.editsPerRequest) {
    toast(word('too-much-at-once', { most: LIMITS.editsPerRequest }));
    return false;
  }
  page.store.act(...edits);
  return true;
}

let offer: { act: CanvasPage['store']['undoable']; close: () => void } | null = null;

/** Says what was done, with a way back for as long as nothing else was done. */
export function offerUndo(page: CanvasPage, text: string, act: () => void = () => undo(page, true)): void {
  const close = toast(text, { action: { label: word('undo'), act } });
  offer = { act: page.store.undoable, close };
}

/** Takes back the offer to undo an act once another would be undone. */
export function enableUndoOffers({ store }: CanvasPage): void {
  store.onState(() => {
    if (!offer || store.undoable === offer.act) return;
    offer.close();
    offer = null;
  });
}

/**
 * Notes to a place of a block; `beforeId` null puts them at its end. Who moved them by a menu is offered the way back.
 * Out of sight they are not followed: who sorts a block on a phone goes on with its next note.
 */
export function moveNotes(
  page: CanvasPage,
  noteIds: readonly string[],
  block: Block,
  { beforeId = null, offersUndo = false }: { beforeId?: string | null; offersUndo?: boolean } = {},
): void {
  const focused = focusedNoteId() ?? noteIds[0];
  const first = page.store.state.notes.get(noteIds[0] ?? '');
  const next = first && neighbourOf(page, first, new Set(noteIds));
  if (!perform(page, acts.placeNotes(page.store.state, noteIds, block, beforeId))) return;
  if (first && isOutOfSight(block)) {
    goOn(page, first.block, next);
    pointTo(block);
  } else focusNote(page, focused);
  if (offersUndo) offerUndo(page, whereTo(page.store.state, noteIds));
  else announce(whereTo(page.store.state, noteIds));
}

/** Notes one place up or down in their blocks; whether they could. */
export function stepNotes(page: CanvasPage, noteIds: readonly string[], step: 'up' | 'down'): boolean {
  const focused = focusedNoteId();
  if (!perform(page, acts.stepNotes(page.store.state, noteIds, step))) return false;
  focusNote(page, focused);
  announce(whereTo(page.store.state, noteIds));
  return true;
}

function whereTo(state: CanvasState, noteIds: readonly string[]): string {
  const note = state.notes.get(noteIds[0] ?? '');
  if (!note) return '';
  const block = word(note.block);
  if (noteIds.length > 1) return word('moved-several', { count: noteIds.length, block });
  const inBlock = acts.notesOf(state, note.block);
  const place = inBlock.findIndex(({ id }) => id === note.id) + 1;
  return word('moved-to-place', { block, place, total: inBlock.length });
}

export function removeNotes(page: CanvasPage, noteIds: readonly string[]): void {
  const [first] = acts.inBoardOrder(page.store.state, noteIds);
  if (!first) return;
  const next = neighbourOf(page, first, new Set(noteIds));
  if (!perform(page, acts.removeNotes(noteIds))) return;
  goOn(page, first.block, next);
  const count = noteIds.length;
  offerUndo(page, count === 1 ? word('deleted', { text: first.text }) : word('deleted-several', { count }));
}

/** Where selected notes are gone from a block: to the next one, or to the way to add one. */
function goOn(page: CanvasPage, block: Block, next: string | undefined): void {
  page.selection.clear();
  if (next) focusNote(page, next);
  else blockElement(block)?.querySelector<HTMLElement>('[data-add]')?.focus();
}

/** The note that stands nearest behind this one, or in front of it, when these are gone. */
function neighbourOf({ store }: CanvasPage, note: Note, gone: ReadonlySet<string>): string | undefined {
  const inBlock = acts.notesOf(store.state, note.block);
  const at = inBlock.findIndex(({ id }) => id === note.id);
  const stays = ({ id }: Note) => !gone.has(id);
  return (inBlock.slice(at).find(stays) ?? inBlock.slice(0, at).findLast(stays))?.id;
}

export function colourNotes(
  page: CanvasPage,
  noteIds: readonly string[],
  colour: Note['colour'] | null,
): void {
  if (!perform(page, acts.colourNotes(noteIds, colour))) return;
  announce(word('coloured', { colour: word(`hue-${colour ?? 'auto'}`) }));
}

/** Marks notes as not found out yet, or as found out. */
export function assumeNotes(page: CanvasPage, noteIds: readonly string[], isAssumption: boolean): void {
  if (perform(page, acts.assumeNotes(noteIds, isAssumption)))
    announce(word(isAssumption ? 'assumption-marked' : 'assumption-cleared', { count: noteIds.length }));
}

export function setDetails(page: CanvasPage, noteId: string, details: string): void {
  if (perform(page, [acts.setDetails(noteId, details)])) announce(word('details-saved'));
}

/** Copies of notes at the ends of their blocks, with the connections between them. */
export function duplicateNotes(page: CanvasPage, noteIds: readonly string[]): void {
  const { state } = page.store;
  addAndSelect(page, acts.pasteNotes(state, copyNotes(state, noteIds)));
}

/** Adds notes and selects them; says how many. */
export function addAndSelect(page: CanvasPage, edits: readonly Edit[]): void {
  if (!perform(page, edits)) return;
  const added = edits.flatMap((edit) => (edit.type === 'note.add' ? edit.note.id : []));
  page.selection.set(added);
  bringInSight(page, added[0]);
  focusNote(page, added[0]);
  announce(word('notes-added', { count: added.length }));
}

/** Takes the last act back. What came back or changed is selected, and has the focus where the focus is on the board. */
export function undo(page: CanvasPage, focuses = isOnBoard()): void {
  shift(page, () => page.store.undo(), ['undone', 'nothing-to-undo'], focuses);
}

export function redo(page: CanvasPage, focuses = isOnBoard()): void {
  shift(page, () => page.store.redo(), ['redone', 'nothing-to-redo'], focuses);
}

function shift(
  page: CanvasPage,
  act: () => boolean,
  [done, nothing]: [string, string],
  focuses: boolean,
): void {
  if (!canEdit(page)) return;
  const before = page.store.state;
  const wasDone = act();
  announce(word(wasDone ? done : nothing));
  if (!wasDone) return;
  const changed = [...page.store.state.notes.values()].filter((note) => before.notes.get(note.id) !== note);
  const ids = acts
    .inBoardOrder(
      page.store.state,
      changed.map(({ id }) => id),
    )
    .map(({ id }) => id);
  if (ids.length === 0) return;
  page.selection.set(ids);
  bringInSight(page, ids[0]);
  if (focuses) focusNote(page, ids[0]);
}

function bringInSight({ store, view }: CanvasPage, noteId = ''): void {
  reveal(store.state.notes.get(noteId)?.block);
  view.element(noteId)?.scrollIntoView({ block: 'nearest' });
}

function isOnBoard(): boolean {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || board.contains(activeElement);
}
