import type { Generation, Task } from '@aibmc/common/contract/generations';
import type { Block } from '@aibmc/common/canvas/blocks';

/** What is asked for, as it is sent. */
export interface Wish {
  canvasId: string;
  task: Task;
  block?: Block;
  noteIds?: readonly string[];
  instruction?: string;
  continues?: string;
  model?: string;
}

/** Why something was not started. `isKnown`: it is sure that nothing was. */
export interface Refusal {
  code: string;
  message: string;
  isKnown: boolean;
  /** Seconds after which it may be tried again. */
  retryAfter?: number;
}

export type Started = { kind: 'started'; generation: Generation } | ({ kind: 'refused' } & Refusal);

/** Sends a wish with its key. */
export type Post = (wish: Wish, key: string) => Promise<Started>;

/**
 * Starts generations, each wish once: what is asked again while it is under way, or after an answer got lost, has the
 * key of the first time, by which the server knows it. Once there is a sure answer, the same words are a new wish.
 */
export class Starter {
  readonly #post: Post;
  readonly #newKey: () => string;
  readonly #keys = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<Started>>();

  constructor(post: Post, newKey: () => string) {
    this.#post = post;
    this.#newKey = newKey;
  }

  start(wish: Wish): Promise<Started> {
    const words = JSON.stringify(wish);
    const known = this.#underWay.get(words);
    if (known) return known;
    const started = this.#send(wish, words).finally(() => this.#underWay.delete(words));
    this.#underWay.set(words, started);
    return started;
  }

  async #send(wish: Wish, words: string): Promise<Started> {
    const key = this.#keys.get(words) ?? this.#newKey();
    this.#keys.set(words, key);
    const answer = await this.#post(wish, key);
    if (answer.kind === 'started' || answer.isKnown) this.#keys.delete(words);
    return answer;
  }
}
