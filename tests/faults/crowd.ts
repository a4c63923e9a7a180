import type { CanvasStore } from '../../frontend/browser/canvas/canvas-store.ts';
import { seeded } from '../../group-service/test/random-edits.ts';
import type { FaultCluster } from './fault-cluster.ts';
import type { Journal } from './journal.ts';
import { LiveReader } from './live-reader.ts';
import { writeByRest } from './rest-writer.ts';
import { StoreClient } from './store-client.ts';
import type { Board } from './state.ts';
import type { World } from './world.ts';

export interface CrowdOptions {
  seed: number;
  /** Clients of each kind. */
  restWriters: number;
  browsers: number;
  readers: number;
  /** Milliseconds between two commands of a client on average. */
  paceMs: number;
  /** How much faster than in a browser the clock of the browsers' code runs. */
  haste: number;
  Store: typeof CanvasStore;
}

/** A client that shows a canvas. */
export interface Watcher {
  board: Board;
  /** Whether it has nothing left to send. */
  isSaved: boolean;
}

/** All clients of a run. */
export interface Crowd {
  watchers: readonly Watcher[];
  /** Nobody makes edits any more; what was made is sent until it is answered. */
  stopEditing: () => void;
  /** Resolves when the API clients have an answer to all they sent, and no page is being loaded. */
  done: Promise<unknown>;
  /** API clients stop to wait for answers. */
  giveUp: () => void;
  /** Everybody closes their connections. */
  leave: () => Promise<void>;
}

/** Everybody comes and begins to edit: API clients all canvases, browsers and readers one each. */
export function startCrowd(
  { api, url }: FaultCluster,
  { members, canvasIds }: World,
  journal: Journal,
  { seed, restWriters, browsers, paceMs, haste, Store }: CrowdOptions,
): Crowd {
  const enough = new AbortController();
  const giveUp = new AbortController();
  const canvasOf = (index: number): string => canvasIds[index % canvasIds.length] ?? '';
  const writing = members.slice(0, restWriters).map((member, index) => {
    const random = seeded(seed * 1_000 + index);
    const { signal } = enough;
    return writeByRest({
      api,
      member,
      canvasIds,
      journal,
      random,
      paceMs,
      enough: signal,
      giveUp: giveUp.signal,
    });
  });
  const pages = members.slice(restWriters, restWriters + browsers).map((member, index) => {
    const random = seeded(seed * 1_000 + 500 + index);
    return new StoreClient({
      url,
      api,
      canvasId: canvasOf(index),
      member,
      journal,
      random,
      paceMs,
      haste,
      Store,
    });
  });
  const readers = members
    .slice(restWriters + browsers)
    .map((member, index) => new LiveReader({ url, api, canvasId: canvasOf(index), member, journal }));
  for (const reader of readers) reader.start();
  const done = Promise.all([...writing, ...pages.map((page) => page.work(enough.signal))]);
  done.catch(() => undefined);
  return {
    watchers: [...readers, ...pages],
    stopEditing: () => {
      enough.abort();
    },
    done,
    giveUp: () => {
      giveUp.abort();
    },
    leave: async () => {
      enough.abort();
      giveUp.abort();
      for (const page of pages) page.stop();
      await Promise.all([done, ...readers.map((reader) => reader.stop())]);
    },
  };
}
