import { LRUCache } from 'lru-cache';

/** The canvas that each new-canvas form led to, so that the same form sent twice makes one canvas. */
export interface DraftStarts {
  /** Runs `start` once for a person and key within ten minutes; later calls get the first one's canvas id. */
  once(userId: string, requestKey: string, start: () => Promise<string>): Promise<string>;
}

export function createDraftStarts(): DraftStarts {
  const starts = new LRUCache<string, Promise<string>>({ max: 5_000, ttl: 600_000 });
  return {
    once(userId, requestKey, start) {
      const key = `${userId} ${requestKey}`;
      const earlier = starts.get(key);
      if (earlier) return earlier;
      const started = start();
      starts.set(key, started);
      started.catch(() => starts.delete(key));
      return started;
    },
  };
}
