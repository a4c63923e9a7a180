import type { GroupService } from '../clients/group-service.ts';
import { requireGenerate } from './canvas-access.ts';

/** How long an answer counts for all who watch as the same person. */
const COUNTS_MS = 4_000;

/** Asks whether people may still generate on a canvas: once for all streams of a person, as it reads the canvas. */
export class RightChecks {
  readonly #group: GroupService;
  readonly #recent = new Map<string, Promise<number>>();

  constructor(group: GroupService) {
    this.#group = group;
  }

  /** The time at which they were last known to be allowed to; throws as `requireGenerate` does. */
  async confirm(canvasId: string, userId: string): Promise<number> {
    const key = `${canvasId} ${userId}`;
    let check = this.#recent.get(key);
    if (!check) {
      const askedAt = Date.now();
      // only when it went well is kept, not the canvas
      check = requireGenerate(this.#group, canvasId, userId).then(() => askedAt);
      this.#recent.set(key, check);
      setTimeout(() => this.#recent.delete(key), COUNTS_MS).unref();
    }
    return check;
  }
}
