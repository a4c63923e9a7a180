const MOST_FAILURES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

/** A call that the breaker let through; the first of `works`, `fails` and `leaves` that is called counts. */
export interface Passage {
  /** The answer has begun: enough to let others through. */
  speaks: () => void;
  works: () => void;
  fails: () => void;
  /** It was given up by who asked, which says nothing of the endpoint. */
  leaves: () => void;
}

/**
 * Leaves an endpoint alone that failed five times in a row: for 30 s at first, twice as long (5 minutes at most) when
 * the one call that is then let through fails too.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  #failures = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #until = 0;
  #probe: symbol | null = null;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether calls are held off at this moment. */
  get isPaused(): boolean {
    return this.#isOpen && (this.#probe !== null || this.#now() < this.#until);
  }

  get #isOpen(): boolean {
    return this.#failures >= MOST_FAILURES;
  }

  /** A passage, or null while calls are held off. */
  enter(): Passage | null {
    if (this.isPaused) return null;
    const call = Symbol('call');
    if (this.#isOpen) this.#probe = call;
    let isOver = false;
    const once = (act: () => void) => () => {
      if (!isOver) act();
      isOver = true;
    };
    return {
      speaks: () => {
        if (this.#probe === call) this.#letThrough();
      },
      works: once(() => {
        this.#failures = 0;
        this.#pauseMs = FIRST_PAUSE_MS;
        this.#probe = null;
      }),
      fails: once(() => {
        this.#fail(call);
      }),
      leaves: once(() => {
        if (this.#probe === call) this.#probe = null;
      }),
    };
  }

  /** One failure more, and it is left alone again. */
  #letThrough(): void {
    this.#failures = MOST_FAILURES - 1;
    this.#probe = null;
  }

  #fail(call: symbol): void {
    // begun before the pause: the pause has counted it
    if (this.#isOpen && this.#probe !== call) return;
    this.#failures += 1;
    this.#probe = null;
    if (!this.#isOpen) return;
    this.#until = this.#now() + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
