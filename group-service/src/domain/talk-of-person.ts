import type { Notification } from '@aibmc/common/contract/notifications';
import type { Db } from '@aibmc/common/transaction';
import { listNotificationsOf } from '../sql/notifications.ts';
import { listCommentsBy, type OwnComment } from '../sql/talk-of-person.ts';

const PAGE = 200;

/** All comments of a person, for what they export. */
export async function* commentsBy(db: Db, userId: string): AsyncGenerator<OwnComment> {
  let after: OwnComment | null = null;
  for (;;) {
    const rows: OwnComment[] = await listCommentsBy(db, userId, after, PAGE);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) return;
  }
}

/** All notifications of a person, as far as they may still see what these are about. */
export async function* notificationsOf(db: Db, userId: string): AsyncGenerator<Notification> {
  let before: string | null = null;
  for (;;) {
    const rows: Notification[] = await listNotificationsOf(db, userId, before, PAGE);
    yield* rows;
    before = rows.at(-1)?.id ?? null;
    if (rows.length < PAGE) return;
  }
}
