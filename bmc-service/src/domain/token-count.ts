import type { GenerationEvent } from '@aibmc/common/contract/generations';

interface Usage {
  promptTokens: number | null;
  completionTokens: number | null;
}

/** The tokens of all calls of a generation together, as far as the endpoint told them. */
export class TokenCount {
  #sum: Usage | null = null;

  /** Adds those of a call; the sum, or null while none was told. */
  add(usage: Usage | null): Usage | null {
    if (usage) {
      this.#sum = {
        promptTokens: plus(this.#sum?.promptTokens, usage.promptTokens),
        completionTokens: plus(this.#sum?.completionTokens, usage.completionTokens),
      };
    }
    return this.#sum;
  }

  events(): GenerationEvent[] {
    return this.#sum ? [{ name: 'usage', data: this.#sum }] : [];
  }
}

function plus(a: number | null | undefined, b: number | null): number | null {
  return a == null ? b : a + (b ?? 0);
}
