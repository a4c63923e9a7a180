import type { Generation } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import { listEventsOf, listGenerationsOf } from '../sql/people.ts';
import { showGenerations } from './shown-generations.ts';

/** Read at a time: the events of one may be a few hundred. */
const AT_ONCE = 10;

type Exported = Generation & { idea: string; events: { name: string; data: unknown }[] };

/** A person's generations with what was asked, what it gave and, where they are still kept, its events. */
export async function* exportedGenerations(db: Db, userId: string): AsyncGenerator<Exported> {
  let after: string | null = null;
  for (;;) {
    const rows = await listGenerationsOf(db, { userId, after, limit: AT_ONCE });
    const shown = await showGenerations(db, rows);
    const events = await listEventsOf(
      db,
      rows.map(({ id }) => id),
    );
    const eventsById = Map.groupBy(events, ({ generationId }) => generationId);
    for (const [n, generation] of shown.entries()) {
      const own = eventsById.get(generation.id) ?? [];
      yield {
        ...generation,
        idea: rows[n]?.idea ?? '',
        events: own.map(({ name, data }) => ({ name, data })),
      };
    }
    after = rows.at(-1)?.id ?? null;
    if (rows.length < AT_ONCE) return;
  }
}
