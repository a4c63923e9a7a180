import { ideaStems } from '@aibmc/common/canvas/checks/reading';
import { countShared, likeness, stemsOf } from '../src/domain/patterns/alike.ts';
import { spreadOf } from './figures.ts';

/** From this likeness on two notes say the same. */
const SAME = 0.8;

/** What is compared: the texts of a draft, and the idea that it was made for. */
export interface SwapSide {
  idea: string;
  texts: readonly string[];
}

/** How many notes of the first draft count against the second one. */
export type SwapMeasure = (a: SwapSide, b: SwapSide) => number;

/**
 * How many notes of `a` could stand in `b` as they are: each says the same as a note of `b` and has no word of its own
 * idea. A word that both ideas have tells neither from the other, so it does not count as its own.
 */
export function swappable(a: SwapSide, b: SwapSide): number {
  const others = b.texts.map(stemsOf);
  const own = without(ideaStems(a.idea), ideaStems(b.idea));
  return a.texts.filter((text) => {
    const stems = stemsOf(text);
    return countShared(stems, own) === 0 && others.some((other) => likeness(stems, other) >= SAME);
  }).length;
}

/**
 * How many notes of `a` say the same as a note of `b` once each is without the words of its own idea: casts of one
 * mould. Notes that are nothing but words of their idea are from no mould.
 */
export function sameMould(a: SwapSide, b: SwapSide): number {
  const others = mouldsOf(b);
  return mouldsOf(a).filter((mould) => others.some((other) => likeness(mould, other) >= SAME)).length;
}

function mouldsOf({ idea, texts }: SwapSide): Set<string>[] {
  const own = ideaStems(idea);
  return texts.map((text) => without(stemsOf(text), own));
}

function without(stems: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...stems].filter((word) => !others.has(word)));
}

/** Shares of notes, 0 to 1. */
export interface Overlap {
  /** Mean over the drafts of the share with the draft that each overlaps with most. */
  worst: number;
  /** Of all notes, over all pairs. */
  overall: number;
}

/** How much each draft overlaps with the others. */
export function overlapOf(sides: readonly SwapSide[], measure: SwapMeasure): Overlap {
  const worst: number[] = [];
  let shared = 0;
  let compared = 0;
  for (const a of sides) {
    if (a.texts.length === 0) continue;
    let most = 0;
    for (const b of sides) {
      if (a === b) continue;
      const count = measure(a, b);
      shared += count;
      compared += a.texts.length;
      most = Math.max(most, count / a.texts.length);
    }
    worst.push(most);
  }
  return { worst: spreadOf(worst).mean, overall: shared / Math.max(1, compared) };
}
