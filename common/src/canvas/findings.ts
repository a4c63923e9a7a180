import type { Block } from './blocks.ts';
import { CHECK_IDS, type CheckId, type Finding } from './checks.ts';

/** What one check found on a canvas, put together. */
export interface FailedCheck {
  check: CheckId;
  blocks: Block[];
  notes: { id: string; detail?: string }[];
}

/** The findings by check, in the order in which checks are shown; blocks are named only where no note is. */
export function groupFindings(findings: readonly Finding[]): FailedCheck[] {
  return CHECK_IDS.map((check) => {
    const found = findings.filter((finding) => finding.check === check);
    const notes = found.flatMap(({ noteIds = [], detail }) => noteIds.map((id) => ({ id, detail })));
    const blocks = found.flatMap(({ block, noteIds }) => (block && !noteIds ? [block] : []));
    return { check, blocks, notes, count: found.length };
  }).filter(({ count }) => count > 0);
}

/** How far a canvas is, in four steps from nothing to all checks passed. */
export function progressOf(passed: number, total: number): 'start' | 'growing' | 'nearly' | 'whole' {
  if (passed >= total) return 'whole';
  if (passed >= total * 0.75) return 'nearly';
  return passed >= total * 0.35 ? 'growing' : 'start';
}
