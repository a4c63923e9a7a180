import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate, schemaOf } from '@aibmc/common/database';
import { SERVICES_WITH_DATA } from '@aibmc/db/roles';
import { testLogger } from './support/context.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function columns(): Promise<unknown[]> {
  const client = await database.superuser();
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns
     WHERE table_schema = ANY ($1) ORDER BY 1, 2, 3`,
    [SERVICES_WITH_DATA.map(schemaOf)],
  );
  await client.end();
  return rows;
}

test('three replicas of every service start together on an empty database, and again on a full one', async () => {
  const expected = await columns();
  const client = await database.superuser();
  for (const schema of SERVICES_WITH_DATA.map(schemaOf)) {
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${schema}`);
  }
  await client.end();
  expect(await columns()).toEqual([]);

  const replicas = SERVICES_WITH_DATA.flatMap((service) => [service, service, service]);
  const start = () => Promise.all(replicas.map((service) => migrate(service, database.config, testLogger())));
  await start();
  expect(await columns()).toEqual(expected);
  await start();
  expect(await columns()).toEqual(expected);
});
