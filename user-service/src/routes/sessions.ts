import type { Handlers } from '@aibmc/common/contract/mount';
import type { usersRoutes } from '@aibmc/common/contract/users';
import { toPage } from '@aibmc/common/cursor';
import { AppError } from '@aibmc/common/errors';
import type { UserContext } from '../context.ts';
import { refresh, signIn } from '../domain/sessions.ts';
import { deleteSession, deleteSessionsOf, listSessions } from '../sql/sessions.ts';
import { addressOf, deviceOf } from './client.ts';
import { idOfCursor } from './cursor.ts';

type Routes =
  | 'createSession'
  | 'refreshSession'
  | 'listSessions'
  | 'deleteSessions'
  | 'deleteCurrentSession'
  | 'deleteSession';

/** Signing in and out, and the sessions between. */
export function sessionsHandlers(ctx: UserContext): Pick<Handlers<typeof usersRoutes>, Routes> {
  return {
    createSession: ({ body, req }) =>
      signIn(ctx, body, { address: addressOf(req), device: deviceOf(req, body.device) }),

    refreshSession: ({ body }) => refresh(ctx, body.refreshToken),

    listSessions: async ({ actor, query }) => {
      const rows = await listSessions(ctx.pool, {
        userId: actor.userId,
        after: idOfCursor(query.cursor),
        limit: query.limit + 1,
      });
      const { items, nextCursor } = toPage(rows, query.limit, (row) => row.id);
      return {
        items: items.map(({ id, device, createdAt, lastUsedAt }) => ({
          id,
          device,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          current: id === actor.sessionId,
        })),
        nextCursor,
      };
    },

    deleteSessions: ({ actor }) => deleteSessionsOf(ctx.pool, actor.userId, null),

    deleteCurrentSession: async ({ actor }) => {
      await deleteSession(ctx.pool, actor.sessionId, actor.userId);
    },

    deleteSession: async ({ actor, params }) => {
      const deleted = await deleteSession(ctx.pool, params.sessionId, actor.userId);
      if (!deleted) throw new AppError('not-found', 'There is no such session of yours');
    },
  };
}
