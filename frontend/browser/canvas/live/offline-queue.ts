import type { Edit } from '@aibmc/common/canvas/edits';

/** Where commands outlive the page until they are confirmed. */
export interface OfflineQueue {
  /** The commands that pages of this person have left behind, oldest first; from now on this page answers for them. */
  adopt: () => Promise<Edit[][]>;
  /** Resolves once the command is stored; rejects where nothing can be. */
  put: (edits: readonly Edit[]) => Promise<void>;
  remove: (edits: readonly Edit[]) => Promise<void>;
}

/** For pages that may store nothing: what waits is lost with the page, which says so. */
export const noQueue: OfflineQueue = {
  adopt: async () => [],
  put: async () => Promise.reject(new Error('nothing can be stored here')),
  remove: async () => undefined,
};
