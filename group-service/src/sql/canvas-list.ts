import type { CanvasSummary, CANVAS_SORTS } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { CANVAS_FIELDS, type CanvasRow, toCanvas } from './canvases.ts';

export type CanvasSort = (typeof CANVAS_SORTS)[number];

/** A place in a list: the time or title that it is sorted by ('' by id alone), and the id where these are equal. */
export interface SortPosition {
  key: string;
  id: string;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Each order is that of an index, within a group and among the canvases of a person. */
const ORDERS: Record<CanvasSort, { by: string; isAfter: string; beginning: SortPosition }> = {
  updated: {
    by: 'c.updated_at DESC, c.id DESC',
    isAfter: '(c.updated_at, c.id) < ($6::timestamptz, $7::uuid)',
    beginning: { key: 'infinity', id: LAST_ID },
  },
  created: {
    by: 'c.id DESC',
    isAfter: "$6::text = '' AND c.id < $7::uuid",
    beginning: { key: '', id: LAST_ID },
  },
  title: {
    by: 'lower(c.title), c.id',
    isAfter: '(lower(c.title), c.id) > (lower($6::text), $7::uuid)',
    beginning: { key: '', id: FIRST_ID },
  },
};

/** Each word must be somewhere in title or idea. */
const HAS_WORDS = `(cardinality($4::text[]) = 0 OR NOT EXISTS (
          SELECT FROM unnest($4::text[]) AS q (word)
          WHERE strpos(lower(c.title || ' ' || c.idea), lower(q.word)) = 0))`;

interface Wanted {
  groupId: string | null;
  /** Only those of no group. */
  isPersonal: boolean;
  words: readonly string[];
  sort: CanvasSort;
  after: SortPosition | null;
  limit: number;
}

/**
 * Canvases that a person may see after a position. Each group gives no more rows than the page needs, in the order of
 * its index.
 */
export async function listCanvasesFor(db: Db, userId: string, wanted: Wanted): Promise<CanvasSummary[]> {
  const { by, isAfter, beginning } = ORDERS[wanted.sort];
  const { key, id } = wanted.after ?? beginning;
  const { rows } = await db.query<CanvasRow<Role>>({
    name: `list-canvases-${wanted.sort}`,
    text: `
      SELECT * FROM (
        (SELECT ${CANVAS_FIELDS}, NULL AS group_name, 'owner'::role AS role
         FROM canvases c
         WHERE c.owner_id = $1 AND $2::uuid IS NULL AND ${isAfter} AND ${HAS_WORDS}
         ORDER BY ${by} LIMIT $5)
        UNION ALL
        (SELECT c.*, g.name, m.role
         FROM members m
         JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
         CROSS JOIN LATERAL (
           SELECT ${CANVAS_FIELDS} FROM canvases c
           WHERE c.group_id = m.group_id AND ${isAfter} AND ${HAS_WORDS}
           ORDER BY ${by} LIMIT $5) c
         WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.group_id = $2) AND NOT $3::boolean
         ORDER BY ${by} LIMIT $5)) c
      ORDER BY ${by} LIMIT $5`,
    values: [userId, wanted.groupId, wanted.isPersonal, wanted.words, wanted.limit, key, id],
  });
  return rows.map(toCanvas);
}
