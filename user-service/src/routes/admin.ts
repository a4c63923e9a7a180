import type { AdminPerson, adminRoutes } from '@aibmc/common/contract/admin';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { UserContext } from '../context.ts';
import {
  changeIsAdmin,
  changeRegistration,
  createResetFor,
  describeInstance,
  endSessionsOf,
  removeSecondFactorOf,
} from '../domain/administration.ts';
import { listAdminEvents } from '../sql/admin-events.ts';
import { listPeople, type PersonRow } from '../sql/people.ts';
import { idOfCursor } from './cursor.ts';

/** Administration: of accounts, never of what people make. That the caller administers was read from the database. */
export function adminHandlers(ctx: UserContext): Handlers<typeof adminRoutes> {
  return {
    getInstance: () => describeInstance(ctx),

    updateInstance: async ({ actor, body }) => {
      if (body.registration) await changeRegistration(ctx, actor, body.registration);
      return describeInstance(ctx);
    },

    listPeople: async ({ query }) => {
      const rows = await listPeople(ctx.pool, {
        q: query.q ?? '',
        ids: query.ids?.split(',') ?? null,
        after: idOfCursor(query.cursor),
        limit: query.limit + 1,
      });
      const { items, nextCursor } = toPage(rows, query.limit, (row) => row.id);
      return { items: items.map(toAdminPerson), nextCursor };
    },

    updatePerson: async ({ actor, params, body }) =>
      toAdminPerson(await changeIsAdmin(ctx, actor, params.userId, body.isAdmin)),

    endSessionsOf: ({ actor, params }) => endSessionsOf(ctx, actor, params.userId),

    createPasswordResetFor: ({ actor, params }) => createResetFor(ctx, actor, params.userId),

    removeSecondFactorOf: ({ actor, params }) => removeSecondFactorOf(ctx, actor, params.userId),

    listAdminEvents: async ({ query }) => {
      const after = idOfCursor(query.cursor);
      const rows = await listAdminEvents(ctx.pool, { after, limit: query.limit + 1 });
      const { items, nextCursor } = toPage(rows, query.limit, (row) => row.id);
      return { items: items.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })), nextCursor };
    },
  };
}

function toAdminPerson({ createdAt, lastSeenAt, ...person }: PersonRow): AdminPerson {
  return {
    ...person,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}
