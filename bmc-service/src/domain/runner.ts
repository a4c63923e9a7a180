import { newId } from '@aibmc/common/ids';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import { handBackJob, type Job, type JobKind, kindOf, renewLeases } from '../sql/jobs.ts';
import { claimJob, lockClaims } from '../sql/queue.ts';
import type { JobContext } from './job-context.ts';
import { runJob, type StopReason } from './run-job.ts';

export interface RunnerLimits {
  /** Jobs that call the endpoint, at once in all replicas together; 0: this process takes none. */
  atOnce: number;
  /** Jobs of the pattern library, at once in this process. */
  libraryAtOnce: number;
  /** Milliseconds after which a job whose holder is silent goes to somebody else. */
  leaseMs: number;
  /** How often to look for jobs when no notice comes. */
  pollMs: number;
}

export const DEFAULT_LIMITS: RunnerLimits = { atOnce: 8, libraryAtOnce: 4, leaseMs: 10_000, pollMs: 2_000 };

interface Running {
  job: Job;
  stop: AbortController;
  ended: Promise<void>;
}

/** Works off queued generations in this process, each under a lease that is renewed while it runs. */
export class Runner {
  readonly #ctx: JobContext;
  readonly #limits: RunnerLimits;
  readonly #running = new Map<string, Running>();
  #timers: NodeJS.Timeout[] = [];
  #state: 'idle' | 'working' | 'stopping' | 'stopped' = 'idle';
  #filling: Promise<void> | null = null;
  #again = false;
  #renewedAt = 0;

  constructor(ctx: JobContext, limits: RunnerLimits) {
    this.#ctx = ctx;
    this.#limits = limits;
  }

  start(): void {
    const { pollMs, leaseMs } = this.#limits;
    this.#state = 'working';
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
      if (!this.#again) return;
      this.#again = false;
      this.wake();
    });
  }

  /** Whether this process may begin jobs of this kind now. */
  takes(kind: JobKind): boolean {
    if (this.#state !== 'working') return false;
    return kind === 'library' ? this.#libraryJobs() < this.#limits.libraryAtOnce : this.#limits.atOnce > 0;
  }

  /**
   * Claims the next job of a kind within a transaction; it is to be begun once that is committed. `queued` is the one
   * that the transaction queues: where it is claimed itself, its first call counts as begun.
   */
  async claim(tx: Db, kind: JobKind, queued: string | null = null): Promise<Job | null> {
    const lease = { leaseToken: newId(), leaseMs: this.#limits.leaseMs, kind };
    if (kind === 'library') return claimJob(tx, { ...lease, atOnce: null, calling: null });
    await lockClaims(tx);
    return claimJob(tx, { ...lease, atOnce: this.#limits.atOnce, calling: queued });
  }

  /** Works off a job that was claimed here. `canvas`: as it has just been read for the person who asked. */
  begin(job: Job, given: { canvas?: CanvasForPrompt } = {}): void {
    if (this.#state === 'stopped') {
      handBackJob(this.#ctx.pool, job).catch((err: unknown) => {
        this.#ctx.log.warn({ err }, 'a job could not be handed back');
      });
      return;
    }
    this.#ctx.teller.tell(job);
    const stop = new AbortController();
    const ended = runJob(this.#ctx, job, stop.signal, given).finally(() => {
      this.#running.delete(job.leaseToken);
      this.wake();
    });
    this.#running.set(job.leaseToken, { job, stop, ended });
  }

  /** Stops a job that runs here and has ended elsewhere. */
  abandon(generationId: string, reason: StopReason): void {
    for (const { job, stop } of this.#running.values()) {
      if (job.id === generationId) stop.abort(reason);
    }
  }

  /** Takes no more jobs; gives those that run `drainMs` to end, then hands them back or ends them. */
  async stop(drainMs: number): Promise<void> {
    this.#state = 'stopping';
    await this.#filling;
    const timer = setTimeout(() => {
      for (const { stop } of this.#running.values()) stop.abort('shutdown' satisfies StopReason);
    }, drainMs);
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    this.#state = 'stopped';
    clearTimeout(timer);
    this.#timers.forEach(clearInterval);
  }

  #libraryJobs(): number {
    return [...this.#running.values()].filter(({ job }) => kindOf(job) === 'library').length;
  }

  async #fill(): Promise<void> {
    try {
      for (const kind of ['endpoint', 'library'] as const) {
        while (this.takes(kind)) {
          // after a time without PostgreSQL our own leases come first: nobody else is to take what still runs here
          if (Date.now() - this.#renewedAt > this.#limits.leaseMs / 2) await this.#renew();
          const job = await inTransaction(this.#ctx.pool, (tx) => this.claim(tx, kind));
          if (!job) break;
          this.begin(job);
        }
      }
    } catch (error) {
      this.#ctx.log.warn({ err: error }, 'could not look for generations');
    }
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
