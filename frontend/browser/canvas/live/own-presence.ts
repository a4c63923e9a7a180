import type { PresenceState } from '@aibmc/common/contract/live';
import type { Timing } from './timing.ts';

const PAUSE_MS = 100;
const MOST_SELECTED = 100;

/** Tells what this person selects and types in, no more often than others can follow. */
export class OwnPresence {
  readonly #timing: Timing;
  readonly #send: (presence: PresenceState) => void;
  #presence: PresenceState = { selected: [], typing: null };
  #told = JSON.stringify(this.#presence);
  #isPausing = false;

  constructor(timing: Timing, send: (presence: PresenceState) => void) {
    this.#timing = timing;
    this.#send = send;
  }

  show(presence: Partial<PresenceState>): void {
    const { selected = this.#presence.selected, typing = this.#presence.typing } = presence;
    this.#presence = { selected: selected.slice(0, MOST_SELECTED), typing };
    if (!this.#isPausing) this.#tell();
  }

  /** A new connection knows nothing: tells it, where there is something to tell. */
  repeat(): void {
    this.#told = JSON.stringify({ selected: [], typing: null });
    if (!this.#isPausing) this.#tell();
  }

  #tell(): void {
    const text = JSON.stringify(this.#presence);
    if (text === this.#told) return;
    this.#told = text;
    this.#send(this.#presence);
    this.#isPausing = true;
    this.#timing.after(PAUSE_MS, () => {
      this.#isPausing = false;
      this.#tell();
    });
  }
}
