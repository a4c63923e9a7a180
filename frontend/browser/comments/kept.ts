import type { Kept } from './outbox.ts';
import type { Pending } from './wishes.ts';

/** Wishes in the memory of the browser, each under its own name, so that tabs do not overwrite each other's. */
export function keptIn(storage: () => Storage, userId: string, canvasId: string): Kept {
  const prefix = `aibmc.comment.${userId}.${canvasId}.`;
  const quietly = (act: () => void): void => {
    try {
      act();
    } catch {
      // refused or full: it is sent all the same, and only does not outlive the page
    }
  };
  return {
    read: () => {
      const found: Pending[] = [];
      quietly(() => {
        const names = Object.keys(storage()).filter((name) => name.startsWith(prefix));
        // Keys grow with time.
        for (const name of names.sort()) found.push(JSON.parse(storage().getItem(name) ?? '') as Pending);
      });
      return found;
    },
    put: (pending) => quietly(() => storage().setItem(prefix + pending.key, JSON.stringify(pending))),
    drop: (key) => quietly(() => storage().removeItem(prefix + key)),
  };
}
