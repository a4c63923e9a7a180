import type { AdminEvent } from '@aibmc/common/contract/admin';
import { newId } from '@aibmc/common/ids';
import type { Db } from '@aibmc/common/transaction';

export interface NewAdminEvent {
  kind: AdminEvent['kind'];
  actor: string;
  person: string | null;
  value: string | null;
}

/** Notes what an administrator does, in the transaction of it. */
export async function insertAdminEvent(tx: Db, { kind, actor, person, value }: NewAdminEvent): Promise<void> {
  await tx.query('INSERT INTO admin_events (id, kind, actor, person, value) VALUES ($1, $2, $3, $4, $5)', [
    newId(),
    kind,
    actor,
    person,
    value,
  ]);
}

type AdminEventRow = Omit<AdminEvent, 'at'> & { at: Date };

const SELECT = `
  SELECT event.id, kind, at, value,
    CASE WHEN actor.id IS NOT NULL THEN json_build_object('id', actor.id, 'name', actor.name) END AS actor,
    CASE WHEN person.id IS NOT NULL THEN json_build_object('id', person.id, 'name', person.name) END AS person
  FROM admin_events AS event
  LEFT JOIN users AS actor ON actor.id = event.actor
  LEFT JOIN users AS person ON person.id = event.person`;

/** What administrators did, newest first, after the one named. */
export async function listAdminEvents(
  db: Db,
  { after, limit }: { after: string | null; limit: number },
): Promise<AdminEventRow[]> {
  const { rows } = await db.query<AdminEventRow>(
    `${SELECT} WHERE $1::uuid IS NULL OR event.id < $1 ORDER BY event.id DESC LIMIT $2`,
    [after, limit],
  );
  return rows;
}

/** Events about a person, newest first; 1,000 at most. */
export async function listAdminEventsOf(db: Db, userId: string): Promise<AdminEventRow[]> {
  const { rows } = await db.query<AdminEventRow>(
    `${SELECT} WHERE event.person = $1 ORDER BY event.id DESC LIMIT 1000`,
    [userId],
  );
  return rows;
}
