import { AppError } from '@aibmc/common/errors';
import { LRUCache } from 'lru-cache';
import { Bucket, type Rate } from './bucket.ts';

const PEOPLE_KEPT = 10_000;

/** Three seconds' worth of edits may come at once. */
export function editRateOf(perSecond: number): Rate {
  return { perSecond, burst: 3 * perSecond };
}

/** Comments and dots that somebody may give, beside what they edit. */
export function talkRateOf(perMinute: number): Rate {
  return { perSecond: perMinute / 60, burst: perMinute / 2 };
}

/** How fast each person may change canvases, by whatever way and on however many connections to this process. */
export class EditRates {
  readonly #rate: Rate;
  readonly #what: string;
  readonly #buckets = new LRUCache<string, Bucket>({ max: PEOPLE_KEPT });

  constructor(rate: Rate, what = 'edits') {
    this.#rate = rate;
    this.#what = what;
  }

  /** How many may come at once. */
  get most(): number {
    return this.#rate.burst;
  }

  /** Counts edits that come together. Throws `too-many-requests` where they are too many for now. */
  spend(userId: string, edits: number): void {
    if (this.take(userId, edits, Date.now())) return;
    const message = `These are more ${this.#what} a second than one person may make`;
    throw new AppError('too-many-requests', message, { retryAfter: 1 });
  }

  /** Whether so many edits may come now; then they are counted. */
  take(userId: string, edits: number, now: number): boolean {
    let bucket = this.#buckets.get(userId);
    if (!bucket) {
      bucket = new Bucket(this.#rate, now);
      this.#buckets.set(userId, bucket);
    }
    return bucket.take(edits, now);
  }
}
