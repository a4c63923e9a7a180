import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import type { Db } from '@aibmc/common/transaction';
import { findGuestByPass, type Guest } from '../sql/guests.ts';

/**
 * A guest's pass: an opaque bearer token that no other service knows, so that it opens nothing but what the contract
 * lets guests do here. What is kept is its hash.
 */
const PREFIX = 'guest_';

export function newPass(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

export function isPass(token: string): boolean {
  return token.startsWith(PREFIX);
}

export function hashOfPass(pass: string): Buffer {
  return createHash('sha256').update(pass).digest();
}

/** Whose pass it is; null for one that is none, or has ended. */
export async function guestOfPass(db: Db, pass: string | null): Promise<Guest | null> {
  return pass !== null && isPass(pass) ? findGuestByPass(db, hashOfPass(pass)) : null;
}

/** The guest as the actor of a request. Throws `unauthenticated`. */
export async function guestActor(db: Db, pass: string): Promise<Actor> {
  const guest = await guestOfPass(db, pass);
  if (!guest) throw new AppError('unauthenticated', 'The share link has ended, or was changed');
  return {
    userId: guest.userId,
    name: guest.name,
    colour: null,
    isAdmin: false,
    sessionId: guest.linkId,
    expiresAt: guest.expiresAt?.getTime() ?? Infinity,
    isGuest: true,
  };
}
