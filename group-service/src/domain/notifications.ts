import type { NOTIFICATION_KINDS } from '@aibmc/common/contract/notifications';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { insertNotifications } from '../sql/notifications.ts';

type Kind = (typeof NOTIFICATION_KINDS)[number];

interface News {
  kind: Kind;
  /** Who did it; null: nobody. */
  actor: string | null;
  canvasId?: string;
  groupId?: string;
  role?: Role;
  /** The comment whose text is told. */
  commentId?: string;
  /** Of the page to open. */
  path: string;
}

/** Kinds that are mailed here; who invites somebody has the mail sent at once, to be able to say so. */
const MAILED: readonly Kind[] = ['mention', 'reply', 'role-changed', 'generation-finished'];

/**
 * Tells a person of something, in the transaction that does it: nobody is told of what they do themselves, of a canvas
 * that they muted, or once their account is deleted. They see it as long as they may see what it is about.
 */
export async function notify(tx: Db, { userId, ...news }: News & { userId: string }): Promise<void> {
  await notifyAll(tx, [userId], news);
}

/** The same to several people. */
export async function notifyAll(tx: Db, userIds: readonly string[], news: News): Promise<void> {
  if (userIds.length === 0) return;
  const to = userIds.map((userId) => ({ id: newId(), userId }));
  await insertNotifications(tx, to, { ...news, isMailed: MAILED.includes(news.kind) });
}
