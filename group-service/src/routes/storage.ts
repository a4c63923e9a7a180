import type { storageRoutes } from '@aibmc/common/contract/admin';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { readStorage } from '../sql/storage.ts';

/** How much is kept, for who administers the instance. */
export function storageHandlers({ pool }: Context) {
  return { getStorage: () => readStorage(pool) } satisfies Handlers<typeof storageRoutes>;
}
