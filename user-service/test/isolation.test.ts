import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { schemaOf } from '@aibmc/common/database';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';

const SERVICES = ['user-service', 'group-service', 'bmc-service'];
const PAIRS = SERVICES.flatMap((reader) =>
  SERVICES.filter((owner) => owner !== reader).map((owner) => [reader, owner] as const),
);
const INSUFFICIENT_PRIVILEGE = '42501';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});

afterAll(() => db.drop());

async function tablesOf(service: string): Promise<string[]> {
  const { rows } = await db
    .poolFor(service)
    .query<{ name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY tablename',
      [schemaOf(service)],
    );
  return rows.map(({ name }) => name);
}

async function codeOf(service: string, sql: string): Promise<string> {
  try {
    await db.poolFor(service).query(sql);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("a service's role", () => {
  test.each(PAIRS)('%s neither reads nor writes a table of %s', async (reader, owner) => {
    const tables = await tablesOf(owner);
    expect(tables).toContain('migrations');
    for (const table of tables) {
      const name = `${schemaOf(owner)}.${table}`;
      expect([name, await codeOf(owner, `SELECT FROM ${name} LIMIT 1`)]).toEqual([name, 'allowed']);
      expect([name, await codeOf(reader, `SELECT FROM ${name} LIMIT 1`)]).toEqual([
        name,
        INSUFFICIENT_PRIVILEGE,
      ]);
      expect([name, await codeOf(reader, `DELETE FROM ${name}`)]).toEqual([name, INSUFFICIENT_PRIVILEGE]);
    }
    expect(await codeOf(reader, `CREATE TABLE ${schemaOf(owner)}.intruder ()`)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  test.each(SERVICES)('%s has tables of its own and makes none in public', async (service) => {
    expect((await tablesOf(service)).length).toBeGreaterThan(1);
    expect(await codeOf(service, 'CREATE TABLE public.intruder ()')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await codeOf(service, 'SET ROLE postgres')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await codeOf(service, 'CREATE ROLE intruder')).toBe(INSUFFICIENT_PRIVILEGE);
  });
});
