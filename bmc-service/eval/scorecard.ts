import { LANGUAGES } from '@aibmc/common/canvas/blocks';
import { CHECK_IDS, checkCanvas, type CheckId } from '@aibmc/common/canvas/checks';
import { ideaStems } from '@aibmc/common/canvas/checks/reading';
import { completenessOf } from '@aibmc/common/canvas/completeness';
import { figuresIn, statesNewFigure } from '../src/domain/assumptions.ts';
import { countShared, stemsOf } from '../src/domain/patterns/alike.ts';
import type { EvaluatedDraft } from './evaluated-draft.ts';
import { type Percentiles, percentilesOf, type Spread, spreadOf, sumOf } from './figures.ts';
import { type Overlap, overlapOf, sameMould, type SwapMeasure, swappable } from './swap-test.ts';

/** How good the drafts of a provider are. Shares are 0 to 1, times milliseconds. */
export interface Scorecard {
  provider: string;
  drafts: number;
  notes: number;
  /** Drafts that ended early, with why. */
  failed: { id: string; error: string }[];
  /** How many drafts pass each check, and all of them. */
  passes: Record<CheckId, number>;
  sound: number;
  /** What the checks find, draft by draft. */
  findings: { id: string; check: CheckId; texts: string[] }[];
  completeness: Spread;
  /** Share of a draft's notes that have a word of its idea. */
  ideaWords: Spread;
  swap: Overlap;
  mould: Overlap;
  /** Notes with a figure that the idea has not; `unmarked` ones are not marked as an assumption. */
  figures: { notes: number; unmarked: number };
  firstNoteMs: Percentiles | null;
  totalMs: Percentiles | null;
  calls: number;
  /** Null where the provider tells none. */
  tokens: { prompt: number; completion: number } | null;
}

/** Judges drafts by the rules that every canvas is checked by, and compares them with each other. Pure. */
export function scorecardOf(provider: string, drafts: readonly EvaluatedDraft[]): Scorecard {
  const judged = drafts.map(judge);
  const usages = drafts.flatMap(({ usage }) => usage ?? []);
  return {
    provider,
    drafts: drafts.length,
    notes: sumOf(drafts.map(({ notes }) => notes.length)),
    failed: drafts.flatMap(({ idea, error }) => (error === null ? [] : [{ id: idea.id, error }])),
    passes: Object.fromEntries(
      CHECK_IDS.map((check) => [check, judged.filter(({ failing }) => !failing.has(check)).length]),
    ) as Record<CheckId, number>,
    sound: judged.filter(({ failing }) => failing.size === 0).length,
    findings: judged.flatMap(({ findings }) => findings),
    completeness: spreadOf(judged.map(({ completeness }) => completeness)),
    ideaWords: spreadOf(drafts.map(shareWithIdeaWords)),
    swap: overlapWithin(drafts, swappable),
    mould: overlapWithin(drafts, sameMould),
    figures: figuresOf(drafts),
    firstNoteMs: percentilesOf(drafts.flatMap(({ firstNoteMs }) => firstNoteMs ?? [])),
    totalMs: percentilesOf(drafts.map(({ totalMs }) => totalMs)),
    calls: sumOf(drafts.map(({ calls }) => calls)),
    tokens:
      usages.length === 0
        ? null
        : {
            prompt: sumOf(usages.map(({ promptTokens }) => promptTokens ?? 0)),
            completion: sumOf(usages.map(({ completionTokens }) => completionTokens ?? 0)),
          },
  };
}

function judge({ idea, notes, connections }: EvaluatedDraft) {
  const canvas = { idea: idea.idea, language: idea.language, notes, connections };
  const { findings, passed, total } = checkCanvas(canvas);
  const found = new Set(findings.map(({ check }) => check));
  // checks that find nothing for want of notes are not passed: a draft with nothing to judge passes none
  const failing = passed + found.size < total ? new Set(CHECK_IDS) : found;
  return {
    failing,
    findings: findings.map(({ check, noteIds = [] }) => ({
      id: idea.id,
      check,
      texts: notes.filter(({ id }) => noteIds.includes(id)).map(({ text }) => text),
    })),
    completeness: completenessOf(canvas),
  };
}

function shareWithIdeaWords({ idea, notes }: EvaluatedDraft): number {
  const own = ideaStems(idea.idea);
  const withWords = notes.filter(({ text }) => countShared(stemsOf(text), own) > 0);
  return withWords.length / Math.max(1, notes.length);
}

/** The overlap of drafts in the same language. */
function overlapWithin(drafts: readonly EvaluatedDraft[], measure: SwapMeasure): Overlap {
  const groups = LANGUAGES.map((language) => drafts.filter(({ idea }) => idea.language === language));
  const overlaps = groups
    .filter((group) => group.length > 1)
    .map((group) => ({
      weight: group.length,
      ...overlapOf(
        group.map(({ idea, notes }) => ({ idea: idea.idea, texts: notes.map(({ text }) => text) })),
        measure,
      ),
    }));
  const all = Math.max(1, sumOf(overlaps.map(({ weight }) => weight)));
  return {
    worst: sumOf(overlaps.map(({ worst, weight }) => worst * weight)) / all,
    overall: sumOf(overlaps.map(({ overall, weight }) => overall * weight)) / all,
  };
}

function figuresOf(drafts: readonly EvaluatedDraft[]): Scorecard['figures'] {
  const stated = drafts.flatMap(({ idea, notes }) => {
    const known = figuresIn(idea.idea);
    return notes.filter(({ text }) => statesNewFigure(text, known));
  });
  return { notes: stated.length, unmarked: stated.filter(({ assumption }) => !assumption).length };
}
