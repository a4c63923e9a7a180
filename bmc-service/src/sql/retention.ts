import type { Db } from '@aibmc/common/transaction';

/**
 * Removes the events of some generations that ended more than `days` ago, but for the last of each, with which a
 * stream still ends. Answers how many generations that were.
 */
export async function trimOldEvents(db: Db, days: number, most: number): Promise<number> {
  const { rowCount } = await db.query(
    `WITH old AS (
       SELECT id, last_seq FROM generations
       WHERE finished_at < now() - $1 * interval '1 day' AND NOT trimmed
       ORDER BY finished_at LIMIT $2
       FOR UPDATE SKIP LOCKED
     ), removed AS (
       DELETE FROM generation_events e USING old WHERE e.generation_id = old.id AND e.seq < old.last_seq
     )
     UPDATE generations g SET trimmed = true FROM old WHERE g.id = old.id`,
    [days, most],
  );
  return rowCount ?? 0;
}
