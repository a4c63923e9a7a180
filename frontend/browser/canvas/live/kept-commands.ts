import type { Edit } from '@aibmc/common/canvas/edits';
import type { OfflineQueue } from './offline-queue.ts';
import type { Command } from './outbox.ts';

/** The commands that are kept for the case that the page ends before they are confirmed. */
export class KeptCommands {
  readonly #queue: OfflineQueue;
  readonly #onStored: () => void;
  /** Those that would not outlive the page: not stored yet, or nothing can be. */
  readonly #unstored = new Set<Command>();

  constructor(queue: OfflineQueue, onStored: () => void) {
    this.#queue = queue;
    this.#onStored = onStored;
  }

  get areAllStored(): boolean {
    return this.#unstored.size === 0;
  }

  keep(command: Command): void {
    this.#unstored.add(command);
    const stored = (): void => {
      if (this.#unstored.delete(command)) this.#onStored();
    };
    this.#queue.put(command.edits).then(stored, () => undefined);
  }

  drop(command: Command): void {
    this.#unstored.delete(command);
    this.#queue.remove(command.edits).catch(() => undefined);
  }

  /** What earlier pages have left behind, oldest first; nothing where it cannot be read. */
  async left(): Promise<Edit[][]> {
    return this.#queue.adopt().catch(() => []);
  }
}
