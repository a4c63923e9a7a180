import type { Db } from '@aibmc/common/transaction';

interface PersonToKeep {
  userId: string;
  name: string;
  /** Of their avatar; null: by their id. */
  colour: string | null;
}

/** Keeps a person's name and colour; false for somebody who was forgotten. */
export async function upsertPerson(db: Db, { userId, name, colour }: PersonToKeep): Promise<boolean> {
  const { rows } = await db.query<{ forgotten: boolean }>({
    name: 'upsert-person',
    text: `
      WITH saved AS (
        INSERT INTO people (id, name, colour) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour
          WHERE (people.name, people.colour) IS DISTINCT FROM (excluded.name, excluded.colour)
            AND people.forgotten_at IS NULL
      )
      SELECT forgotten_at IS NOT NULL AS forgotten FROM people WHERE id = $1`,
    values: [userId, name, colour],
  });
  return !rows[0]?.forgotten;
}

/** Names of people, by id; a forgotten one's is ''. */
export async function listNames(db: Db, ids: Iterable<string>): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query<{ id: string; name: string }>({
    name: 'list-names',
    text: 'SELECT id, name FROM people WHERE id = ANY ($1::uuid[]) ORDER BY id',
    values: [[...new Set(ids)]],
  });
  return rows;
}

/** Whether a person is known and not forgotten; if so it stays so until the transaction ends. */
export async function holdPerson(db: Db, userId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'hold-person',
    text: 'SELECT FROM people WHERE id = $1 AND forgotten_at IS NULL FOR SHARE',
    values: [userId],
  });
  return rowCount === 1;
}

/** Removes a person's name and colour for good, also of one who was never seen here. */
export async function forgetName(db: Db, userId: string): Promise<void> {
  await db.query(
    `INSERT INTO people (id, name, forgotten_at) VALUES ($1, '', now())
     ON CONFLICT (id) DO UPDATE SET name = '', colour = NULL, forgotten_at = coalesce(people.forgotten_at, now())`,
    [userId],
  );
}
