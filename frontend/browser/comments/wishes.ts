import type { Block } from '@aibmc/common/canvas/blocks';
import type { Comment } from '@aibmc/common/contract/comments';

/** What a thread is on. */
export type Place = { noteId: string } | { block: Block };

/** Something that a person does with comments, until the server has it. */
export type Wish =
  | {
      kind: 'write';
      id: string;
      on: Place | { threadId: string };
      text: string;
      mentions: readonly string[];
      /** When it was written, by the clock of this browser. */
      at: string;
    }
  | { kind: 'change'; id: string; text: string; mentions: readonly string[] }
  | { kind: 'resolve'; id: string; resolved: boolean }
  | { kind: 'delete'; id: string };

/** A wish on its way. `refused` says why the server does not take it; nothing is sent then until it is tried again. */
export interface Pending {
  key: string;
  wish: Wish;
  refused: string | null;
}

/** A comment as it shows: as the server has it, with what was done here on top. */
export interface ShownComment extends Comment {
  pending: Pending | null;
}

/** The comments with what is on its way; `me` writes what is new. */
export function withWishes(
  confirmed: ReadonlyMap<string, Comment>,
  pending: readonly Pending[],
  me: Comment['author'],
): Map<string, ShownComment> {
  const shown = new Map<string, ShownComment>();
  for (const [id, comment] of confirmed) shown.set(id, { ...comment, pending: null });
  for (const one of pending) {
    const { wish } = one;
    const before = shown.get(wish.id);
    if (wish.kind === 'write') {
      const made = before ?? written(wish, confirmed, me);
      if (made) shown.set(wish.id, { ...made, pending: before ? null : one });
    } else if (before) shown.set(wish.id, { ...changed(before, wish, me), pending: one });
  }
  return shown;
}

function written(
  { id, on, text, mentions, at }: Extract<Wish, { kind: 'write' }>,
  confirmed: ReadonlyMap<string, Comment>,
  author: Comment['author'],
): Comment | null {
  const head = 'threadId' in on ? confirmed.get(on.threadId) : undefined;
  if ('threadId' in on && !head) return null;
  return {
    id,
    threadId: head?.id ?? id,
    noteId: head ? head.noteId : 'noteId' in on ? on.noteId : null,
    block: head ? head.block : 'block' in on ? on.block : null,
    author,
    text,
    mentions: [...mentions],
    createdAt: at,
    editedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    isDeleted: false,
    seq: 0,
  };
}

function changed<T extends Comment>(
  comment: T,
  wish: Exclude<Wish, { kind: 'write' }>,
  { id, name }: Comment['author'],
): T {
  switch (wish.kind) {
    case 'change':
      return { ...comment, text: wish.text, mentions: [...wish.mentions] };
    case 'resolve':
      return wish.resolved
        ? { ...comment, resolvedAt: comment.resolvedAt ?? comment.createdAt, resolvedBy: { id, name } }
        : { ...comment, resolvedAt: null, resolvedBy: null };
    case 'delete':
      return { ...comment, text: '', mentions: [], isDeleted: true };
  }
}
