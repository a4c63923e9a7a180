import { applyEdits, type AuthoredEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { GenerationNotice, LivePerson, PresenceState, ServerFrame } from '@aibmc/common/contract/live';
import { can, type Role } from '@aibmc/common/permissions';
import type { LiveCanvas } from './canvas-page.ts';
import type { Detail } from './live/confirmed.ts';
import { FollowedLog } from './live/followed-log.ts';
import { LiveLink, type LinkState, type Probe } from './live/link.ts';
import { Listeners } from './live/listeners.ts';
import { LostTexts } from './live/lost-texts.ts';
import type { OfflineQueue } from './live/offline-queue.ts';
import { OwnPresence } from './live/own-presence.ts';
import { Sender } from './live/sender.ts';
import type { OpenSocket } from './live/socket.ts';
import type { Timing } from './live/timing.ts';
import { UndoStack } from './live/undo-stack.ts';

/** How it stands with what was done here. */
export interface SaveStatus {
  link: LinkState;
  /** Acts that are not confirmed yet. */
  waiting: number;
  /** Whether all of them would outlive the page. */
  isStored: boolean;
}

export interface StoreOptions {
  detail: Detail & { role: Role };
  userId: string;
  open: OpenSocket;
  probe: (revision: number) => Promise<Probe>;
  fetchCanvas: () => Promise<Detail | null>;
  queue: OfflineQueue;
  timing: Timing;
  /** Whether the browser says that there is no network; never, where nobody can say. */
  isOffline?: () => boolean;
  /** Calls back when it is time to show what came in meanwhile. */
  nextFrame: (show: () => void) => void;
  onStatus: (status: SaveStatus) => void;
  /** An act was refused for good and is no longer shown. */
  onRefused: (edits: readonly Edit[], reason: string) => void;
  /** A text was written into a note that somebody else removed; the note is given as it was, where it is known. */
  onLost: (text: string, note: Note | undefined) => void;
  /** Somebody else wrote the text of a note. */
  onRewritten: (noteId: string, text: string, author: string) => void;
  /** An undo or redo left out what others have changed since. */
  onOvertaken: () => void;
  /** Access has ended; these acts were not saved. */
  onGone: (unsaved: readonly (readonly Edit[])[]) => void;
}

/** A lost connection that is back so soon is not worth a word. */
const UNNOTICED_MS = 2_000;

/**
 * The canvas as this page shows it: what the server has confirmed, in the order of its log, and on top of it what was
 * done here and is not confirmed yet. Acts show at once, are kept for the case that the page ends, and are sent again
 * with the same ids until they are answered. A refused act disappears and is handed to `onRefused`.
 */
export class CanvasStore implements LiveCanvas {
  readonly #options: StoreOptions;
  readonly #log: FollowedLog;
  readonly #sender: Sender;
  readonly #stack = new UndoStack();
  readonly #link: LiveLink;
  readonly #presence: OwnPresence;
  readonly #lostTexts = new LostTexts();
  readonly #states = new Listeners<CanvasState>();
  readonly #roles = new Listeners<Role>();
  readonly #peoples = new Listeners<readonly LivePerson[]>();
  readonly #generations = new Listeners<GenerationNotice>();
  readonly #frames = new Listeners<ServerFrame>();
  #state: CanvasState | null = null;
  #isShowPlanned = false;
  #isNoticed = false;
  #cancelNotice = (): void => undefined;
  #told = '';
  role: Role;
  people: readonly LivePerson[] = [];
  connectionId: string | null = null;

  constructor(options: StoreOptions) {
    const { detail, open, timing } = options;
    this.#options = options;
    this.role = detail.role;
    this.#link = new LiveLink({
      open,
      timing,
      isOffline: options.isOffline ?? (() => false),
      probe: () => options.probe(this.revision),
      onFrame: (frame) => {
        this.#receive(frame);
        this.#frames.tell(frame);
      },
      onState: (state) => this.#linkIs(state),
      onClosed: (code) => this.#closed(code),
    });
    this.#sender = new Sender({
      link: this.#link,
      queue: options.queue,
      timing,
      onRefused: (edits, reason) => this.#refused(edits, reason),
      onStored: () => this.#tellStatus(),
    });
    this.#log = new FollowedLog({
      detail,
      link: this.#link,
      timing,
      fetchCanvas: options.fetchCanvas,
      onEdits: (edits, before) => this.#follow(edits, before),
      onRead: (now, before) => {
        this.#offerTexts(before.notes, (id) => before.notes.has(id) && !now.notes.has(id));
      },
    });
    this.#presence = new OwnPresence(timing, (presence) =>
      this.#link.send({ type: 'presence', ...presence }),
    );
  }

  /** Takes up what earlier pages could not send, and connects. */
  async start(): Promise<void> {
    this.#noticeIfLong();
    await this.#adopt();
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  /** The network may be back, or somebody looks again. */
  wake(): void {
    this.#link.wake();
  }

  /** Makes sure that what others have done by now shows: what the live connection brings may still be on its way. */
  async refresh(): Promise<void> {
    await this.#log.readAgain();
    this.#show();
  }

  get state(): CanvasState {
    this.#state ??= applyEdits(this.#log.state, this.#ownEdits());
    return this.#state;
  }

  get revision(): number {
    return this.#log.revision;
  }

  get undoable(): readonly Edit[] | null {
    return this.#stack.undoable;
  }

  get redoable(): readonly Edit[] | null {
    return this.#stack.redoable;
  }

  get status(): SaveStatus {
    const { state } = this.#link;
    const isAway = state === 'connecting' || state === 'offline';
    return {
      link: isAway ? (this.#isNoticed ? 'offline' : 'connecting') : state,
      waiting: this.#sender.commands.length,
      isStored: this.#sender.areAllStored,
    };
  }

  act(...edits: Edit[]): void {
    if (edits.length === 0) return;
    if (!can(this.role, 'canvas.edit')) {
      this.#options.onRefused(edits, '');
      return;
    }
    this.#stack.record(this.state, edits);
    this.#do(edits);
  }

  undo(): boolean {
    return this.#takeBack((now) => this.#stack.undo(now));
  }

  redo(): boolean {
    return this.#takeBack((now) => this.#stack.redo(now));
  }

  showPresence(presence: Partial<PresenceState>): void {
    this.#presence.show(presence);
  }

  onState(listener: (state: CanvasState) => void): void {
    this.#states.add(listener);
  }

  onRole(listener: (role: Role) => void): void {
    this.#roles.add(listener);
  }

  onPeople(listener: (people: readonly LivePerson[]) => void): void {
    this.#peoples.add(listener);
  }

  onGeneration(listener: (notice: GenerationNotice) => void): void {
    this.#generations.add(listener);
  }

  onFrame(listener: (frame: ServerFrame) => void): void {
    this.#frames.add(listener);
  }

  #takeBack(take: (now: CanvasState) => { edits: Edit[]; isWhole: boolean } | null): boolean {
    if (!can(this.role, 'canvas.edit')) return false;
    const taken = take(this.state);
    if (!taken) return false;
    this.#do(taken.edits);
    if (!taken.isWhole) this.#options.onOvertaken();
    return true;
  }

  #do(edits: readonly Edit[]): void {
    this.#sender.add(edits);
    this.#show();
    this.#tellStatus();
  }

  async #adopt(): Promise<void> {
    if (!(await this.#sender.adopt())) return;
    this.#state = null;
    const { notes } = this.state;
    this.#offerTexts(notes, (noteId) => !notes.has(noteId));
    this.#show();
    this.#tellStatus();
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#welcome(frame);
        break;
      case 'edits':
        this.#log.take(frame);
        break;
      case 'ack':
        this.#sender.settle(frame.edits);
        this.#release();
        break;
      case 'reject':
        this.#sender.rejected(frame);
        break;
      case 'people':
        this.#setPeople(frame.people);
        break;
      case 'presence': {
        const changed = new Map(frame.people.map((person) => [person.connectionId, person]));
        this.#setPeople(this.people.map((person) => ({ ...person, ...changed.get(person.connectionId) })));
        break;
      }
      case 'generation':
        this.#generations.tell(frame);
        break;
      case 'role':
        this.#setRole(frame.role);
        break;
      case 'reload':
        void this.#log.readAgain();
    }
  }

  #welcome({ revision, role, connectionId, people }: Extract<ServerFrame, { type: 'welcome' }>): void {
    this.connectionId = connectionId;
    this.#isNoticed = false;
    this.#setRole(role);
    this.#setPeople(people);
    this.#presence.repeat();
    this.#log.connected(revision);
    this.#sender.connected();
    void this.#adopt();
  }

  /** Goes through edits that were confirmed, in their order: which are from here, and which took away what is written in here. */
  #follow(edits: readonly LoggedEdit[], { notes }: CanvasState): void {
    for (const edit of edits) {
      if (this.#sender.has(edit.id)) this.#sender.settle([edit]);
      else if (edit.type === 'note.remove') {
        const isLater = (writtenAt = Infinity): boolean => writtenAt > edit.revision;
        this.#offerTexts(notes, (noteId, writtenAt) => noteId === edit.noteId && isLater(writtenAt));
      } else if (edit.type === 'note.set' && edit.set.text !== undefined) {
        this.#options.onRewritten(edit.noteId, edit.set.text, edit.author);
      }
    }
    this.#release();
  }

  #release(): void {
    this.#sender.release(this.revision);
    this.#planShow();
    this.#tellStatus();
  }

  #refused(edits: readonly Edit[], reason: string): void {
    this.#stack.forget(edits.map(({ id }) => id));
    this.#show();
    this.#tellStatus();
    this.#options.onRefused(edits, reason);
  }

  #closed(code: number): void {
    this.connectionId = null;
    this.#sender.closed(code);
  }

  #linkIs(state: LinkState): void {
    if (state === 'gone') this.#gone();
    else if (state !== 'live') this.#noticeIfLong();
    this.#tellStatus();
  }

  #noticeIfLong(): void {
    this.#cancelNotice();
    this.#cancelNotice = this.#options.timing.after(UNNOTICED_MS, () => {
      if (this.#link.state === 'live') return;
      this.#isNoticed = true;
      this.#setPeople([]);
      this.#tellStatus();
    });
  }

  #gone(): void {
    const unsaved = this.#sender.clear();
    this.connectionId = null;
    this.#setPeople([]);
    this.#show();
    this.#setRole('viewer');
    this.#options.onGone(unsaved.map(({ edits }) => edits));
  }

  /** Hands over the texts written here into notes that are gone; `notes` has them as they were. */
  #offerTexts(notes: ReadonlyMap<string, Note>, isGone: Parameters<LostTexts['find']>[1]): void {
    const lost = this.#lostTexts.find(this.#sender.commands, isGone);
    for (const [noteId, text] of lost) this.#options.onLost(text, notes.get(noteId));
  }

  #ownEdits(): AuthoredEdit[] {
    const mine = { author: this.#options.userId, origin: 'human' } as const;
    return this.#sender.commands.flatMap(({ edits }) => edits.map((edit) => ({ ...edit, ...mine })));
  }

  #setRole(role: Role): void {
    if (role === this.role) return;
    this.role = role;
    this.#roles.tell(role);
  }

  #setPeople(people: readonly LivePerson[]): void {
    this.people = people;
    this.#peoples.tell(people);
  }

  #show(): void {
    this.#state = null;
    this.#isShowPlanned = false;
    this.#states.tell(this.state);
  }

  #planShow(): void {
    this.#state = null;
    if (this.#isShowPlanned) return;
    this.#isShowPlanned = true;
    this.#options.nextFrame(() => {
      if (this.#isShowPlanned) this.#show();
    });
  }

  #tellStatus(): void {
    const { status } = this;
    const told = JSON.stringify(status);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onStatus(status);
  }
}
