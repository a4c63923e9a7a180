import type { Actor } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import type { Db } from '@aibmc/common/transaction';
import { findMentionable, listParticipants } from '../sql/mentionable.ts';
import { notifyAll } from './notifications.ts';

/**
 * Throws `invalid`, naming their places, where people are mentioned who may not read it. Guests mention nobody: they
 * are not told who is in the group.
 */
export async function requireMentionable(
  tx: Db,
  canvasId: string,
  { isGuest }: Pick<Actor, 'isGuest'>,
  mentions: readonly string[],
  known: ReadonlySet<string> = new Set(),
): Promise<void> {
  if (mentions.length === 0) return;
  const allowed = isGuest ? new Set<string>() : await findMentionable(tx, canvasId, mentions);
  const errors = mentions.flatMap((userId, index) =>
    allowed.has(userId) || known.has(userId)
      ? []
      : [{ path: `mentions.${index}`, message: 'cannot be mentioned here' }],
  );
  if (errors.length > 0) throw new AppError('invalid', 'Check the fields that are named', { errors });
}

interface Said {
  id: string;
  threadId: string;
  author: string;
  mentions: readonly string[];
  /** False: it was there before, and those in the thread know of it. */
  isNew?: boolean;
}

/** Tells those who are mentioned, and of a new answer those who take part in the thread: each once. */
export async function tellOfComment(
  tx: Db,
  canvasId: string,
  { id, threadId, author, mentions, isNew = true }: Said,
): Promise<void> {
  const news = { actor: author, canvasId, commentId: id, path: `/canvases/${canvasId}?thread=${threadId}` };
  await notifyAll(tx, mentions, { kind: 'mention', ...news });
  if (!isNew || id === threadId) return;
  const participants = await listParticipants(tx, canvasId, threadId);
  const others = participants.filter((userId) => userId !== author && !mentions.includes(userId));
  await notifyAll(tx, others, { kind: 'reply', ...news });
}
