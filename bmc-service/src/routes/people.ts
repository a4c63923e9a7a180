import type { peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import { sendJsonFile } from '@aibmc/common/json-file';
import { inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import { exportedGenerations } from '../domain/export-person.ts';
import { deleteGenerationsOf, deleteUsageOf, listUsageOf } from '../sql/people.ts';

/** Calls of user-service about a person as a whole. */
export function peopleHandlers(ctx: Context): Handlers<typeof peopleInternalRoutes> {
  return {
    exportPerson: async ({ params, res }) => {
      const usage = await listUsageOf(ctx.pool, params.userId);
      await sendJsonFile(res, {
        usage: { value: usage },
        generations: { list: exportedGenerations(ctx.pool, params.userId) },
      });
    },

    forgetPerson: ({ params }) =>
      inTransaction(ctx.pool, async (tx) => {
        await deleteGenerationsOf(tx, params.userId);
        await deleteUsageOf(tx, params.userId);
      }),
  };
}
