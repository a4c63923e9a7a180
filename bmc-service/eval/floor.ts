import { CHECK_IDS } from '@aibmc/common/canvas/checks';
import type { Scorecard } from './scorecard.ts';

/** What the drafts of the pattern library never fall below. */
export const FLOOR = {
  /** Of any draft, of 100. */
  completeness: 90,
  /** The share of notes with a word of the idea: of all drafts, and of any one. */
  ideaWords: 0.95,
  leastIdeaWords: 0.75,
  /** The share of notes that could stand in the draft that they overlap with most. */
  swap: 0.1,
} as const;

/** What of a scorecard is below the floor, in words; empty where nothing is. */
export function belowFloor(card: Scorecard): string[] {
  const below = CHECK_IDS.filter((check) => card.passes[check] < card.drafts).map(
    (check) => `${check}: ${card.passes[check]} of ${card.drafts}`,
  );
  below.push(...card.failed.map(({ id, error }) => `${id} failed: ${error}`));
  if (card.completeness.least < FLOOR.completeness) below.push(`completeness: ${card.completeness.least}`);
  if (card.ideaWords.mean < FLOOR.ideaWords || card.ideaWords.least < FLOOR.leastIdeaWords)
    below.push(`words of the idea: ${card.ideaWords.mean}, ${card.ideaWords.least} at least`);
  if (card.swap.worst >= FLOOR.swap) below.push(`swap overlap: ${card.swap.worst}`);
  if (card.figures.unmarked > 0) below.push(`unmarked figures: ${card.figures.unmarked}`);
  return below;
}
