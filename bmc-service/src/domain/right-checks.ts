import { can } from '@aibmc/common/permissions';
import type { GroupService, Pair } from '../clients/group-service.ts';
import { mayNotGenerate, noSuchCanvas } from './canvas-access.ts';

/** Those who ask within this time are asked for together. */
const TOGETHER_MS = 100;
const MOST_TOGETHER = 1_000;

/** Asks whether people may still generate on a canvas: in one call for all streams that ask at about the same time. */
export class RightChecks {
  readonly #group: Pick<GroupService, 'findRoles'>;
  #waiting = new Map<string, { pair: Pair; answer: PromiseWithResolvers<number> }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(group: Pick<GroupService, 'findRoles'>) {
    this.#group = group;
  }

  /** The time at which they were last known to be allowed to; throws as `requireGenerate` does. */
  confirm(canvasId: string, userId: string): Promise<number> {
    const key = `${canvasId} ${userId}`;
    const waiting = this.#waiting.get(key) ?? {
      pair: { canvasId, userId },
      answer: Promise.withResolvers<number>(),
    };
    this.#waiting.set(key, waiting);
    if (this.#waiting.size >= MOST_TOGETHER) void this.#ask();
    else this.#timer ??= setTimeout(() => void this.#ask(), TOGETHER_MS);
    return waiting.answer.promise;
  }

  async #ask(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const asked = [...this.#waiting.values()];
    this.#waiting = new Map();
    const askedAt = Date.now();
    try {
      const roles = await this.#group.findRoles(asked.map(({ pair }) => pair));
      asked.forEach(({ answer }, at) => {
        const role = roles[at] ?? null;
        if (can(role, 'canvas.generate')) answer.resolve(askedAt);
        else answer.reject(role === null ? noSuchCanvas() : mayNotGenerate());
      });
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    }
  }
}
