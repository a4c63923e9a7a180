import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';

/** Edits that are sent together, and how far they have come. */
export interface Command {
  readonly edits: readonly Edit[];
  /** The notes, connections and settings that its edits are about. */
  readonly about: ReadonlySet<string>;
  /** The revisions of its edits, as far as they are known by an answer or from the log. */
  readonly revisions: Map<string, number>;
  /** Whether it was sent on this connection, and whether ever. */
  isSent: boolean;
  wasSent: boolean;
  refusals: number;
}

/** Commands, and their edits, that are sent and not answered; more wait. The server takes twice as many. */
const MOST_IN_FLIGHT = 16;
const MOST_EDITS_IN_FLIGHT = 500;
/** Characters of a command as JSON; a frame takes four times as many bytes. */
const MOST_CHARACTERS = 100_000;

/** What was done here and is not confirmed yet, in its order. */
export class Outbox {
  #commands: Command[] = [];
  readonly #byEdit = new Map<string, Command>();

  get commands(): readonly Command[] {
    return this.#commands;
  }

  /**
   * Takes an act in, as several commands where it is too large for one. A text that was not sent yet gives way to the
   * next one of the same note; answered too is what gave way.
   */
  add(edits: readonly Edit[]): { added: Command[]; replaced: Command | null } {
    const last = this.#commands.at(-1);
    const replaced = last && !last.wasSent && isSameText(last.edits, edits) ? last : null;
    if (replaced) this.remove(replaced);
    const added = split(edits).map(newCommand);
    for (const command of added) {
      this.#commands.push(command);
      for (const { id } of command.edits) this.#byEdit.set(id, command);
    }
    return { added, replaced };
  }

  has(editId: string): boolean {
    return this.#byEdit.has(editId);
  }

  /**
   * The next command that may be sent, in order. One about something that a command still under way is about too waits
   * for its answer: were the first one refused for the moment and sent again, it would overtake the second.
   */
  next(mostInFlight = MOST_IN_FLIGHT): Command | null {
    const { inFlight } = this;
    const next = this.#commands.find(({ isSent }) => !isSent);
    if (!next || inFlight.length >= mostInFlight) return null;
    const edits = inFlight.reduce((sum, command) => sum + command.edits.length, 0);
    if (edits > 0 && edits + next.edits.length > MOST_EDITS_IN_FLIGHT) return null;
    return inFlight.some(({ about }) => overlap(about, next.about)) ? null : next;
  }

  get inFlight(): Command[] {
    return this.#commands.filter((command) => command.isSent && !isSettled(command));
  }

  /** Notes that these edits have this revision: by an answer, or because the log has them. */
  settle(edits: Iterable<AppliedEdits['edits'][number]>): void {
    for (const { id, revision } of edits) {
      this.#byEdit.get(id)?.revisions.set(id, revision);
    }
  }

  /** Lets go of what is settled up to a revision that is confirmed; answers it. */
  release(revision: number): Command[] {
    const isConfirmed = (own: number): boolean => own <= revision;
    const done = this.#commands.filter(
      (command) => isSettled(command) && [...command.revisions.values()].every(isConfirmed),
    );
    for (const command of done) this.remove(command);
    return done;
  }

  /** The command of these edits. */
  find(editIds: readonly string[]): Command | undefined {
    return editIds.map((id) => this.#byEdit.get(id)).find((command) => command !== undefined);
  }

  remove(command: Command): void {
    this.#commands = this.#commands.filter((other) => other !== command);
    for (const { id } of command.edits) this.#byEdit.delete(id);
  }

  /** What comes after a command and is about something that it was to add. */
  dependentsOf(command: Command): Command[] {
    const added = new Set(command.edits.flatMap(addedBy));
    const depends = ({ about, isSent }: Command): boolean => !isSent && overlap(about, added);
    return this.#commands.filter((other) => other !== command && depends(other));
  }

  /** The connection has ended: all that has no answer is sent again. */
  unsend(): void {
    for (const command of this.#commands) if (!isSettled(command)) command.isSent = false;
  }

  clear(): Command[] {
    const all = this.#commands;
    this.#commands = [];
    this.#byEdit.clear();
    return all;
  }
}

/** Whether all of its edits are known to be committed. */
function isSettled({ edits, revisions }: Command): boolean {
  return revisions.size === edits.length;
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const entry of a) if (b.has(entry)) return true;
  return false;
}

function newCommand(edits: readonly Edit[]): Command {
  return {
    edits,
    about: new Set(edits.flatMap(aboutOf)),
    revisions: new Map(),
    isSent: false,
    wasSent: false,
    refusals: 0,
  };
}

function aboutOf(edit: Edit): string[] {
  switch (edit.type) {
    case 'note.add':
      return [edit.note.id];
    case 'note.set':
    case 'note.remove':
      return [edit.noteId];
    case 'connection.add':
      return [edit.connection.id, edit.connection.from, edit.connection.to];
    case 'connection.remove':
      return [edit.connectionId];
    case 'canvas.set':
      return ['canvas'];
    case 'suggestion.add':
      return [edit.suggestion.id];
    case 'suggestion.set':
    case 'suggestion.remove':
      return [edit.suggestionId];
  }
}

function addedBy(edit: Edit): string[] {
  if (edit.type === 'note.add') return [edit.note.id];
  return edit.type === 'connection.add' ? [edit.connection.id] : [];
}

function isSameText([a, ...moreA]: readonly Edit[], [b, ...moreB]: readonly Edit[]): boolean {
  if (moreA.length + moreB.length > 0 || a?.type !== 'note.set' || b?.type !== 'note.set') return false;
  return a.noteId === b.noteId && isOnlyText(a.set) && isOnlyText(b.set);
}

function isOnlyText(set: object): boolean {
  return Object.keys(set).join() === 'text';
}

/** Into pieces that a frame can carry. */
function split(edits: readonly Edit[]): Edit[][] {
  const pieces: Edit[][] = [];
  let size = 0;
  for (const edit of edits) {
    const length = JSON.stringify(edit).length;
    const piece = pieces.at(-1);
    if (piece && piece.length < LIMITS.editsPerRequest && size + length <= MOST_CHARACTERS) {
      piece.push(edit);
      size += length;
    } else {
      pieces.push([edit]);
      size = length;
    }
  }
  return pieces;
}
