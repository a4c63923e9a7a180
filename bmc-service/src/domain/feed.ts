/** One stream's wait for news of a generation. A notice that comes while it is busy is remembered. */
export class Subscription {
  readonly #close: (subscription: Subscription) => void;
  #woken = false;
  #resolve: (() => void) | null = null;

  constructor(close: (subscription: Subscription) => void) {
    this.#close = close;
  }

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** Waits for the next notice, `ms` at most or until the signal is aborted; says whether there was one. */
  async next(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#woken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, ms);
        signal.addEventListener('abort', finish, { once: true });
        this.#resolve = finish;
      });
      this.#resolve = null;
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }

  close(): void {
    this.#close(this);
  }
}

/** Who in this process waits for news of which generation. */
export class Feed {
  readonly #byGeneration = new Map<string, Set<Subscription>>();

  subscribe(generationId: string): Subscription {
    const subscription = new Subscription((closed) => {
      const rest = this.#byGeneration.get(generationId);
      rest?.delete(closed);
      if (rest?.size === 0) this.#byGeneration.delete(generationId);
    });
    const others = this.#byGeneration.get(generationId) ?? new Set();
    this.#byGeneration.set(generationId, others.add(subscription));
    return subscription;
  }

  wake(generationId: string): void {
    for (const subscription of this.#byGeneration.get(generationId) ?? []) subscription.wake();
  }

  /** After a gap in the notices everybody looks. */
  wakeAll(): void {
    for (const generationId of this.#byGeneration.keys()) this.wake(generationId);
  }
}
