import { askAi } from './ask-ai.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { board } from './board.ts';
import { duplicateNotes, moveNotes, redo, removeNotes, stepNotes, undo } from './acting.ts';
import { openAddForm } from './add-note.ts';
import { goTo, goToEnd } from './going.ts';
import { areLettersOn, openHelp } from './help.ts';
import { type Direction, neighboursOf } from './layout.ts';
import { inBoardOrder, notesOf } from './note-acts.ts';
import { openDetails } from './note-details.ts';
import { editNote } from './note-editor.ts';
import { openNoteMenu } from './note-menu.ts';
import { announce, word } from './page.ts';
import { selectTo, toggle } from './selecting.ts';
import { decideOnFocused } from './suggestions-loader.ts';
import { commentOn, giveDot } from './talk-loader.ts';
import { currentBlock, focusedNoteId, isCovered, isTyping, targetIds } from './targets.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** What a key does; false where it does nothing now and is left to the browser. */
type Command = (page: CanvasPage, event: KeyboardEvent) => boolean;

/** Letters and signs alone: they can be switched off. */
const LETTERS: Readonly<Record<string, Command>> = {
  n: (page) => editing(page, () => openAddForm(currentBlock(page) ?? 'value-propositions')),
  m: (page) => onTargets(page, (ids) => openNoteMenu(page, ids, 'move')),
  k: (page) => onTargets(page, (ids) => openNoteMenu(page, ids, 'colour')),
  d: (page) => onFirst(page, (id) => openDetails(page, id)),
  c: (page) =>
    editing(page, () =>
      onFirst(page, (noteId) => {
        board.dispatchEvent(new CustomEvent('connect-note', { detail: { noteId }, bubbles: true }));
      }),
    ),
  t: (page) => comment(page),
  v: (page, { shiftKey }) => onFirst(page, (id) => giveDot(id, shiftKey ? -1 : 1)),
  a: () => decideOnFocused('accept'),
  x: () => decideOnFocused('reject'),
  e: () => decideOnFocused('edit'),
  i: (page) => editing(page, () => askAi({ task: 'ask' })),
  '?': () => did(openHelp()),
};

/** With Ctrl, on a Mac with Cmd. */
const SHORTCUTS: Readonly<Record<string, Command>> = {
  z: (page, { shiftKey }) => editing(page, () => (shiftKey ? redo(page) : undo(page))),
  y: (page) => editing(page, () => redo(page)),
  a: (page) => did(selectAll(page)),
  d: (page) => onTargets(page, (ids) => duplicateNotes(page, ids)),
};

/** On the text of a note. */
const ON_NOTE: Readonly<Record<string, Command>> = {
  Enter: openNote,
  F2: openNote,
  Delete: (page) => onTargets(page, (ids) => removeNotes(page, ids)),
  Backspace: (page) => onTargets(page, (ids) => removeNotes(page, ids)),
  Home: (page, { shiftKey }) => goToEnd(page, 'first', shiftKey),
  End: (page, { shiftKey }) => goToEnd(page, 'last', shiftKey),
  ' ': (page, { shiftKey }) => onFocused((id) => (shiftKey ? selectTo(page, id) : toggle(page, id))),
};

/** The keys of the board. None is taken while text is typed or something lies over the board. */
export function enableKeyboard(page: CanvasPage): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isTyping(event.target) || isCovered()) return;
    if (commandFor(event)?.(page, event)) event.preventDefault();
  });
  // A button takes the space bar when it comes up again.
  board.addEventListener('keyup', (event) => {
    if (event.key === ' ' && isNoteText(event.target)) event.preventDefault();
  });
}

function commandFor(event: KeyboardEvent): Command | undefined {
  const { key, altKey, ctrlKey, metaKey } = event;
  if ((ctrlKey || metaKey) && !altKey) return SHORTCUTS[key.toLowerCase()];
  const direction = DIRECTIONS[key];
  if (direction)
    return altKey ? (page) => move(page, direction) : (page) => goTo(page, direction, event.shiftKey);
  if (altKey || ctrlKey || metaKey) return undefined;
  if (key === 'Escape') return (page) => did(page.selection.clear());
  if (isNoteText(event.target) && ON_NOTE[key]) return ON_NOTE[key];
  if (isSuggestionText(event.target) && EDITS.has(key)) return () => decideOnFocused('edit');
  return areLettersOn() ? LETTERS[key.length === 1 ? key.toLowerCase() : ''] : undefined;
}

/** What edits a note edits a suggestion, and accepts it so. */
const EDITS: ReadonlySet<string> = new Set(['Enter', 'F2']);

function isSuggestionText(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('.suggestion-text');
}

function isNoteText(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('.note-text');
}

function did(_done: unknown): boolean {
  return true;
}

function editing(page: CanvasPage, act: () => unknown): boolean {
  return canEdit(page) && did(act());
}

function onTargets(page: CanvasPage, act: (ids: string[]) => void): boolean {
  const ids = targetIds(page);
  return ids.length > 0 && editing(page, () => act(ids));
}

function onFirst(page: CanvasPage, act: (noteId: string) => void): boolean {
  const id = focusedNoteId() ?? targetIds(page)[0];
  return id !== undefined && did(act(id));
}

function onFocused(act: (noteId: string) => void): boolean {
  const id = focusedNoteId();
  return id !== undefined && did(act(id));
}

/** On a note, or on the block where none has the focus or is selected. */
function comment(page: CanvasPage): boolean {
  const noteId = focusedNoteId() ?? targetIds(page)[0];
  const block = currentBlock(page);
  if (noteId !== undefined) commentOn({ noteId });
  else if (block) commentOn({ block });
  else return false;
  return true;
}

/** Who may not edit a note reads its details. */
function openNote(page: CanvasPage): boolean {
  return onFocused((id) => (canEdit(page) ? editNote(page, id) : openDetails(page, id)));
}

/** First all of the block that has the focus, then all of the board. */
function selectAll(page: CanvasPage): void {
  const { state } = page.store;
  const block = currentBlock(page);
  const inBlock = block ? notesOf(state, block).map(({ id }) => id) : [];
  const areSelected = inBlock.every((id) => page.selection.has(id));
  page.selection.set(areSelected ? inBoardOrder(state, state.notes.keys()).map(({ id }) => id) : inBlock);
}

/** Within the block up and down, beyond its ends and sideways to the neighbour. */
function move(page: CanvasPage, direction: Direction): boolean {
  return onTargets(page, (ids) => {
    if ((direction === 'up' || direction === 'down') && stepNotes(page, ids, direction)) return;
    const note = page.store.state.notes.get(focusedNoteId() ?? ids[0] ?? '');
    const block = note && neighboursOf(note.block, direction)[0];
    if (block) moveNotes(page, ids, block);
    else announce(word('no-neighbour'));
  });
}
