import { type Block, BLOCKS } from './blocks.ts';
import { checkGraph, GRAPH_RULES } from './checks/graph-checks.ts';
import { checkNote } from './checks/note-checks.ts';
import { type CheckedCanvas, type Finding, ideaStems, readNote, type ReadNote } from './checks/reading.ts';
import { CHECK_IDS, type CheckId } from './checks/table.ts';
import { checkBlocks, checkDuplicates, checkIdeaWords, checkLanguage } from './checks/whole-checks.ts';

export { CHECKS, CHECK_IDS, type CheckId, type CheckText } from './checks/table.ts';
export type { CheckedCanvas, Finding } from './checks/reading.ts';

/** `passed` and `total` count checks, not findings. */
export interface CheckResult {
  findings: Finding[];
  passed: number;
  total: number;
}

/** Blocks that need a note before a check about all notes can pass. */
const BLOCKS_TO_JUDGE = 5;

/** The block that a check is about; the others are about the whole canvas. */
const blockOfCheck = new Map<CheckId, Block>([
  ...GRAPH_RULES.map(({ check, block }) => [check, block] as const),
  ['segment-qualifier', 'customer-segments'],
  ['revenue-mechanism', 'revenue-streams'],
]);

function countByBlock(notes: readonly ReadNote[]): Record<Block, number> {
  const counts = Object.fromEntries(BLOCKS.map((block) => [block, 0])) as Record<Block, number>;
  for (const { block } of notes) counts[block]++;
  return counts;
}

/** Whether there is enough on the canvas for the check to be passed: no check passes for want of notes. */
function isJudgeable(check: CheckId, counts: Readonly<Record<Block, number>>): boolean {
  const filled = BLOCKS.filter((block) => counts[block] > 0).length;
  if (check === 'notes-per-block') return filled === BLOCKS.length;
  const block = blockOfCheck.get(check);
  return block ? counts[block] > 0 : filled >= BLOCKS_TO_JUDGE;
}

/**
 * Checks a canvas by the rules of a good Business Model Canvas, in time linear in its notes and connections.
 * A check that finds nothing because its notes do not exist yet is not passed. Where the idea has no
 * words, `idea-words` is left out of the total.
 */
export function checkCanvas(canvas: CheckedCanvas): CheckResult {
  const notes = canvas.notes.map(readNote);
  const counts = countByBlock(notes);
  const stems = ideaStems(canvas.idea);
  const findings = [
    ...checkBlocks(counts),
    ...notes.flatMap(checkNote),
    ...checkGraph(notes, canvas.connections),
    ...checkDuplicates(notes),
    ...checkLanguage(notes, canvas.language),
    ...(stems.size > 0 ? checkIdeaWords(notes, stems) : []),
  ];
  const failing = new Set(findings.map(({ check }) => check));
  const applicable = CHECK_IDS.filter((check) => check !== 'idea-words' || stems.size > 0);
  const passed = applicable.filter((check) => !failing.has(check) && isJudgeable(check, counts)).length;
  return { findings, passed, total: applicable.length };
}
