import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../embedded.ts';
import { prepareDatabase, superuser, withClient } from '../roles.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'aibmc-embedded-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const passwords = {
  'user-service': "it's a \\ test",
  'group-service': 'b'.repeat(20),
  'bmc-service': 'c'.repeat(20),
};

describe('the embedded server', () => {
  test('keeps its data over a stop and over a kill, and is taken over when it was left running', async () => {
    const dir = path.join(root, 'kept');
    const first = await startEmbedded({ dir });
    await prepareDatabase(first, 'kept', passwords);
    await withClient(superuser(first, 'kept'), async (client) => {
      await client.query('CREATE TABLE kept (n int)');
      await client.query('INSERT INTO kept VALUES (1)');
    });
    const second = await startEmbedded({ dir });
    expect(second).toMatchObject({ pid: first.pid, port: first.port, adopted: true });
    await second.stop();

    const third = await startEmbedded({ dir });
    expect(third.adopted).toBe(false);
    await withClient(superuser(third, 'kept'), (client) => client.query('INSERT INTO kept VALUES (2)'));
    process.kill(third.pid, 'SIGKILL');

    const fourth = await startEmbedded({ dir });
    const { rows } = await withClient(superuser(fourth, 'kept'), (client) =>
      client.query('SELECT n FROM kept ORDER BY n'),
    );
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
    await fourth.stop();
  });

  test('sets the passwords of the roles anew each time', async () => {
    const server = await startEmbedded({ dir: path.join(root, 'roles') });
    await prepareDatabase(server, 'aibmc', { ...passwords, 'user-service': 'an older one' });
    await prepareDatabase(server, 'aibmc', passwords);
    const asService = { ...server, user: 'user_service' as 'postgres', password: passwords['user-service'] };
    const { rows } = await withClient(superuser(asService, 'aibmc'), (client) =>
      client.query('SELECT current_schema'),
    );
    expect(rows).toEqual([{ current_schema: 'user_service' }]);
    await server.stop();
  });

  test('names a folder that is none of its own', async () => {
    const dir = path.join(root, 'foreign');
    const server = await startEmbedded({ dir, durable: false });
    await server.stop();
    await writeFile(path.join(dir, 'data/PG_VERSION'), '14\n');
    await expect(startEmbedded({ dir })).rejects.toThrow(
      /foreign\/data was made by PostgreSQL 14, and this is 15/,
    );
    await rm(path.join(dir, 'data/PG_VERSION'));
    await expect(startEmbedded({ dir })).rejects.toThrow(/is no PostgreSQL data folder/);
  });

  test('says in one line why a broken cluster does not start', async () => {
    const dir = path.join(root, 'broken');
    const server = await startEmbedded({ dir, durable: false });
    await server.stop();
    await writeFile(path.join(dir, 'data/global/pg_control'), 'nonsense');
    const failure = await startEmbedded({ dir }).then(String, String);
    expect(failure).toMatch(/PostgreSQL did not start on .*broken\/data: .*(FATAL|PANIC|could not)/);
    expect(failure).not.toContain('\n');
    expect(await readFile(path.join(dir, 'password'), 'utf8')).not.toBe('');
  });
});
