import type { Edit } from '@aibmc/common/canvas/edits';
import type { OfflineQueue } from '../../frontend/browser/canvas/live/offline-queue.ts';

/** What one person's pages keep for the next page, as the browser's own database would. */
export class KeptQueue {
  readonly #kept = new Map<string, { page: number; edits: Edit[] }>();
  readonly #onKept: (edits: readonly Edit[]) => void;
  #page = 0;

  /** `onKept` is called with every command when it is kept for the first time. */
  constructor(onKept: (edits: readonly Edit[]) => void) {
    this.#onKept = onKept;
  }

  /** The queue of a new page; those before it are gone. */
  forNewPage(): OfflineQueue {
    const page = ++this.#page;
    return {
      adopt: async () => {
        const left = [...this.#kept.values()].filter((command) => command.page !== page);
        for (const command of left) command.page = page;
        return left.map(({ edits }) => structuredClone(edits));
      },
      put: async (edits) => {
        this.#onKept(edits);
        this.#kept.set(edits[0]?.id ?? '', { page, edits: structuredClone([...edits]) });
      },
      remove: async (edits) => {
        this.#kept.delete(edits[0]?.id ?? '');
      },
    };
  }
}
