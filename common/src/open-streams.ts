import { AppError } from './errors.ts';

const RETRY_S = 10;

export interface StreamLimits {
  perPerson: number;
  /** In this process. */
  total: number;
}

/** Counts event streams that are open in this process. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #byPerson = new Map<string, number>();
  #all = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /**
   * Counts one more stream of a person, and gives what is to be called at its end. Throws `too-many-requests` when the
   * person has as many as one may have, `unavailable` when the process has.
   */
  open(userId: string): () => void {
    const own = this.#byPerson.get(userId) ?? 0;
    if (own >= this.#limits.perPerson) {
      throw new AppError('too-many-requests', `Only ${this.#limits.perPerson} streams may be open at once`, {
        retryAfter: RETRY_S,
      });
    }
    if (this.#all >= this.#limits.total) {
      throw new AppError('unavailable', 'Too many streams are open right now', { retryAfter: RETRY_S });
    }
    this.#byPerson.set(userId, own + 1);
    this.#all += 1;
    return () => {
      this.#close(userId);
    };
  }

  get size(): number {
    return this.#all;
  }

  #close(userId: string): void {
    this.#all -= 1;
    const left = (this.#byPerson.get(userId) ?? 1) - 1;
    if (left > 0) this.#byPerson.set(userId, left);
    else this.#byPerson.delete(userId);
  }
}
