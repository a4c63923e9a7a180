import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Result } from '@aibmc/common/contract/client';
import type { Voting } from '@aibmc/common/contract/comments';
import type { sharingRoutes, SharedCanvas } from '@aibmc/common/contract/sharing';
import { networkOf } from '@aibmc/common/client-address';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import { limitKey, spend } from '@aibmc/common/rate-limits';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import { readCanvasOfLink } from '../sql/canvas-details.ts';
import { holdCanvas } from '../sql/canvases.ts';
import { countGuests, type Guest, insertGuest } from '../sql/guests.ts';
import { findLinkByToken, type FoundLink, touchShareLink } from '../sql/share-links.ts';
import { record } from './activity.ts';
import { isLinkPassword } from './link-passwords.ts';
import { guestOfPass, hashOfPass, newPass } from './passes.ts';

/** Passes that one link has at a time, so that nobody fills the table. */
const MOST_GUESTS = 5_000;

/** A link that is open, and whose pass it was opened with. */
export interface OpenedLink {
  link: FoundLink;
  guest: Guest | null;
}

/**
 * Opens a link by its token, and by a pass where it asks for a password. Throws `not-found`, `gone` where it has
 * expired, `password-required`.
 */
export async function openLink(db: Db, token: string, pass: string | null): Promise<OpenedLink> {
  const link = await linkOf(db, token);
  const found = await guestOfPass(db, pass);
  const guest = found?.linkId === link.id ? found : null;
  if (link.passwordHash !== null && !guest) {
    throw new AppError('password-required', 'This link asks for a password');
  }
  return { link, guest };
}

/** The canvas of a link. Throws as `openLink` does. */
export async function readShared(db: Db, token: string, pass: string | null): Promise<SharedCanvas> {
  const { link, guest } = await openLink(db, token, pass);
  const role = guest ? (guest.role as SharedCanvas['role']) : 'viewer';
  const detail = await readCanvasOfLink(db, link.id);
  if (!detail) throw noSuchLink();
  await touchShareLink(db, link.id);
  return {
    ...asGuestsSee({ ...detail, role }),
    role,
    link: {
      id: link.id,
      role: link.role,
      embedSites: link.embedSites,
      expiresAt: link.expiresAt?.toISOString() ?? null,
    },
    guest: guest?.name ? { id: guest.userId, name: guest.name } : null,
  };
}

/** A canvas without what is none of a guest's business: its group, and for viewers open suggestions and names. */
export function asGuestsSee(detail: CanvasDetail): CanvasDetail {
  const canvas = { ...detail.canvas, groupId: null, groupName: null };
  return detail.role === 'viewer'
    ? { ...detail, canvas, suggestions: [], people: [] }
    : { ...detail, canvas };
}

/** A voting as a guest sees it: viewers are told nobody's name. */
export function votingAsGuestsSee(voting: Voting, role: Role): Voting {
  return role === 'viewer' ? { ...voting, startedBy: { ...voting.startedBy, name: '' } } : voting;
}

interface Wish {
  name?: string;
  password?: string;
}

/** From where somebody asks for a pass, and the one that they have already. */
interface Visitor {
  address: string;
  pass: string | null;
}

/**
 * Makes a pass: with the password where there is one, or a pass that was got with it; with a name it allows what the
 * link does, without one it lets look. Wrong passwords are limited by network and in all. Throws `not-found`, `gone`,
 * `password-required`, `wrong-credentials`, `too-many-requests`.
 */
export async function makePass(
  { pool, limits }: Pick<Context, 'pool' | 'limits'>,
  token: string,
  { name, password }: Wish,
  { address, pass: known }: Visitor,
): Promise<Result<typeof sharingRoutes.createPass>> {
  const link = await linkOf(pool, token);
  const key = limitKey(`${link.id} ${networkOf(address)}`);
  await spend(limits.passesOfNetwork, key);
  const knowsPassword = password === undefined && (await guestOfPass(pool, known))?.linkId === link.id;
  if (link.passwordHash !== null && !knowsPassword) await checkPassword(limits, link, password, key);
  if ((await countGuests(pool, link.id)) >= MOST_GUESTS) {
    throw new AppError('conflict', 'Too many people have come by this link');
  }
  const pass = newPass();
  const guest = {
    userId: newId(),
    name: name ?? '',
    linkId: link.id,
    passHash: hashOfPass(pass),
    role: name === undefined ? ('viewer' as const) : link.role,
    passwordHash: link.passwordHash,
  };
  const made = await inTransaction(pool, async (tx) => {
    // before the link is locked: who moves or deletes the canvas locks it first and its links then
    await holdCanvas(tx, link.canvasId);
    const inserted = await insertGuest(tx, guest);
    if (inserted && name !== undefined) await recordGuest(tx, link, guest.userId);
    return inserted;
  });
  if (!made) throw linkGone();
  await touchShareLink(pool, link.id);
  return {
    pass,
    linkId: link.id,
    canvasId: link.canvasId,
    role: guest.role,
    guestId: guest.userId,
    expiresAt: made.expiresAt.toISOString(),
  };
}

/** An attempt is counted before it is made, so that many at once stay within the limits; a right one costs nothing. */
async function checkPassword(
  limits: Context['limits'],
  link: FoundLink,
  password: string | undefined,
  key: string,
): Promise<void> {
  if (password === undefined) throw new AppError('password-required', 'This link asks for a password');
  await spend(limits.linkPasswordsOfNetwork, key);
  await spend(limits.linkPasswords, link.id);
  if (!(await isLinkPassword(password, link.passwordHash ?? ''))) {
    throw new AppError('wrong-credentials', 'The password is wrong', {
      errors: [{ path: 'password', message: 'is not the password of this link' }],
    });
  }
  await Promise.all([limits.linkPasswordsOfNetwork.reward(key), limits.linkPasswords.reward(link.id)]);
}

async function recordGuest(tx: Db, link: FoundLink, guestId: string): Promise<void> {
  await record(tx, {
    kind: 'guest-came',
    groupId: link.groupId,
    actor: guestId,
    person: guestId,
    canvas: { id: link.canvasId, title: link.canvasTitle },
    role: link.role,
  });
}

async function linkOf(db: Db, token: string): Promise<FoundLink> {
  const link = await findLinkByToken(db, token);
  if (!link) throw noSuchLink();
  if (!link.isOpen) throw linkGone();
  return link;
}

function noSuchLink(): AppError {
  return new AppError('not-found', 'There is no such link');
}

function linkGone(): AppError {
  return new AppError('gone', 'This link has expired, or was changed or revoked');
}
