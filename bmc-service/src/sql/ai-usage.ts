import type { Db } from '@aibmc/common/transaction';

const TODAY = "(now() AT TIME ZONE 'UTC')::date";

/** Generations of the whole instance on each of the last days (UTC) that have any, newest first. */
export async function listUsageDays(db: Db, days: number): Promise<{ day: string; used: number }[]> {
  const { rows } = await db.query<{ day: string; used: number }>(
    `SELECT day::text, used FROM instance_days WHERE day > ${TODAY} - $1::int AND used > 0 ORDER BY day DESC`,
    [days],
  );
  return rows;
}

/** Those who started most generations in the last days, most first. */
export async function listUsers(
  db: Db,
  days: number,
  limit: number,
): Promise<{ userId: string; today: number; last30Days: number }[]> {
  const { rows } = await db.query<{ userId: string; today: number; last30Days: number }>(
    `SELECT user_id AS "userId", coalesce(sum(used) FILTER (WHERE day = ${TODAY}), 0)::int AS today,
            sum(used)::int AS "last30Days"
     FROM usage_days WHERE day > ${TODAY} - $1::int AND used > 0
     GROUP BY user_id ORDER BY sum(used) DESC, user_id LIMIT $2`,
    [days, limit],
  );
  return rows;
}

/** Tokens that the endpoint reported for generations of the last days. */
export async function sumTokens(db: Db, days: number): Promise<{ prompt: number; completion: number }> {
  const { rows } = await db.query<{ prompt: number; completion: number }>(
    `SELECT coalesce(sum(prompt_tokens), 0)::float8 AS prompt,
            coalesce(sum(completion_tokens), 0)::float8 AS completion
     FROM generations WHERE day > ${TODAY} - $1::int`,
    [days],
  );
  return rows[0] ?? { prompt: 0, completion: 0 };
}
