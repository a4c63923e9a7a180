import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits, CanvasDetail, CanvasSummary, LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Page } from '@aibmc/common/cursor';
import { loadCanvasStates, lockCanvases } from '../src/sql/edit-batch.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';
import { randomEdit, seeded } from './random-edits.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

const WRITERS = 8;
const REQUESTS = 25;

async function wholeLog(person: Person, canvasId: string): Promise<LoggedEdit[]> {
  const edits: LoggedEdit[] = [];
  for (;;) {
    const after = edits.at(-1)?.revision ?? 0;
    const answer = await person
      .call('get', `/canvases/${canvasId}/edits?after=${after}&limit=100`)
      .expect(200);
    const page = bodyOf<EditsLog>(answer);
    edits.push(...page.edits);
    if (edits.length >= page.revision) return edits;
  }
}

const EMPTY: CanvasState = {
  title: 'Bread',
  idea: '',
  language: 'en',
  notes: new Map(),
  connections: new Map(),
  suggestions: new Map(),
};

function replay(log: readonly LoggedEdit[]): CanvasState {
  return log.reduce((state, { revision: _revision, at: _at, author, origin, ...edit }) => {
    return applyEdit(state, edit, { author, origin });
  }, EMPTY);
}

/** The suggestions that a log leaves rejected, with the revisions at which they were. */
function rejectedIn(log: readonly LoggedEdit[]): Map<string, number> {
  const rejected = new Map<string, number>();
  let state = EMPTY;
  for (const edit of log) {
    const { suggestions } = state;
    state = applyEdit(state, edit, edit);
    if (edit.type === 'suggestion.add') rejected.delete(edit.suggestion.id);
    if (edit.type !== 'suggestion.remove') continue;
    if (edit.as === 'accepted') rejected.delete(edit.suggestionId);
    if (edit.as === 'rejected' && suggestions.has(edit.suggestionId)) {
      rejected.set(edit.suggestionId, edit.revision);
    }
  }
  return rejected;
}

/** Through JSON, where what is undefined is not there. */
function plain<T>(entries: Iterable<T>): T[] {
  return JSON.parse(JSON.stringify([...entries])) as T[];
}

function sorted<T extends { id: string }>(entries: Iterable<T>): T[] {
  return plain(entries).sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('the log is the truth', () => {
  test.each([1, 2, 3])(
    'replaying it gives the canvas, whatever several writers did through two replicas (seed %i)',
    async (seed) => {
      const { groupId, owner, people } = await service.groupWith(...Array<string>(WRITERS).fill('editor'));
      const body = bodyOf<CanvasSummary>(
        await owner.call('post', '/canvases', { title: 'Bread', groupId }).expect(201),
      );
      const canvasId = body.id;
      const onReplica = await service.replica();
      const sent: Edit[] = [];
      const revisionOf = new Map<string, number>();

      await Promise.all(
        people.map(async (person, index) => {
          const random = seeded(seed * 1_000 + index);
          const writer = index % 2 === 0 ? person : onReplica(person);
          for (let count = 0; count < REQUESTS; count += 1) {
            const edits = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
              randomEdit(random, sent),
            );
            sent.push(...edits);
            const answer = await writer.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200);
            for (const { id, revision } of bodyOf<AppliedEdits>(answer).edits) {
              expect(revisionOf.get(id) ?? revision).toBe(revision);
              revisionOf.set(id, revision);
            }
          }
        }),
      );

      const log = await wholeLog(owner, canvasId);
      expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index + 1));
      expect(new Map(log.map(({ id, revision }) => [id, revision]))).toEqual(revisionOf);
      const detail = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${canvasId}`).expect(200));
      const state = replay(log);
      expect(detail.canvas).toMatchObject({
        title: state.title,
        idea: state.idea,
        language: state.language,
        revision: log.length,
      });
      expect(sorted(detail.notes)).toEqual(sorted(state.notes.values()));
      expect(sorted(detail.connections)).toEqual(sorted(state.connections.values()));
      expect(detail.suggestions).toEqual(plain(state.suggestions.values()));
      expect(state.notes.size + state.connections.size).toBeGreaterThan(0);
      expect(state.suggestions.size).toBeGreaterThan(0);

      const { pool } = service.ctx;
      const { rows: rejected } = await pool.query<{ id: string; revision: number }>(
        `SELECT id, revision FROM suggestions WHERE canvas_id = $1 AND state = 'rejected'`,
        [canvasId],
      );
      expect(new Map(rejected.map(({ id, revision }) => [id, revision]))).toEqual(rejectedIn(log));
      // what a process that starts now begins with
      const [loaded] = await loadCanvasStates(
        pool,
        await lockCanvases(pool, [{ canvasId, userId: owner.id }]),
      );
      expect(loaded && sorted(loaded.state.notes.values())).toEqual(sorted(state.notes.values()));
      expect(loaded && [...loaded.state.suggestions.values()]).toEqual(plain(state.suggestions.values()));

      const { items } = bodyOf<Page<CanvasSummary>>(await owner.call('get', '/canvases').expect(200));
      expect(items[0]).toMatchObject({ id: canvasId, noteCount: detail.notes.length });
      const { rows } = await pool.query<{ connection_count: number }>(
        'SELECT connection_count FROM canvases WHERE id = $1',
        [canvasId],
      );
      expect(rows[0]?.connection_count).toBe(detail.connections.length);
    },
  );
});
