import type { peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import { inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import { deleteGenerationsOf, deleteUsageOf } from '../sql/people.ts';

export function peopleHandlers(ctx: Context): Handlers<typeof peopleInternalRoutes> {
  return {
    forgetPerson: ({ params }) =>
      inTransaction(ctx.pool, async (tx) => {
        await deleteGenerationsOf(tx, params.userId);
        await deleteUsageOf(tx, params.userId);
      }),
  };
}
