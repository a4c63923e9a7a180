import type { Db } from '@aibmc/common/transaction';

/** Removes counters whose time is over; rate-limiter-flexible writes them. */
export async function deleteExpiredLimits(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    'DELETE FROM rate_limits WHERE expire < (extract(epoch FROM now()) * 1000)::bigint',
  );
  return rowCount ?? 0;
}
