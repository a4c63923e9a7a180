import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { CanvasEvidence, ViolationKind } from './oracle/evidence.ts';
import { findViolations } from './oracle/oracle.ts';
import { boardOf } from './state.ts';
import { INITIAL } from './world.ts';

/** The oracle by itself: nothing is wrong with a good run, and each thing that is made wrong is found as what it is. */

const canvasId = 'c';
const author = 'ada';
const edits: Edit[] = [
  { id: 'e1', type: 'note.add', note: { id: 'n1', block: 'channels', text: 'Market stalls', order: 'a0' } },
  {
    id: 'e2',
    type: 'note.add',
    note: { id: 'n2', block: 'customer-segments', text: 'Offices', order: 'a0' },
  },
  { id: 'e3', type: 'connection.add', connection: { id: 'k1', from: 'n1', to: 'n2' } },
  { id: 'e4', type: 'note.set', noteId: 'n1', set: { text: 'Market stalls on Saturdays' } },
];

/** A run in which all of these were made, saved and shown. */
function goodRun(): CanvasEvidence {
  const log = edits.map((edit, index): LoggedEdit => ({
    ...edit,
    revision: index + 1,
    author,
    origin: 'human',
    at: 'then',
  }));
  const content = boardOf(applyEdits(INITIAL, log));
  const revision = log.length;
  return {
    canvasId,
    intended: new Map(
      edits.map((edit) => [
        edit.id,
        { canvasId, edit, authors: new Set([author]), keeper: 'browser', at: 0 },
      ]),
    ),
    acknowledged: log.map(({ id, revision }) => ({ canvasId, id, revision, client: 'browser', at: 0 })),
    refused: [],
    givenUp: new Set<string>(),
    streams: [
      {
        canvasId,
        client: 'reader',
        events: [
          { type: 'welcome' as const, revision: 2 },
          { type: 'resume' as const, after: 0 },
          { type: 'edits' as const, from: 3, to: 3, edits: log.slice(2, 3) },
          { type: 'edits' as const, from: 1, to: 2, edits: log.slice(0, 2) },
          { type: 'edits' as const, from: 4, to: 4, edits: log.slice(3) },
        ],
      },
    ],
    boards: [{ client: 'browser', canvasId, ...content, revision }],
    log,
    detail: { ...content, revision },
    tables: {
      state: content,
      revision,
      noteCount: 2,
      connectionCount: 1,
      textLength: 'Market stalls on Saturdays'.length + 'Offices'.length + 'a0'.length * 2,
      log: log.map(({ id, revision, type }) => ({ editId: id, revision, type })),
    },
  };
}

const odd: Suggestion = { id: 's1', change: { type: 'note.remove', noteId: 'n2' } };
const other: Suggestion = { ...odd, id: 's2' };

function kindsAfter(change: (run: CanvasEvidence) => Partial<CanvasEvidence>): ViolationKind[] {
  const run = goodRun();
  return [...new Set(findViolations({ ...run, ...change(run) }).map(({ kind }) => kind))];
}

test('nothing is wrong with a good run', () => {
  expect(findViolations(goodRun())).toEqual([]);
});

describe('what is wrong is found', () => {
  test.each<[ViolationKind, (run: CanvasEvidence) => Partial<CanvasEvidence>]>([
    ['acknowledged-lost', ({ log }) => ({ log: log.slice(0, 3) })],
    [
      'acknowledged-elsewhere',
      ({ acknowledged: [first, ...others] }) => ({
        acknowledged: first ? [{ ...first, revision: 2 }, ...others] : [],
      }),
    ],
    [
      'act-lost',
      ({ log, acknowledged }) => ({ log: log.slice(0, 3), acknowledged: acknowledged.slice(0, 3) }),
    ],
    [
      'applied-twice',
      ({ log }) => ({ log: [...log, ...log.slice(3).map((edit) => ({ ...edit, revision: 5 }))] }),
    ],
    [
      'applied-twice',
      ({ log }) => ({
        log: [...log, ...log.slice(3).map((edit) => ({ ...edit, revision: 5, id: 'e5' }))],
      }),
    ],
    [
      'phantom',
      ({ log }) => ({
        log: [
          ...log,
          { id: 'e5', type: 'note.remove', noteId: 'n1', revision: 5, author, origin: 'human', at: '' },
        ],
      }),
    ],
    ['altered', ({ log }) => ({ log: log.map((edit) => ({ ...edit, author: 'mallory' })) })],
    [
      'refused-applied',
      ({ acknowledged }) => ({
        acknowledged: acknowledged.slice(0, 3),
        refused: [{ canvasId, id: 'e4', client: 'REST', code: 'conflict' }],
      }),
    ],
    ['revision-gap', ({ log }) => ({ log: log.map((edit) => ({ ...edit, revision: edit.revision * 2 })) })],
    ['replay-differs', ({ detail }) => ({ detail: { ...detail, connections: [] } })],
    ['tables-differ', ({ tables }) => ({ tables: { ...tables, connectionCount: 2 } })],
    ['tables-differ', ({ tables }) => ({ tables: { ...tables, state: { ...tables.state, title: 'Beer' } } })],
    [
      'tables-differ',
      ({ tables }) => ({ tables: { ...tables, state: { ...tables.state, suggestions: [odd] } } }),
    ],
    ['replay-differs', ({ detail }) => ({ detail: { ...detail, suggestions: [odd] } })],
    [
      'board-differs',
      ({ boards, detail }) => ({
        boards: boards.map((board) => ({ ...board, suggestions: [odd, other] })),
        detail: { ...detail, suggestions: [other, odd] },
      }),
    ],
    ['stream-gap', ({ streams }) => ({ streams: withoutEvent(streams, 2) })],
    ['stream-repeat', ({ streams }) => ({ streams: withEventTwice(streams, 4) })],
    ['stream-altered', ({ log }) => ({ log: log.map((edit) => ({ ...edit, at: 'later' })) })],
    ['board-differs', ({ boards }) => ({ boards: boards.map((board) => ({ ...board, notes: [] })) })],
    ['board-differs', ({ boards }) => ({ boards: boards.map((board) => ({ ...board, revision: 3 })) })],
  ])('%s', (kind, change) => {
    expect(kindsAfter(change)).toContain(kind);
  });
});

test('a text that gave way to the next one before it was sent is not lost', () => {
  const typed: Edit = { id: 'e0', type: 'note.set', noteId: 'n1', set: { text: 'Market st' } };
  const intent = { canvasId, edit: typed, authors: new Set([author]), keeper: 'browser', at: 0 };
  expect(kindsAfter(({ intended }) => ({ intended: new Map([['e0', intent], ...intended]) }))).toEqual([]);
});

function withoutEvent(streams: CanvasEvidence['streams'], place: number): CanvasEvidence['streams'] {
  return streams.map((stream) => ({
    ...stream,
    events: stream.events.filter((_, index) => index !== place),
  }));
}

function withEventTwice(streams: CanvasEvidence['streams'], place: number): CanvasEvidence['streams'] {
  return streams.map((stream) => ({
    ...stream,
    events: stream.events.flatMap((event, index) => (index === place ? [event, event] : [event])),
  }));
}
