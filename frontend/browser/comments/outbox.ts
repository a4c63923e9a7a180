import type { Comment } from '@aibmc/common/contract/comments';
import type { Timing } from '../canvas/live/timing.ts';
import type { Pending, Wish } from './wishes.ts';

/** How a wish ended. `away`: it is not known to have arrived, and is sent again. */
export type Answer =
  | { kind: 'done'; comment: Comment | null }
  | { kind: 'refused'; reason: string }
  | { kind: 'away'; ms?: number };

/** Keeps wishes for the case that the page ends before they are answered. */
export interface Kept {
  read: () => Pending[];
  put: (pending: Pending) => void;
  drop: (key: string) => void;
}

interface OutboxOptions {
  send: (wish: Wish) => Promise<Answer>;
  kept: Kept;
  timing: Timing;
  newKey: () => string;
  onAnswer: (wish: Wish, comment: Comment | null) => void;
  onRefused: (wish: Wish, reason: string) => void;
  onChange: () => void;
}

const AGAIN_MS = 5_000;

/**
 * What was done with comments and is not answered yet, sent one after the other in its order. A wish may be told to wait a
 * moment first, in which it can be taken back.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #pending: Pending[];
  readonly #held = new Map<string, () => void>();
  #isSending = false;
  #cancelAgain = (): void => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pending = options.kept.read();
  }

  get pending(): readonly Pending[] {
    return this.#pending;
  }

  /** Answers the key by which it can be taken back. */
  add(wish: Wish, holdMs = 0): string {
    const one: Pending = { key: this.#options.newKey(), wish, refused: null };
    this.#pending = [...this.#pending, one];
    this.#options.kept.put(one);
    if (holdMs > 0) {
      this.#held.set(
        one.key,
        this.#options.timing.after(holdMs, () => this.release()),
      );
    }
    this.#options.onChange();
    void this.#send();
    return one.key;
  }

  /** Takes a wish back that was not sent, or was refused; whether it could be. */
  takeBack(key: string): boolean {
    const one = this.#pending.find((other) => other.key === key);
    if (!one || (!this.#held.has(key) && one.refused === null)) return false;
    this.#held.get(key)?.();
    this.#held.delete(key);
    this.#settle(key);
    this.#options.onChange();
    return true;
  }

  /** Sends what was refused again. */
  tryAgain(key: string): void {
    this.#change(key, null);
    void this.#send();
  }

  /** Whatever waits to be taken back goes now. */
  release(): void {
    for (const cancel of this.#held.values()) cancel();
    this.#held.clear();
    void this.#send();
  }

  /** The connection may be back. */
  wake(): void {
    void this.#send();
  }

  clear(): void {
    for (const cancel of this.#held.values()) cancel();
    this.#held.clear();
    this.#cancelAgain();
    this.#pending = [];
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#cancelAgain();
    for (let next = this.#next(); next; next = this.#next()) {
      const { key, wish } = next;
      const answer = await this.#options.send(wish);
      if (answer.kind === 'away') {
        this.#cancelAgain = this.#options.timing.after(answer.ms ?? AGAIN_MS, () => void this.#send());
        break;
      }
      if (answer.kind === 'done') {
        this.#settle(key);
        this.#options.onAnswer(wish, answer.comment);
        this.#options.onChange();
      } else {
        this.#change(key, answer.reason);
        this.#options.onRefused(wish, answer.reason);
      }
    }
    this.#isSending = false;
  }

  /** The first that may go: of one comment nothing overtakes what was done with it before. */
  #next(): Pending | undefined {
    const stuck = new Set<string>();
    return this.#pending.find(({ key, wish, refused }) => {
      const on = wish.kind === 'write' && 'threadId' in wish.on ? wish.on.threadId : wish.id;
      if (refused === null && !this.#held.has(key) && !stuck.has(on)) return true;
      stuck.add(wish.id);
      return false;
    });
  }

  #settle(key: string): void {
    this.#pending = this.#pending.filter((other) => other.key !== key);
    this.#options.kept.drop(key);
  }

  #change(key: string, refused: string | null): void {
    this.#pending = this.#pending.map((one) => (one.key === key ? { ...one, refused } : one));
    const one = this.#pending.find((other) => other.key === key);
    if (one) this.#options.kept.put(one);
    this.#options.onChange();
  }
}
