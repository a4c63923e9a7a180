import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { setTimeout as delay } from 'node:timers/promises';
import type { DraftStep } from './draft-step.ts';

/** Events that may wait for who takes them; then the source waits too. */
const MOST_WAITING = 200;
/** Pieces of text come by the word: they are gathered for so long, which no reader notices. */
const TEXT_MS = 50;

/**
 * The same steps, those together that come while the one before is worked off, so that a fast source costs no more
 * writes than its taker has time for. An error comes after what came before it. The source is given a signal that is
 * aborted when its taker leaves: it may be silent for long and is not waited for.
 */
export async function* inBatches(
  open: (left: AbortSignal) => AsyncIterable<DraftStep>,
): AsyncGenerator<DraftStep> {
  const waiting = new Waiting();
  const left = new AbortController();
  const reading = waiting.read(open(left.signal));
  try {
    for (;;) {
      const step = await waiting.take();
      if (!step) break;
      yield step;
      if (step.events.every(({ name }) => name === 'text')) await delay(TEXT_MS);
    }
  } finally {
    // who leaves early ends the source, and with it the call of the model
    left.abort();
    waiting.leave();
    await reading;
  }
}

class Waiting {
  #steps: DraftStep[] = [];
  #size = 0;
  #isOver = false;
  #isLeft = false;
  #failure: { error: unknown } | null = null;
  #wakeTaker = (): void => undefined;
  #wakeReader = (): void => undefined;

  async read(source: AsyncIterable<DraftStep>): Promise<void> {
    try {
      for await (const step of source) {
        if (this.#isLeft) return;
        this.#steps.push(step);
        this.#size += step.events.length;
        this.#wakeTaker();
        while (this.#size >= MOST_WAITING && !this.#isLeft) {
          await new Promise<void>((resolve) => (this.#wakeReader = resolve));
        }
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#isOver = true;
      this.#wakeTaker();
    }
  }

  /** All that waits, as one step; null at the end. Throws what the source threw, after all that came before it. */
  async take(): Promise<DraftStep | null> {
    while (this.#steps.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
    const steps = this.#steps;
    this.#steps = [];
    this.#size = 0;
    this.#wakeReader();
    if (steps.length === 0 && this.#failure) throw this.#failure.error;
    return steps.length > 0 ? merge(steps) : null;
  }

  leave(): void {
    this.#isLeft = true;
    this.#wakeReader();
  }
}

function merge(steps: readonly DraftStep[]): DraftStep {
  const events: GenerationEvent[] = [];
  for (const event of steps.flatMap((step) => step.events)) {
    const last = events.at(-1);
    if (event.name === 'text' && last?.name === 'text') {
      events[events.length - 1] = { name: 'text', data: { text: last.data.text + event.data.text } };
    } else events.push(event);
  }
  return Object.assign({}, ...steps, { events }) as DraftStep;
}
