import { randomBytes } from 'node:crypto';
import type { ActivityKind } from '@aibmc/common/contract/groups';
import type { ShareLink } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { type CanvasFor, findCanvasFor, holdCanvas } from '../sql/canvases.ts';
import { deleteGuestsOfLink, updateGuestsEnd } from '../sql/guests.ts';
import { notifyAccess } from '../sql/live-access.ts';
import {
  countShareLinks,
  deleteShareLink,
  insertShareLink,
  lockShareLink,
  shown,
  type ShareRole,
  updateShareLink,
} from '../sql/share-links.ts';
import { requireAction } from './access.ts';
import { record } from './activity.ts';
import { hashLinkPassword } from './link-passwords.ts';
import { requirePerson } from './people.ts';

const MOST_LINKS = 100;

/** Who changes links of which canvas. */
interface Place {
  canvasId: string;
  userId: string;
}

interface GivenTerms {
  role?: ShareRole;
  label?: string | null;
  expiresAt?: string | null;
  /** Null: none is asked for any more. */
  password?: string | null;
  embedSites?: string[];
}

/** The canvas for somebody who may share it. Throws `not-found`, `forbidden`. */
export async function shareableCanvas(db: Db, { canvasId, userId }: Place): Promise<CanvasFor> {
  return requireAction(await findCanvasFor(db, canvasId, userId), 'canvas.share', 'canvas');
}

/** Makes a link. Throws `not-found`, `forbidden`, `invalid`, or `conflict` where there are too many. */
export async function makeShareLink(
  pool: Pool,
  place: Place,
  given: GivenTerms & { role: ShareRole },
): Promise<ShareLink> {
  const terms = {
    role: given.role,
    label: given.label ?? null,
    expiresAt: given.expiresAt ?? null,
    embedSites: given.embedSites ?? [],
  };
  refuseBadTerms(terms, typeof given.password === 'string');
  await shareableCanvas(pool, place);
  const passwordHash = given.password ? await hashLinkPassword(given.password) : null;
  return inTransaction(pool, async (tx) => {
    await requirePerson(tx, place.userId);
    // a move revokes the links that there are: none may be made beside it
    await holdCanvas(tx, place.canvasId);
    const canvas = await shareableCanvas(tx, place);
    if ((await countShareLinks(tx, canvas.id)) >= MOST_LINKS) {
      throw new AppError('conflict', `A canvas has at most ${MOST_LINKS} open links: revoke some`);
    }
    const id = newId();
    const token = randomBytes(32).toString('base64url');
    await insertShareLink(tx, {
      id,
      canvasId: canvas.id,
      token,
      createdBy: place.userId,
      passwordHash,
      ...terms,
    });
    await tell(tx, 'share-link-made', place, canvas, terms.role);
    return shown(await lockedLink(tx, canvas.id, id));
  });
}

/**
 * Changes what is given. Who came in by another password or role is asked again: their passes end. Throws as
 * `makeShareLink` does.
 */
export async function changeShareLink(
  pool: Pool,
  place: Place,
  linkId: string,
  given: GivenTerms,
): Promise<ShareLink> {
  await shareableCanvas(pool, place);
  const passwordHash = given.password ? await hashLinkPassword(given.password) : null;
  return inTransaction(pool, async (tx) => {
    const canvas = await shareableCanvas(tx, place);
    const link = await lockedLink(tx, canvas.id, linkId);
    const terms = {
      role: given.role ?? link.role,
      label: given.label === undefined ? link.label : given.label,
      expiresAt: given.expiresAt === undefined ? link.expiresAt : given.expiresAt,
      embedSites: given.embedSites ?? link.embedSites,
      passwordHash: given.password === undefined ? link.passwordHash : passwordHash,
    };
    refuseBadTerms({ ...terms, expiresAt: given.expiresAt ?? null }, terms.passwordHash !== null);
    await updateShareLink(tx, linkId, terms);
    const isOther = terms.role !== link.role || terms.passwordHash !== link.passwordHash;
    if (isOther) await deleteGuestsOfLink(tx, linkId);
    else await updateGuestsEnd(tx, linkId, terms.expiresAt);
    await tell(tx, 'share-link-changed', place, canvas, terms.role);
    return shown(await lockedLink(tx, canvas.id, linkId));
  });
}

/** Ends a link and the passes of its guests. Throws `not-found`, `forbidden`. */
export async function revokeShareLink(pool: Pool, place: Place, linkId: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const canvas = await shareableCanvas(tx, place);
    if (!(await deleteShareLink(tx, canvas.id, linkId))) throw noSuchLink();
    await tell(tx, 'share-link-revoked', place, canvas);
  });
}

async function lockedLink(tx: Db, canvasId: string, linkId: string) {
  const link = await lockShareLink(tx, canvasId, linkId);
  if (!link) throw noSuchLink();
  return link;
}

/** Writes it down, and has everybody's access looked at who came by a link. */
async function tell(
  tx: Db,
  kind: ActivityKind,
  { userId }: Place,
  canvas: CanvasFor,
  role?: ShareRole,
): Promise<void> {
  const { id, title, groupId } = canvas;
  await record(tx, { kind, groupId, actor: userId, canvas: { id, title }, role });
  await notifyAccess(tx, { canvasId: id });
}

function refuseBadTerms(
  { expiresAt, embedSites }: { expiresAt: string | null; embedSites: string[] },
  hasPassword: boolean,
): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw invalid('expiresAt', 'must lie in the future');
  }
  if (hasPassword && embedSites.length > 0) {
    throw invalid('embedSites', 'a link with a password cannot be embedded');
  }
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid', 'Check the fields that are named', { errors: [{ path, message }] });
}

function noSuchLink(): AppError {
  return new AppError('not-found', 'There is no such link');
}
