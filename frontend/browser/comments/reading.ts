import type { Comment } from '@aibmc/common/contract/comments';

/**
 * What one has read. The server keeps up to which `seq`; what was looked at beyond it, with something older still unread,
 * is known here.
 */
export class Reading {
  readonly #userId: string;
  #seen = new Map<string, number>();
  readSeq = Infinity;

  constructor(userId: string) {
    this.#userId = userId;
  }

  /** Comments of others are unread until they were looked at as they are now. A thread that was resolved is no news. */
  isUnread({ id, author, isDeleted, resolvedAt, seq }: Comment): boolean {
    if (author.id === this.#userId || isDeleted || resolvedAt !== null) return false;
    return seq > this.readSeq && (this.#seen.get(id) ?? 0) < seq;
  }

  see({ id, seq }: Pick<Comment, 'id' | 'seq'>): void {
    if (seq > this.readSeq) this.#seen.set(id, Math.max(seq, this.#seen.get(id) ?? 0));
  }

  /** Up to where everything was read; `seq` is the highest there is. */
  readUpTo(comments: Iterable<Comment>, seq: number): number {
    let first = Infinity;
    for (const comment of comments) if (this.isUnread(comment)) first = Math.min(first, comment.seq);
    return Math.max(Math.min(first - 1, seq), this.readSeq === Infinity ? 0 : this.readSeq);
  }

  /** The server knows up to where was read, by this page or another. */
  keptUpTo(seq: number): void {
    this.readSeq = this.readSeq === Infinity ? seq : Math.max(this.readSeq, seq);
    for (const [id, seen] of this.#seen) if (seen <= this.readSeq) this.#seen.delete(id);
  }

  /** What was seen beyond that, to be remembered. */
  get seen(): Record<string, number> {
    return Object.fromEntries(this.#seen);
  }

  remember(seen: Readonly<Record<string, number>>): void {
    for (const [id, seq] of Object.entries(seen)) if (Number.isInteger(seq)) this.#seen.set(id, seq);
  }
}
