import type { CanvasPage } from './canvas-page.ts';
import { rewriteNote } from './note-acts.ts';
import { word } from './page.ts';
import { toast } from './toast.ts';

/*
 * Two people who write in the same note: the one who saves last wins, both are told, and the text that lost is one
 * click away. Nobody is kept from writing.
 */

/** For so long after saving into a note that somebody else types in, their saving over it is told. */
const RIVALRY_MS = 60_000;

/** The note that is edited here, with what others wrote into it meanwhile. */
let opened: { noteId: string; theirs?: { text: string; author: string } } | null = null;
/** Texts saved here into notes that somebody else was typing in. */
const saved = new Map<string, string>();

export function editingBegan(noteId: string): void {
  opened = { noteId };
}

/** A text was written here. */
export function editingSaved(page: CanvasPage, noteId: string, text: string): void {
  const theirs = opened?.noteId === noteId ? opened.theirs : undefined;
  opened = null;
  if (theirs && theirs.text !== text) {
    const said = word('same-note', { name: nameOf(page, theirs.author), text: theirs.text });
    offer(page, said, { label: word('use-theirs'), noteId, text: theirs.text });
  }
  const { people, connectionId } = page.store;
  if (!people.some((person) => person.connectionId !== connectionId && person.typing === noteId)) return;
  saved.set(noteId, text);
  setTimeout(() => {
    if (saved.get(noteId) === text) saved.delete(noteId);
  }, RIVALRY_MS);
}

/** Somebody else has written a text, which is confirmed. */
export function writtenElsewhere(page: CanvasPage, noteId: string, text: string, author: string): void {
  if (opened?.noteId === noteId) opened.theirs = { text, author };
  const mine = saved.get(noteId);
  saved.delete(noteId);
  if (mine === undefined || mine === text) return;
  const said = word('overwritten', { name: nameOf(page, author), text: mine });
  offer(page, said, { label: word('use-mine'), noteId, text: mine });
}

function offer(
  page: CanvasPage,
  said: string,
  { label, noteId, text }: { label: string; noteId: string; text: string },
): void {
  const act = (): void => page.store.act(rewriteNote(noteId, text));
  toast(said, { stays: true, action: { label, act } });
}

function nameOf({ store }: CanvasPage, userId: string): string {
  return store.people.find((person) => person.userId === userId)?.name ?? word('somebody');
}
