import { type Block } from '@aibmc/common/canvas/blocks';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { type Deed, type Sort, SORTS } from './deed.ts';

/** An edit of the log with what it did. */
export interface Told {
  edit: LoggedEdit;
  deeds: readonly Deed[];
}

/** What one person did in one go. */
export interface Burst {
  author: string;
  origin: 'human' | 'ai';
  /** Oldest first. */
  told: Told[];
  first: number;
  last: number;
  /** Time of its last edit. */
  at: string;
}

/** Who does nothing for longer begins something new. */
const GAP_MS = 2 * 60_000;
/** A burst longer than this is hard to look through. */
const MOST_EDITS = 100;

/**
 * Edits, oldest first, grouped for people to read, newest first: those of one person with no long pause in between, on
 * one day. People who work at the same time have a burst each, though their edits alternate. No burst goes on past one
 * of the revisions `cuts`, so that a version has all that it holds on one side.
 */
export function groupBursts(log: readonly Told[], cuts: ReadonlySet<number>): Burst[] {
  const bursts: Burst[] = [];
  const open = new Map<string, Burst>();
  for (const told of log) {
    const { edit } = told;
    const key = `${edit.author} ${edit.origin}`;
    const burst = open.get(key);
    if (burst && continues(burst, edit.at)) {
      burst.told.push(told);
      burst.last = edit.revision;
      burst.at = edit.at;
    } else {
      const { author, origin, revision, at } = edit;
      const begun: Burst = { author, origin, told: [told], first: revision, last: revision, at };
      open.set(key, begun);
      bursts.push(begun);
    }
    if (cuts.has(edit.revision)) open.clear();
  }
  return bursts.sort((a, b) => b.last - a.last);
}

function continues(burst: Burst, at: string): boolean {
  const [before, now] = [new Date(burst.at), new Date(at)];
  return (
    burst.told.length < MOST_EDITS &&
    now.getTime() - before.getTime() <= GAP_MS &&
    now.toDateString() === before.toDateString()
  );
}

export interface Summary {
  /** How many notes, connections or settings each sort of change was done to. */
  counts: { sort: Sort; count: number }[];
  /** The block in which all of it happened; null where it was several, or none. */
  block: Block | null;
}

export function summarize(burst: Burst): Summary {
  const deeds = burst.told.flatMap((told) => told.deeds);
  const counts = SORTS.map((sort) => ({
    sort,
    count: new Set(deeds.filter((deed) => deed.sort === sort).map(({ subject }) => subject)).size,
  }));
  const [block = null, ...others] = new Set(deeds.map((deed) => deed.block));
  return { counts: counts.filter(({ count }) => count > 0), block: others.length > 0 ? null : block };
}
