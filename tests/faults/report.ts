import type { Inflicted } from './inflict-schedule.ts';
import type { Journal } from './journal.ts';
import { VIOLATIONS, type Violation } from './oracle/evidence.ts';
import type { RunResult } from './run.ts';

/** Violations that are printed of each kind; one fault shows itself many times. */
const SHOWN = 5;

/** The longest time after a fault's end until something that was wanted after it is acknowledged, in ms. */
export function longestRecovery(journal: Journal, inflicted: readonly Inflicted[]): number {
  const wantedAt = new Map([...journal.intended].map(([key, { at }]) => [key, at]));
  const saved = journal.acknowledged.map(({ canvasId, id, at }) => ({
    at,
    wantedAt: wantedAt.get(`${canvasId} ${id}`) ?? 0,
  }));
  const recoveries = inflicted.map(({ endedAt }) => {
    const first = saved.find(({ at, wantedAt }) => at >= endedAt && wantedAt >= endedAt);
    return first ? first.at - endedAt : 0;
  });
  return Math.max(0, ...recoveries);
}

/** What a run did and found, as lines of a table. */
export function tableOf({ journal, inflicted, violations }: RunResult): string {
  const counts = Object.entries(Object.groupBy(inflicted, ({ kind }) => kind)).map(
    ([kind, faults]): [string, string] => [`  ${kind}`, String(faults.length)],
  );
  const rows: [string, string][] = [
    ['faults', String(inflicted.length)],
    ...counts.sort(([a], [b]) => (a < b ? -1 : 1)),
    ['edits made', String(journal.intended.size)],
    ['acknowledgements', String(journal.acknowledged.length)],
    ['refused', String(journal.refused.length)],
    ['commands sent again', String(journal.resends)],
    ['WebSocket connections tried', String(journal.streams.length)],
    ['reconnects', String(journal.reconnects)],
    ['longest recovery', `${longestRecovery(journal, inflicted)} ms`],
    ['violations', String(violations.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(9)}`).join('\n');
}

/** What is wrong: of each kind what it means, how often it came, and some of it. */
export function violationLines(violations: readonly Violation[]): string {
  return Object.entries(Object.groupBy(violations, ({ kind }) => kind))
    .flatMap(([kind, found]) => [
      `${kind} × ${found.length}: ${VIOLATIONS[kind as Violation['kind']]}`,
      ...found.slice(0, SHOWN).map(({ canvasId, detail }) => `  ${canvasId} ${detail}`),
    ])
    .join('\n');
}
