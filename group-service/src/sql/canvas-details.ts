import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { type CanvasRow, toCanvasFields } from './canvases.ts';
import { joinRoles, roleOf } from './roles.ts';
import { IS_OPEN } from './share-links.ts';

interface DetailRow extends CanvasRow<Role> {
  notes: Note[];
  connections: Connection[];
  suggestions: Suggestion[];
  people: CanvasDetail['people'];
}

const PARTS = `
        (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
            'id', n.id, 'block', n.block, 'text', n.text, 'order', n."order", 'colour', n.colour,
            'details', n.details, 'assumption', n.assumption, 'origin', n.origin, 'author', n.author))
            ORDER BY n."order", n.id), '[]')
         FROM notes n WHERE n.canvas_id = c.id) AS notes,
        (SELECT coalesce(json_agg(json_build_object('id', k.id, 'from', k.from_id, 'to', k.to_id) ORDER BY k.id), '[]')
         FROM connections k WHERE k.canvas_id = c.id) AS connections,
        (SELECT coalesce(json_agg(s.suggestion ORDER BY s.revision), '[]')
         FROM suggestions s WHERE s.canvas_id = c.id AND s.state = 'open') AS suggestions,
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY p.id), '[]')
         FROM people p WHERE p.id IN (SELECT author FROM notes WHERE canvas_id = c.id)) AS people`;

/**
 * A whole canvas for somebody who may see it, else null. One statement, so that revision, notes, connections and
 * suggestions are those of one moment.
 */
export async function readCanvasFor(db: Db, canvasId: string, userId: string): Promise<CanvasDetail | null> {
  const { rows } = await db.query<DetailRow>({
    name: 'read-canvas',
    text: `
      SELECT c.*, g.name AS group_name, ${roleOf('$2')} AS role, ${PARTS}
      FROM canvases c
      LEFT JOIN groups g ON g.id = c.group_id
      ${joinRoles('$2')}
      WHERE c.id = $1 AND ${roleOf('$2')} IS NOT NULL`,
    values: [canvasId, userId],
  });
  return rows[0] ? toDetail(rows[0]) : null;
}

/** The same of a canvas of one person alone, for that person, also when it is in the trash. */
export async function readOwnCanvas(db: Db, canvasId: string, userId: string): Promise<CanvasDetail | null> {
  const { rows } = await db.query<DetailRow>({
    name: 'read-own-canvas',
    text: `
      SELECT c.*, NULL AS group_name, 'owner' AS role, ${PARTS}
      FROM canvases c
      WHERE c.id = $1 AND (c.owner_id = $2 OR c.trashed_owner_id = $2)`,
    values: [canvasId, userId],
  });
  return rows[0] ? toDetail(rows[0]) : null;
}

/** The same of the canvas of a share link that is open; the role is that of a viewer. */
export async function readCanvasOfLink(db: Db, linkId: string): Promise<CanvasDetail | null> {
  const { rows } = await db.query<DetailRow>({
    name: 'read-canvas-of-link',
    text: `
      SELECT c.*, NULL AS group_name, 'viewer' AS role, ${PARTS}
      FROM share_links l JOIN canvases c ON c.id = l.canvas_id AND c.deleted_at IS NULL
      WHERE l.id = $1 AND ${IS_OPEN}`,
    values: [linkId],
  });
  return rows[0] ? toDetail(rows[0]) : null;
}

function toDetail(row: DetailRow): CanvasDetail {
  const { notes, connections, suggestions, people, role } = row;
  return { canvas: toCanvasFields(row), notes, connections, suggestions, role, people };
}
