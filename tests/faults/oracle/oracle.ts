import { checkAcknowledged, checkActs, checkLog, checkRefused } from './log-checks.ts';
import { checkBoards, checkReplay, checkTables } from './state-checks.ts';
import { checkStreams } from './stream-checks.ts';
import type { CanvasEvidence, Violation, ViolationKind } from './evidence.ts';

/** Reports one thing that is wrong. */
export type Report = (kind: ViolationKind, detail: string) => void;

/** Each looks at one promise of the server. */
const CHECKS: ((evidence: CanvasEvidence, report: Report) => void)[] = [
  checkAcknowledged,
  checkRefused,
  checkActs,
  checkLog,
  checkReplay,
  checkTables,
  checkStreams,
  checkBoards,
];

/** All that is wrong with a canvas. Pure: the same evidence gives the same violations. */
export function findViolations(evidence: CanvasEvidence): Violation[] {
  const violations: Violation[] = [];
  for (const check of CHECKS) {
    check(evidence, (kind, detail) => violations.push({ kind, canvasId: evidence.canvasId, detail }));
  }
  return violations;
}
