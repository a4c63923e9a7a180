import type { Handlers } from '@aibmc/common/contract/mount';
import { type notificationsRoutes } from '@aibmc/common/contract/notifications';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { idPosition } from '../domain/positions.ts';
import { changeMute, isMutedFor } from '../domain/mutes.ts';
import { countUnread, listNotificationsOf, markRead } from '../sql/notifications.ts';

/** What a person is told of. */
export function notificationHandlers({ pool }: Context) {
  return {
    listNotifications: async ({ actor: { userId }, query: { cursor, limit } }) => {
      const before = idPosition(cursor);
      const [rows, unread] = await Promise.all([
        listNotificationsOf(pool, userId, before, limit + 1),
        countUnread(pool, userId),
      ]);
      return { ...toPage(rows, limit, ({ id }) => id), unread };
    },
    readNotifications: ({ actor, body }) => markRead(pool, actor.userId, body),
    getMute: async ({ actor, params }) => ({
      muted: await isMutedFor(pool, params.canvasId, actor.userId),
    }),
    setMute: async ({ actor, params, body: { muted } }) => {
      await changeMute(pool, params.canvasId, actor.userId, muted);
      return { muted };
    },
  } satisfies Handlers<typeof notificationsRoutes>;
}
