import type { Db } from '@aibmc/common/transaction';

/** Generations that may be started on a day (UTC). */
export interface Quota {
  perPerson: number;
  /** By everybody together; null: no ceiling. */
  total: number | null;
}

/** What came of taking a unit: `reserved` on this day, or whose units of it are all used. */
export interface Reservation {
  day: string;
  outcome: 'reserved' | 'person-used' | 'instance-used';
}

/**
 * Takes one unit of today (UTC) from a person and from the whole instance. When it was not `reserved`, the transaction
 * is to be rolled back: one of the two may have been counted.
 */
export async function reserveUnit(tx: Db, userId: string, quota: Quota): Promise<Reservation> {
  const { rows } = await tx.query<Reservation>({
    name: 'reserve-unit',
    // the second waits for the first, so that every transaction takes the two rows in the same order
    text: `WITH today AS (
       SELECT (now() AT TIME ZONE 'UTC')::date AS day
     ), person AS (
       INSERT INTO usage_days AS u (user_id, day, used) SELECT $1, day, 1 FROM today
       ON CONFLICT (user_id, day) DO UPDATE SET used = u.used + 1 WHERE u.used < $2
       RETURNING day
     ), instance AS (
       INSERT INTO instance_days AS i (day, used) SELECT day, 1 FROM person
       ON CONFLICT (day) DO UPDATE SET used = i.used + 1 WHERE $3::int IS NULL OR i.used < $3
       RETURNING day
     )
     SELECT day::text,
            CASE WHEN EXISTS (SELECT FROM instance) THEN 'reserved'
                 WHEN EXISTS (SELECT FROM person) THEN 'instance-used'
                 ELSE 'person-used' END AS outcome
     FROM today`,
    values: [userId, quota.perPerson, quota.total],
  });
  return rows[0] ?? { day: '', outcome: 'person-used' };
}

/** Gives a unit of a day back, to the person and to the instance. */
export async function giveBackUnit(db: Db, userId: string, day: string): Promise<void> {
  await db.query(
    `WITH person AS (
       UPDATE usage_days SET used = used - 1 WHERE user_id = $1 AND day = $2 AND used > 0 RETURNING day
     )
     UPDATE instance_days i SET used = i.used - 1 FROM person WHERE i.day = person.day AND i.used > 0`,
    [userId, day],
  );
}

/** Today's date in UTC as the database says, and what a person and everybody together have used of it. */
export async function findUsage(
  db: Db,
  userId: string,
): Promise<{ day: string; used: number; usedByAll: number }> {
  const { rows } = await db.query<{ day: string; used: number; usedByAll: number }>(
    `SELECT today.day::text AS day, coalesce(u.used, 0) AS used, coalesce(i.used, 0) AS "usedByAll"
     FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS day) AS today
     LEFT JOIN usage_days u ON u.user_id = $1 AND u.day = today.day
     LEFT JOIN instance_days i ON i.day = today.day`,
    [userId],
  );
  return rows[0] ?? { day: '', used: 0, usedByAll: 0 };
}
