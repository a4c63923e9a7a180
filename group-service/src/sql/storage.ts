import type { Result } from '@aibmc/common/contract/client';
import type { storageRoutes } from '@aibmc/common/contract/admin';
import type { Db } from '@aibmc/common/transaction';

type Storage = Result<typeof storageRoutes.getStorage>;

/** How much is kept. Edits, of which there are most, as PostgreSQL last estimated them. */
export async function readStorage(db: Db): Promise<Storage> {
  const { rows } = await db.query<Storage>({
    name: 'read-storage',
    text: `
      SELECT
        (SELECT count(*)::int FROM groups WHERE deleted_at IS NULL) AS groups,
        canvases.*,
        (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'edits'::regclass) AS edits,
        (SELECT count(*)::int FROM comments WHERE deleted_at IS NULL) AS comments,
        (SELECT count(*)::int FROM share_links WHERE expires_at IS NULL OR expires_at > now()) AS "shareLinks",
        (SELECT sum(pg_total_relation_size(oid))::float8 FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r') AS bytes
      FROM (
        SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS canvases,
               count(*) FILTER (WHERE deleted_at IS NOT NULL)::int AS "trashedCanvases",
               coalesce(sum(note_count), 0)::float8 AS notes
        FROM canvases) canvases`,
  });
  const [row] = rows;
  if (!row) throw new Error('the counts were not returned');
  return row;
}
