import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** How to reach the server that both sides write to, as a role that may write to group-service's tables. */
export interface PgbenchServer {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
}

/**
 * One edit as one transaction, in the strongest form there is for it: a single prepared statement that takes the next
 * revision, writes log, note and head, and notifies. The same rows and columns as an edit of the service writes.
 */
const ONE_EDIT = `
\\set canvas random(1, :canvases)
\\set note random(1, :notes)
WITH wanted AS (
  SELECT canvas_id, note_id, author FROM bench_notes WHERE canvas = :canvas AND note = :note
), head AS (
  UPDATE canvases c SET revision = revision + 1, updated_at = statement_timestamp()
  FROM wanted WHERE c.id = wanted.canvas_id
  RETURNING c.id, c.revision
), logged AS (
  INSERT INTO edits (canvas_id, revision, edit_id, author, origin, at, type, edit)
  SELECT head.id, head.revision, gen_random_uuid(), wanted.author, 'human', statement_timestamp(), 'note.set',
         jsonb_build_object('id', gen_random_uuid(), 'type', 'note.set', 'noteId', wanted.note_id,
                            'set', jsonb_build_object('text', 'Stall number ' || head.revision))
  FROM head, wanted
), saved AS (
  INSERT INTO notes (canvas_id, id, block, text, "order", origin, author)
  SELECT head.id, wanted.note_id, 'channels', 'Stall number ' || head.revision, 'a0', 'human', wanted.author
  FROM head, wanted
  ON CONFLICT (canvas_id, id) DO UPDATE SET text = excluded.text
)
SELECT pg_notify('canvas_edits', json_build_object('canvasId', id, 'revision', revision)::text) FROM head;
`;

export interface PgbenchResult {
  clients: number;
  perSecond: number;
  meanMs: number;
}

/** Where pgbench is: on the path, or where Debian's postgresql package puts it. */
export async function findPgbench(): Promise<string> {
  if (process.env['PGBENCH']) return process.env['PGBENCH'];
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? await readdir(root) : [];
  const found = versions
    .map((version) => path.join(root, version, 'bin/pgbench'))
    .find((file) => existsSync(file));
  if (!found) throw new Error('pgbench is missing: install Debian’s postgresql-15, or name it in PGBENCH');
  return found;
}

/** Edits a second at each concurrency, one transaction an edit. The tables `canvases` and `bench_notes` are filled. */
export async function runPgbench(
  server: PgbenchServer,
  {
    canvases,
    notes,
    seconds,
    clients,
  }: { canvases: number; notes: number; seconds: number; clients: number[] },
): Promise<PgbenchResult[]> {
  const pgbench = await findPgbench();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aibmc-pgbench-'));
  const script = path.join(dir, 'one-edit.sql');
  await writeFile(script, ONE_EDIT);
  const results: PgbenchResult[] = [];
  try {
    for (const count of clients) {
      const { stdout } = await promisify(execFile)(
        pgbench,
        ['--no-vacuum', '--protocol=prepared', `--file=${script}`, `--client=${count}`, '--jobs=1']
          .concat([`--time=${seconds}`, `--define=canvases=${canvases}`, `--define=notes=${notes}`])
          .concat([
            `--host=${server.host}`,
            `--port=${server.port}`,
            `--username=${server.user}`,
            server.database,
          ]),
        { env: { ...process.env, PGPASSWORD: server.password }, timeout: (seconds + 30) * 1000 },
      );
      results.push({
        clients: count,
        perSecond: figure(stdout, /^tps = ([\d.]+)/m),
        meanMs: figure(stdout, /^latency average = ([\d.]+)/m),
      });
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return results;
}

function figure(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`pgbench answered something else: ${output}`);
  return Number(found);
}
