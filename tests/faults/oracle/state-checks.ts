import { isDeepStrictEqual } from 'node:util';
import { applyEdits } from '@aibmc/common/canvas/apply-edit';
import { boardOf, type Content } from '../state.ts';
import { INITIAL } from '../world.ts';
import type { CanvasEvidence } from './evidence.ts';
import type { Report } from './oracle.ts';

function replayOf({ log }: CanvasEvidence): Content {
  return boardOf(applyEdits(INITIAL, log));
}

/** What the API answers is what the log gives. */
export function checkReplay(evidence: CanvasEvidence, report: Report): void {
  const { revision, ...content } = evidence.detail;
  const head = evidence.log.length;
  if (revision !== head) report('replay-differs', `the API is at revision ${revision}, the log at ${head}`);
  const difference = differenceOf(replayOf(evidence), content);
  if (difference) report('replay-differs', difference);
}

/** The tables hold what the log gives, with the right counts. */
export function checkTables(evidence: CanvasEvidence, report: Report): void {
  const { tables, log } = evidence;
  const replay = replayOf(evidence);
  const difference = differenceOf(replay, tables.state);
  if (difference) report('tables-differ', difference);
  const wanted = {
    revision: log.length,
    noteCount: replay.notes.length,
    connectionCount: replay.connections.length,
    textLength: replay.notes.reduce(
      (sum, { text, details = '', order }) => sum + text.length + details.length + order.length,
      0,
    ),
    log: log.map(({ revision, id, type }) => ({ revision, editId: id, type })),
  };
  for (const [name, value] of Object.entries(wanted)) {
    const found = tables[name as keyof typeof wanted];
    if (!isDeepStrictEqual(found, value)) {
      report('tables-differ', `${name} is ${short(found)} instead of ${short(value)}`);
    }
  }
}

/** Every board shows what the server has, at the same revision. */
export function checkBoards({ boards, detail }: CanvasEvidence, report: Report): void {
  for (const { client, canvasId: _, revision, ...content } of boards) {
    if (revision !== detail.revision) {
      report('board-differs', `${client} is at revision ${revision} of ${detail.revision}`);
      continue;
    }
    const { revision: _revision, ...server } = detail;
    const difference = differenceOf(server, content);
    if (difference) report('board-differs', `${client}: ${difference}`);
  }
}

/** The first thing in which two contents differ, in words; null where they are equal. */
function differenceOf(wanted: Content, found: Content): string | null {
  for (const key of ['title', 'idea', 'language'] as const) {
    if (wanted[key] !== found[key]) return `${key} is ${short(found[key])} instead of ${short(wanted[key])}`;
  }
  for (const key of ['notes', 'connections'] as const) {
    const there = new Map(found[key].map((entry) => [entry.id, entry]));
    for (const entry of wanted[key]) {
      const other = there.get(entry.id);
      there.delete(entry.id);
      if (!isDeepStrictEqual(entry, other)) return `of ${key}: ${short(other)} instead of ${short(entry)}`;
    }
    const [extra] = there.values();
    if (extra) return `of ${key}: ${short(extra)} should not be there`;
  }
  if (isDeepStrictEqual(wanted.suggestions, found.suggestions)) return null;
  return `suggestions are ${short(found.suggestions)} instead of ${short(wanted.suggestions)}`;
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
