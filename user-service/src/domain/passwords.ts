import { randomBytes } from 'node:crypto';
import { PASSWORD_MAX_BYTES } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import bcrypt from 'bcrypt';

type Bcrypt = Pick<typeof bcrypt, 'hash' | 'compare'>;

interface PasswordOptions {
  /** Each step doubles the work: 10 is about 53 ms of one core. */
  cost: number;
  /** Hashes at a time. */
  concurrency: number;
  /** Callers that may wait for their turn; the next one is refused. */
  queue: number;
}

/**
 * Hashes and compares passwords, a few at a time: a storm of sign-ins waits here, in a queue of bounded length, and
 * leaves threads and processor to every other route.
 */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly dummyHash: Promise<string>;
  private readonly options: PasswordOptions;
  private readonly bcrypt: Bcrypt;

  constructor(options: PasswordOptions, implementation: Bcrypt = bcrypt) {
    this.options = options;
    this.bcrypt = implementation;
    this.dummyHash = implementation.hash(randomBytes(32).toString('base64url'), options.cost);
  }

  /** Throws `too-many-requests` where the queue is full. */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => this.bcrypt.hash(password, this.options.cost));
  }

  /**
   * Whether this is the password. Where there is no hash (an unknown account) the same work is done, in vain.
   * Throws `too-many-requests` where the queue is full.
   */
  async matches(password: string, hash: string | null): Promise<boolean> {
    const against = hash ?? (await this.dummyHash);
    const same = await this.inTurn(() => this.bcrypt.compare(password, against));
    // bcrypt reads no further, so what follows was not compared
    const whole = Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
    return same && whole && hash !== null;
  }

  /** Whether a hash was made with less work than is asked for now. */
  isOutdated(hash: string): boolean {
    return bcrypt.getRounds(hash) < this.options.cost;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.options.concurrency) this.running += 1;
    else await this.waitForTurn();
    try {
      return await work();
    } finally {
      // the turn is handed on, so that nobody who comes now overtakes who waits
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private async waitForTurn(): Promise<void> {
    if (this.waiting.length >= this.options.queue) {
      throw new AppError('too-many-requests', 'Many people are signing in right now; try again in a moment', {
        retryAfter: 3,
      });
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
