import type { ShownComment } from './wishes.ts';

/** A thread: its first comment and the answers, oldest first. */
export interface Thread {
  id: string;
  head: ShownComment;
  comments: readonly ShownComment[];
  isResolved: boolean;
  /** When something was last said in it. */
  lastAt: string;
}

/**
 * The threads in which something is left to read, the newest activity first. Of a thread whose first comment was deleted
 * the answers stay, and the place of the first one; deleted answers are left out.
 */
export function threadsOf(comments: Iterable<ShownComment>): Thread[] {
  const threads: Thread[] = [];
  for (const [id, all] of Map.groupBy(comments, ({ threadId }) => threadId)) {
    const head = all.find((comment) => comment.id === id);
    const answers = all.filter((comment) => comment.id !== id && !comment.isDeleted).sort(byTime);
    if (!head || (head.isDeleted && answers.length === 0)) continue;
    const lastAt = [head, ...answers].map(({ createdAt }) => createdAt).reduce((a, b) => (a > b ? a : b));
    threads.push({ id, head, comments: [head, ...answers], isResolved: head.resolvedAt !== null, lastAt });
  }
  return threads.sort((a, b) => compare(b.lastAt, a.lastAt) || compare(b.id, a.id));
}

/** How many can be read. */
export function countIn({ comments }: Thread): number {
  return comments.filter(({ isDeleted }) => !isDeleted).length;
}

function byTime(a: ShownComment, b: ShownComment): number {
  return compare(a.createdAt, b.createdAt) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
