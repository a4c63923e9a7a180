import type { GroupService } from '../clients/group-service.ts';
import type { GenerationRow } from '../sql/generations.ts';

/** Telling somebody late is worse than not at all: who wants to know for sure reads the generation. */
const WITHIN_MS = 1_500;

/**
 * Tells everybody who has a canvas open how it stands with a generation. Nobody waits for it, and it may be lost; what
 * this process tells of one generation is told in order.
 */
export class Teller {
  readonly #group: Pick<GroupService, 'tellGeneration'>;
  /** By generation, what was told of it last and may be under way. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(group: Pick<GroupService, 'tellGeneration'>) {
    this.#group = group;
  }

  tell({ id, canvasId, userId, task, status }: GenerationRow): void {
    const notice = { generationId: id, userId, task, status };
    const told = (this.#last.get(id) ?? Promise.resolve())
      .then(() => this.#group.tellGeneration(canvasId, notice, { signal: AbortSignal.timeout(WITHIN_MS) }))
      .catch(() => undefined)
      .finally(() => {
        if (this.#last.get(id) === told) this.#last.delete(id);
      });
    this.#last.set(id, told);
  }
}
