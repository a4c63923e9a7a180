import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { CLOSE_CODES } from '@aibmc/common/contract/close-codes';
import type { ServerFrame } from '@aibmc/common/contract/live';
import type { ErrorCode } from '@aibmc/common/errors';
import { KeptCommands } from './kept-commands.ts';
import type { LiveLink } from './link.ts';
import type { OfflineQueue } from './offline-queue.ts';
import { type Command, Outbox } from './outbox.ts';
import type { Timing } from './timing.ts';

interface SenderOptions {
  link: LiveLink;
  queue: OfflineQueue;
  timing: Timing;
  /** These edits were refused for good and are among the commands no longer. */
  onRefused: (edits: readonly Edit[], reason: string) => void;
  onStored: () => void;
}

const RETRY_MS = 1_000;
/** The same command failed so often for no reason of its own: it is given up, so that others get through. */
const MOST_REFUSALS = 8;
/** Refusals that say nothing about the command itself. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'unavailable',
  'too-many-requests',
  'internal',
  'bad-gateway',
  'gateway-timeout',
]);
/** Closings that a command itself may have caused; the second is that a frame is too large. */
const BLAMING: ReadonlySet<number> = new Set([CLOSE_CODES.badFrame, 1009]);

/** Keeps and sends what was done here, again with the same ids after every interruption, until it is confirmed. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #outbox = new Outbox();
  readonly #kept: KeptCommands;
  /** Nothing is sent for a moment: the server asked for it. */
  #isHeld = false;
  /** One command at a time, since one of them ends the connection. */
  #isCareful = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#kept = new KeptCommands(options.queue, options.onStored);
  }

  get commands(): readonly Command[] {
    return this.#outbox.commands;
  }

  get areAllStored(): boolean {
    return this.#kept.areAllStored;
  }

  has(editId: string): boolean {
    return this.#outbox.has(editId);
  }

  add(edits: readonly Edit[]): void {
    const { added, replaced } = this.#outbox.add(edits);
    if (replaced) this.#kept.drop(replaced);
    for (const command of added) this.#kept.keep(command);
    this.#send();
  }

  /** Takes up what earlier pages could not send; whether there was anything. */
  async adopt(): Promise<boolean> {
    const left = await this.#kept.left();
    const missing = left.filter(([edit]) => edit && !this.has(edit.id));
    for (const edits of missing) this.#outbox.add(edits);
    this.#send();
    return missing.length > 0;
  }

  connected(): void {
    this.#isHeld = false;
    this.#send();
  }

  /** Where a command may be to blame, they go one by one from now on, until it is known which. */
  closed(code: number): void {
    const [suspect, ...others] = this.#outbox.inFlight;
    this.#outbox.unsend();
    if (!BLAMING.has(code) || !suspect) return;
    if (this.#isCareful && others.length === 0) this.#refuse(suspect, '');
    this.#isCareful = this.commands.length > 0;
  }

  /** These edits are committed. */
  settle(edits: Iterable<AppliedEdits['edits'][number]>): void {
    this.#outbox.settle(edits);
  }

  /** Lets go of what is confirmed by the canvas of a revision, which makes room for sending more. */
  release(revision: number): void {
    for (const command of this.#outbox.release(revision)) this.#kept.drop(command);
    if (this.commands.length === 0) this.#isCareful = false;
    this.#send();
  }

  rejected({ ids, code, detail, errors, retryAfter = 0 }: Extract<ServerFrame, { type: 'reject' }>): void {
    const command = this.#outbox.find(ids);
    if (!command) return;
    command.refusals++;
    if (!PASSING.has(code) || (code === 'internal' && command.refusals >= MOST_REFUSALS)) {
      this.#refuse(command, errors?.[0]?.message ?? detail);
      this.#send();
      return;
    }
    command.isSent = false;
    this.#isHeld = true;
    this.#options.timing.after(Math.max(retryAfter * 1_000, RETRY_MS), () => {
      this.#isHeld = false;
      this.#send();
    });
  }

  /** Gives all up; answers it. */
  clear(): Command[] {
    const unsaved = this.#outbox.clear();
    for (const command of unsaved) this.#kept.drop(command);
    return unsaved;
  }

  #send(): void {
    const { link } = this.#options;
    if (link.state !== 'live' || this.#isHeld) return;
    const most = this.#isCareful ? 1 : undefined;
    for (let next = this.#outbox.next(most); next; next = this.#outbox.next(most)) {
      link.send({ type: 'edits', edits: [...next.edits] });
      next.isSent = next.wasSent = true;
    }
  }

  #refuse(command: Command, reason: string): void {
    const refused = [command, ...this.#outbox.dependentsOf(command)];
    for (const one of refused) {
      this.#outbox.remove(one);
      this.#kept.drop(one);
    }
    this.#options.onRefused(
      refused.flatMap(({ edits }) => edits),
      reason,
    );
  }
}
