import { applyEdit, type Authorship, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { LivePerson } from '@aibmc/common/contract/live';
import type { Role } from '@aibmc/common/permissions';
import type { LiveCanvas } from './canvas-page.ts';

/** How an attempt to save ended. Only `refused` is final. */
export type Outcome =
  | { kind: 'saved'; revision: number }
  | { kind: 'refused'; reason: string }
  | { kind: 'unreachable' }
  | { kind: 'signed-out' };

export type SaveState = 'idle' | 'saving' | 'saved' | 'offline' | 'signed-out';

type Detail = Pick<CanvasDetail, 'canvas' | 'notes' | 'connections'>;

interface StoreOptions {
  detail: Detail;
  userId: string;
  role: Role;
  send: (edits: readonly Edit[]) => Promise<Outcome>;
  reload: () => Promise<Detail | null>;
  /** Resolves after so many milliseconds, or earlier when somebody wants it now. */
  wait: (ms: number) => Promise<void>;
  onSaveState: (state: SaveState) => void;
  onRefused: (edits: readonly Edit[], reason: string) => void;
  /** A note that was rewritten here had been removed by somebody else; it is given as it was to be. */
  onLost: (note: Note) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * The canvas as this page shows it: what the server has confirmed, and on top of it what was done here and is
 * not acknowledged yet. Changes show at once, are sent in order, one act at a time, and again until they are
 * acknowledged; the same ids make that safe. A refused act disappears and is handed to `onRefused`. When revisions
 * show that others changed the canvas too, it is read again.
 */
export class CanvasStore implements LiveCanvas {
  readonly #options: StoreOptions;
  readonly #mine: Authorship;
  #confirmed: CanvasState;
  #pending: (readonly Edit[])[] = [];
  #isSending = false;
  #settled = 0;
  #revision: number;
  #isStale = false;
  /** Notes rewritten here since the canvas was last read. */
  readonly #rewritten = new Set<string>();
  readonly #listeners: ((state: CanvasState) => void)[] = [];
  readonly role: Role;
  readonly people: readonly LivePerson[] = [];
  readonly connectionId = null;
  readonly undoable = null;
  readonly redoable = null;
  state: CanvasState;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#mine = { author: options.userId, origin: 'human' };
    this.#confirmed = toState(options.detail);
    this.#revision = options.detail.canvas.revision;
    this.role = options.role;
    this.state = this.#confirmed;
  }

  get revision(): number {
    return this.#revision;
  }

  undo(): boolean {
    return false;
  }

  redo(): boolean {
    return false;
  }

  showPresence(): void {
    // Nobody is told yet.
  }

  onState(listener: (state: CanvasState) => void): void {
    this.#listeners.push(listener);
  }

  onRole(): void {
    // It does not change yet.
  }

  onPeople(): void {
    // Nobody is known yet.
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Does something on the canvas: its edits are applied together or not at all. */
  act(...edits: Edit[]): void {
    this.#pending.push(edits);
    this.#show();
    void this.#flush();
  }

  /** Takes in an edit that the server has already, such as a note of a draft. */
  receive(edit: Edit, authorship: Authorship): void {
    this.#confirmed = applyEdit(this.#confirmed, edit, authorship);
    this.#show();
  }

  /** Takes the server's canvas as what is confirmed; what is not acknowledged yet stays on top. */
  async refresh(): Promise<void> {
    const settledBefore = this.#settled;
    const detail = await this.#options.reload();
    // An act that was confirmed while the answer was under way may be missing from it.
    if (!detail || this.#settled !== settledBefore) return;
    const before = this.#confirmed.notes;
    this.#confirmed = toState(detail);
    this.#revision = detail.canvas.revision;
    this.#isStale = false;
    this.#show();
    const lost = [...this.#rewritten].filter((id) => !detail.notes.some((note) => note.id === id));
    this.#rewritten.clear();
    for (const id of lost) {
      const note = before.get(id);
      if (note) this.#options.onLost(note);
    }
  }

  #show(): void {
    this.state = this.#pending
      .flat()
      .reduce((state, edit) => applyEdit(state, edit, this.#mine), this.#confirmed);
    for (const listener of this.#listeners) listener(this.state);
  }

  async #flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    let pause = FIRST_WAIT_MS;
    for (let act = this.#pending[0]; act; act = this.#pending[0]) {
      if (pause === FIRST_WAIT_MS) this.#options.onSaveState('saving');
      const outcome = await this.#options.send(act);
      if (outcome.kind === 'saved' || outcome.kind === 'refused') {
        pause = FIRST_WAIT_MS;
        this.#settle(act, outcome);
      } else {
        this.#options.onSaveState(outcome.kind === 'signed-out' ? 'signed-out' : 'offline');
        await this.#options.wait(pause);
        pause = Math.min(pause * 2, LONGEST_WAIT_MS);
      }
    }
    this.#isSending = false;
    this.#options.onSaveState('saved');
    if (this.#isStale) void this.refresh();
  }

  #settle(act: readonly Edit[], outcome: Extract<Outcome, { kind: 'saved' | 'refused' }>): void {
    this.#pending.shift();
    this.#settled++;
    if (outcome.kind === 'refused') {
      this.#show();
      this.#options.onRefused(act, outcome.reason);
      void this.refresh();
      return;
    }
    this.#confirmed = act.reduce((state, edit) => applyEdit(state, edit, this.#mine), this.#confirmed);
    for (const edit of act) {
      if (edit.type === 'note.set' && edit.set.text !== undefined) this.#rewritten.add(edit.noteId);
      if (edit.type === 'note.remove') this.#rewritten.delete(edit.noteId);
    }
    if (outcome.revision > this.#revision + act.length) this.#isStale = true;
    this.#revision = Math.max(this.#revision, outcome.revision);
  }
}

function toState({ canvas, notes, connections }: Detail): CanvasState {
  return {
    title: canvas.title,
    idea: canvas.idea,
    language: canvas.language,
    notes: new Map(notes.map((note) => [note.id, note])),
    connections: new Map(connections.map((connection) => [connection.id, connection])),
  };
}
