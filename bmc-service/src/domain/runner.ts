import { newId } from '@aibmc/common/ids';
import type { Context } from '../context.ts';
import { claimJob, type Job, renewLeases } from '../sql/jobs.ts';
import { runJob, type StopReason } from './run-job.ts';

export interface RunnerLimits {
  /** Jobs that run at once in this process. */
  concurrency: number;
  /** Milliseconds after which a job whose holder is silent goes to somebody else. */
  leaseMs: number;
  /** How often to look for jobs when no notice comes. */
  pollMs: number;
}

export const DEFAULT_LIMITS: RunnerLimits = { concurrency: 4, leaseMs: 10_000, pollMs: 2_000 };

interface Running {
  job: Job;
  stop: AbortController;
  ended: Promise<void>;
}

/** Works off queued generations in this process, a few at a time, each under a lease that is renewed while it runs. */
export class Runner {
  readonly #ctx: Context;
  readonly #limits: RunnerLimits;
  readonly #running = new Map<string, Running>();
  #timers: NodeJS.Timeout[] = [];
  #stopping = false;
  #filling: Promise<void> | null = null;
  #again = false;
  #renewedAt = 0;

  constructor(ctx: Context, limits: RunnerLimits) {
    this.#ctx = ctx;
    this.#limits = limits;
  }

  start(): void {
    const { pollMs, leaseMs } = this.#limits;
    this.#timers = [
      setInterval(() => {
        this.wake();
      }, pollMs),
      setInterval(() => void this.#renew(), leaseMs / 3),
    ];
    this.wake();
  }

  /** Looks for jobs now. */
  wake(): void {
    if (this.#filling) {
      this.#again = true;
      return;
    }
    this.#filling = this.#fill().finally(() => {
      this.#filling = null;
      if (this.#again && !this.#stopping) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Stops a job that runs here and has ended elsewhere. */
  abandon(generationId: string, reason: StopReason): void {
    for (const { job, stop } of this.#running.values()) {
      if (job.id === generationId) stop.abort(reason);
    }
  }

  /** Takes no more jobs; gives those that run `drainMs` to end, then hands them back or ends them. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    await this.#filling;
    const all = Promise.all([...this.#running.values()].map(({ ended }) => ended));
    const timer = setTimeout(() => {
      for (const { stop } of this.#running.values()) stop.abort('shutdown' satisfies StopReason);
    }, drainMs);
    await all;
    clearTimeout(timer);
    this.#timers.forEach(clearInterval);
  }

  async #fill(): Promise<void> {
    try {
      while (!this.#stopping && this.#running.size < this.#limits.concurrency) {
        // after a time without PostgreSQL our own leases come first: nobody else is to take what still runs here
        if (Date.now() - this.#renewedAt > this.#limits.leaseMs / 2) await this.#renew();
        const job = await claimJob(this.#ctx.pool, newId(), this.#limits.leaseMs);
        if (!job) return;
        this.#run(job);
      }
    } catch (error) {
      this.#ctx.log.warn({ err: error }, 'could not look for generations');
    }
  }

  #run(job: Job): void {
    const stop = new AbortController();
    const ended = runJob(this.#ctx, job, stop.signal).finally(() => {
      this.#running.delete(job.leaseToken);
      this.wake();
    });
    this.#running.set(job.leaseToken, { job, stop, ended });
  }

  /** Renews all leases; what could not be renewed was cancelled, deleted or taken over, and is left. */
  async #renew(): Promise<void> {
    const tokens = [...this.#running.keys()];
    if (tokens.length === 0) return;
    const startedAt = Date.now();
    try {
      const held = await renewLeases(this.#ctx.pool, tokens, this.#limits.leaseMs);
      this.#renewedAt = startedAt;
      for (const token of tokens) {
        if (!held.has(token)) this.#running.get(token)?.stop.abort('lease-lost' satisfies StopReason);
      }
    } catch (error) {
      this.#ctx.log.warn({ err: error }, 'could not renew leases');
    }
  }
}
