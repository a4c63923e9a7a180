import type { Comment } from '@aibmc/common/contract/comments';

/** What `listComments` answers. */
export interface Listed {
  items: Comment[];
  seq: number;
  readSeq: number;
}

/** The comments of the canvas as far as the server has told them; of two of one id the one with the higher `seq` counts. */
export class CommentBook {
  #comments = new Map<string, Comment>();
  /** The highest that is known. */
  seq = 0;

  get comments(): ReadonlyMap<string, Comment> {
    return this.#comments;
  }

  /** Takes what was read at once. What has come by itself meanwhile and is newer stays. */
  read({ items, seq }: Listed): void {
    const newer = [...this.#comments.values()].filter((comment) => comment.seq > seq);
    this.#comments = new Map(items.map((comment) => [comment.id, comment]));
    this.seq = Math.max(this.seq, seq);
    for (const comment of newer) this.take(comment);
  }

  /** Whether it is news. */
  take(comment: Comment): boolean {
    this.seq = Math.max(this.seq, comment.seq);
    if ((this.#comments.get(comment.id)?.seq ?? -1) >= comment.seq) return false;
    this.#comments.set(comment.id, comment);
    return true;
  }

  /** A comment of one's own was deleted; its new `seq` comes by itself. */
  deleted(id: string): void {
    const known = this.#comments.get(id);
    if (known) this.#comments.set(id, { ...known, text: '', mentions: [], isDeleted: true });
  }

  clear(): void {
    this.#comments = new Map();
  }
}
