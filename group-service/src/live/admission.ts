import { AppError } from '@aibmc/common/errors';
import type { LiveLimits } from './limits.ts';

/** Counts open connections and those about to open, and refuses what would be too many. */
export class Admission {
  readonly #limits: LiveLimits;
  readonly #ofPerson = new Map<string, number>();
  readonly #ofCanvas = new Map<string, number>();
  #all = 0;

  constructor(limits: LiveLimits) {
    this.#limits = limits;
  }

  /**
   * Takes a place; returns how to leave it. Throws `too-many-requests` for a person with too many,
   * `unavailable` for a canvas or process with too many.
   */
  enter(userId: string, canvasId: string): () => void {
    if (this.#all >= this.#limits.connections) throw full('Too many people are connected here right now');
    if ((this.#ofCanvas.get(canvasId) ?? 0) >= this.#limits.connectionsPerCanvas) {
      throw full('Too many people have this canvas open right now');
    }
    if ((this.#ofPerson.get(userId) ?? 0) >= this.#limits.connectionsPerPerson) {
      throw new AppError('too-many-requests', 'You have too many canvases open: close some', {
        retryAfter: 10,
      });
    }
    this.#all += 1;
    add(this.#ofCanvas, canvasId, 1);
    add(this.#ofPerson, userId, 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#all -= 1;
      add(this.#ofCanvas, canvasId, -1);
      add(this.#ofPerson, userId, -1);
    };
  }
}

function full(message: string): AppError {
  return new AppError('unavailable', message, { retryAfter: 10 });
}

function add(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
