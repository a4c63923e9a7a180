import type { peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import { sendJsonFile } from '@aibmc/common/json-file';
import type { Context } from '../context.ts';
import { exportOf } from '../domain/person-export.ts';

/** Calls of user-service about a person as a whole. */
export function peopleHandlers({ pool, people }: Context) {
  return {
    exportPerson: async ({ params, res }) => {
      await sendJsonFile(res, await exportOf(pool, params.userId));
    },
    forgetPerson: ({ params }) => people.forget(params.userId),
  } satisfies Handlers<typeof peopleInternalRoutes>;
}
