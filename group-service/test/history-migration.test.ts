import { expect, test } from '@jest/globals';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@aibmc/common/database';
import { newId } from '@aibmc/common/ids';
import { testLogger } from '../../tests/support/context.ts';
import { createTestDatabase } from '../../tests/support/database.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../db/migrations/group-service');
const BEFORE = ['0001_groups-and-canvases.sql', '0002_text-length.sql'];

test('canvases that exist get the best that is known of their beginning', async () => {
  const db = await createTestDatabase();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aibmc-migrations-'));
  try {
    for (const file of BEFORE) await cp(path.join(MIGRATIONS, file), path.join(dir, file));
    const superuser = await db.superuser();
    await superuser.query(
      'DROP SCHEMA group_service CASCADE; CREATE SCHEMA group_service AUTHORIZATION group_service',
    );
    await superuser.end();
    await migrate('group-service', { ...db.config, MIGRATIONS_DIR: dir }, testLogger());

    const pool = db.poolFor('group-service');
    const [ada, untouched, renamed] = [newId(), newId(), newId()];
    await pool.query(`INSERT INTO people (id, name) VALUES ($1, 'Ada')`, [ada]);
    const insertCanvas = (id: string, title: string, idea: string, revision: number) =>
      pool.query(
        `INSERT INTO canvases (id, owner_id, title, kind, idea, language, revision)
         VALUES ($1, $2, $3, 'bmc', $4, 'es', $5)`,
        [id, ada, title, idea, revision],
      );
    await insertCanvas(untouched, 'Bread', 'By bicycle', 0);
    await insertCanvas(renamed, 'Third', 'Kept', 3);
    const sets = [{ title: 'First' }, { title: 'Second' }, { title: 'Third' }];
    for (const [index, set] of sets.entries()) {
      await pool.query(
        `INSERT INTO edits (canvas_id, revision, edit_id, author, origin, at, type, edit)
         VALUES ($1, $2, $3, $4, 'human', now(), 'canvas.set', $5)`,
        [renamed, index + 1, newId(), ada, JSON.stringify({ type: 'canvas.set', set })],
      );
    }
    await migrate('group-service', db.config, testLogger());

    const { rows } = await pool.query('SELECT canvas_id, revision, state FROM checkpoints');
    const state = { language: 'es', notes: [], connections: [] };
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { canvas_id: untouched, revision: 0, state: { ...state, title: 'Bread', idea: 'By bicycle' } },
        { canvas_id: renamed, revision: 0, state: { ...state, title: 'First', idea: 'Kept' } },
      ]),
    );
  } finally {
    await db.drop();
    await rm(dir, { recursive: true, force: true });
  }
});
