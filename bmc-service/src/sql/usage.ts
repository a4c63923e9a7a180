import type { Db } from '@aibmc/common/transaction';

/** Takes one unit of a person's quota of today (UTC); false when none is left. */
export async function reserveUnit(db: Db, userId: string, perDay: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO usage_days AS u (user_id, day, used) VALUES ($1, (now() AT TIME ZONE 'UTC')::date, 1)
     ON CONFLICT (user_id, day) DO UPDATE SET used = u.used + 1 WHERE u.used < $2`,
    [userId, perDay],
  );
  return rowCount === 1;
}

/** Today's date in UTC as the database says, and what a person has used of it. */
export async function findUsage(db: Db, userId: string): Promise<{ day: string; used: number }> {
  const { rows } = await db.query<{ day: string; used: number }>(
    `SELECT today.day::text AS day, coalesce(u.used, 0) AS used
     FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS day) AS today
     LEFT JOIN usage_days u ON u.user_id = $1 AND u.day = today.day`,
    [userId],
  );
  return rows[0] ?? { day: '', used: 0 };
}
