import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type pg from 'pg';
import type { FaultCluster } from '../fault-cluster.ts';
import { type Journal, keyOf } from '../journal.ts';
import { type Board, contentOf } from '../state.ts';
import type { World } from '../world.ts';
import type { CanvasEvidence, Tables } from './evidence.ts';

const PAGE = 1_000;

/** Reads by API and SQL what the server has of every canvas, and puts beside it what the clients know of it. */
export async function collectEvidence(
  cluster: FaultCluster,
  { canvasIds, owner }: World,
  journal: Journal,
  boards: readonly Board[],
): Promise<CanvasEvidence[]> {
  const evidence: CanvasEvidence[] = [];
  for (const canvasId of canvasIds) {
    const isOfCanvas = (of: { canvasId: string }): boolean => of.canvasId === canvasId;
    const token = await owner.token();
    const { canvas, notes, connections, suggestions } = await cluster.api.getCanvas(
      { params: { canvasId } },
      { token },
    );
    evidence.push({
      canvasId,
      intended: new Map(
        [...journal.intended.values()].filter(isOfCanvas).map((intent) => [intent.edit.id, intent]),
      ),
      acknowledged: journal.acknowledged.filter(isOfCanvas),
      refused: journal.refused.filter(isOfCanvas),
      givenUp: new Set(
        [...journal.intended.values()]
          .filter((intent) => isOfCanvas(intent) && journal.givenUp.has(keyOf(canvasId, intent.edit.id)))
          .map(({ edit }) => edit.id),
      ),
      streams: journal.streams.filter(isOfCanvas),
      boards: boards.filter(isOfCanvas),
      log: await readLog(cluster, canvasId, token),
      detail: { ...contentOf(canvas, notes, connections, suggestions), revision: canvas.revision },
      tables: await cluster.asSuperuser((client) => readTables(client, canvasId)),
    });
  }
  return evidence;
}

async function readLog({ api }: FaultCluster, canvasId: string, token: string): Promise<LoggedEdit[]> {
  const log: LoggedEdit[] = [];
  for (;;) {
    const query = { after: log.at(-1)?.revision ?? 0, limit: PAGE };
    const { edits } = await api.listEdits({ params: { canvasId }, query }, { token });
    log.push(...(edits as unknown as LoggedEdit[]));
    if (edits.length < PAGE) return log;
  }
}

interface CanvasRow {
  title: string;
  idea: string;
  language: string;
  revision: number;
  noteCount: number;
  connectionCount: number;
  textLength: number;
}

async function readTables(client: pg.Client, canvasId: string): Promise<Tables> {
  const { rows: canvases } = await client.query<CanvasRow>(
    `SELECT title, idea, language, revision, note_count AS "noteCount", connection_count AS "connectionCount",
            text_length AS "textLength"
     FROM group_service.canvases WHERE id = $1`,
    [canvasId],
  );
  const { rows: notes } = await client.query<{ note: Note }>(
    `SELECT json_strip_nulls(json_build_object('id', id, 'block', block, 'text', text, 'order', "order",
            'colour', colour, 'details', details, 'assumption', assumption, 'origin', origin,
            'author', author)) AS note
     FROM group_service.notes WHERE canvas_id = $1`,
    [canvasId],
  );
  const { rows: connections } = await client.query<Connection>(
    'SELECT id, from_id AS "from", to_id AS "to" FROM group_service.connections WHERE canvas_id = $1',
    [canvasId],
  );
  const { rows: suggestions } = await client.query<{ suggestion: Suggestion }>(
    `SELECT suggestion FROM group_service.suggestions WHERE canvas_id = $1 AND state = 'open' ORDER BY revision`,
    [canvasId],
  );
  const { rows: log } = await client.query<Tables['log'][number]>(
    'SELECT revision, edit_id AS "editId", type FROM group_service.edits WHERE canvas_id = $1 ORDER BY revision',
    [canvasId],
  );
  const canvas = canvases[0];
  if (!canvas) throw new Error(`Canvas ${canvasId} is gone`);
  const { title, idea, language, ...counts } = canvas;
  const state = contentOf(
    { title, idea, language },
    notes.map(({ note }) => note),
    connections,
    suggestions.map(({ suggestion }) => suggestion),
  );
  return { ...counts, state, log };
}
