import type { SHARE_ROLES, ShareLink } from '@aibmc/common/contract/sharing';
import type { Db } from '@aibmc/common/transaction';

export type ShareRole = (typeof SHARE_ROLES)[number];

/** What a link lets people do, and on which terms. */
export interface LinkTerms {
  role: ShareRole;
  label: string | null;
  expiresAt: string | null;
  passwordHash: string | null;
  embedSites: string[];
}

interface LinkRow {
  id: string;
  token: string;
  role: ShareRole;
  label: string | null;
  password_hash: string | null;
  embed_sites: string[];
  created_by: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  guests: number;
}

function toLink(row: LinkRow): ShareLink & { passwordHash: string | null } {
  return {
    id: row.id,
    role: row.role,
    label: row.label,
    url: `/s/${row.token}`,
    hasPassword: row.password_hash !== null,
    passwordHash: row.password_hash,
    expiresAt: row.expires_at?.toISOString() ?? null,
    embedSites: row.embed_sites,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    guests: row.guests,
  };
}

/** Of `l`, with the name of who made it and the number of its guests who gave theirs. */
const COLUMNS = `l.id, l.token, l.role, l.label, l.password_hash, l.embed_sites, p.name AS created_by, l.created_at,
  l.expires_at, l.last_used_at,
  (SELECT count(*)::int FROM guests v WHERE v.link_id = l.id AND v.role > 'viewer') AS guests`;

/** That a link `l` has not expired. */
export const IS_OPEN = '(l.expires_at IS NULL OR l.expires_at > now())';

/** A canvas's links that have not expired, before an id, newest first. */
export async function listShareLinks(
  db: Db,
  canvasId: string,
  beforeId: string | null,
  limit: number,
): Promise<ShareLink[]> {
  const { rows } = await db.query<LinkRow>({
    name: 'list-share-links',
    text: `
      SELECT ${COLUMNS} FROM share_links l JOIN people p ON p.id = l.created_by
      WHERE l.canvas_id = $1 AND ($2::uuid IS NULL OR l.id < $2) AND ${IS_OPEN}
      ORDER BY l.id DESC LIMIT $3`,
    values: [canvasId, beforeId, limit],
  });
  return rows.map((row) => shown(toLink(row)));
}

/** A link of a canvas, locked until the transaction ends. */
export async function lockShareLink(
  db: Db,
  canvasId: string,
  linkId: string,
): Promise<ReturnType<typeof toLink> | null> {
  const { rows } = await db.query<LinkRow>(
    `SELECT ${COLUMNS} FROM share_links l JOIN people p ON p.id = l.created_by
     WHERE l.id = $2 AND l.canvas_id = $1 FOR UPDATE OF l`,
    [canvasId, linkId],
  );
  return rows[0] ? toLink(rows[0]) : null;
}

/** The link without what only the service knows. */
export function shown({ passwordHash: _, ...link }: ReturnType<typeof toLink>): ShareLink {
  return link;
}

export async function countShareLinks(db: Db, canvasId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM share_links l WHERE l.canvas_id = $1 AND ${IS_OPEN}`,
    [canvasId],
  );
  return rows[0]?.count ?? 0;
}

interface LinkToInsert extends LinkTerms {
  id: string;
  canvasId: string;
  token: string;
  createdBy: string;
}

export async function insertShareLink(db: Db, link: LinkToInsert): Promise<void> {
  await db.query(
    `INSERT INTO share_links (id, canvas_id, token, role, label, password_hash, embed_sites, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      link.id,
      link.canvasId,
      link.token,
      link.role,
      link.label,
      link.passwordHash,
      link.embedSites,
      link.createdBy,
      link.expiresAt,
    ],
  );
}

export async function updateShareLink(db: Db, linkId: string, terms: LinkTerms): Promise<void> {
  await db.query(
    `UPDATE share_links SET role = $2, label = $3, password_hash = $4, embed_sites = $5, expires_at = $6
     WHERE id = $1`,
    [linkId, terms.role, terms.label, terms.passwordHash, terms.embedSites, terms.expiresAt],
  );
}

/** Deletes a link with the passes of its guests; whether there was one. */
export async function deleteShareLink(db: Db, canvasId: string, linkId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM share_links WHERE id = $2 AND canvas_id = $1', [
    canvasId,
    linkId,
  ]);
  return rowCount === 1;
}

/** Removes links that ended a month ago; until then who made one may give it another end. */
export async function deleteEndedLinks(db: Db): Promise<void> {
  await db.query(`DELETE FROM share_links WHERE expires_at < now() - interval '30 days'`);
}

/** A link by its token; that of a canvas in the trash is not found. */
export interface FoundLink {
  id: string;
  canvasId: string;
  canvasTitle: string;
  groupId: string | null;
  role: ShareRole;
  passwordHash: string | null;
  embedSites: string[];
  expiresAt: Date | null;
  isOpen: boolean;
}

export async function findLinkByToken(db: Db, token: string): Promise<FoundLink | null> {
  const { rows } = await db.query<FoundLink>({
    name: 'find-share-link',
    text: `
      SELECT l.id, l.canvas_id AS "canvasId", c.title AS "canvasTitle", c.group_id AS "groupId", l.role,
             l.password_hash AS "passwordHash", l.embed_sites AS "embedSites", l.expires_at AS "expiresAt",
             ${IS_OPEN} AS "isOpen"
      FROM share_links l JOIN canvases c ON c.id = l.canvas_id AND c.deleted_at IS NULL
      WHERE l.token = $1`,
    values: [token],
  });
  return rows[0] ?? null;
}

/** Notes that a link was used, to the minute. */
export async function touchShareLink(db: Db, linkId: string): Promise<void> {
  await db.query({
    name: 'touch-share-link',
    text: `
      UPDATE share_links SET last_used_at = now()
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    values: [linkId],
  });
}
