import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { ALGORITHM, type JsonWebKeySet } from '@aibmc/common/auth';
import { newId } from '@aibmc/common/ids';
import type { SigningKeyRow } from '../sql/signing-keys.ts';

/** Seconds that an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 10 * 60;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A key signs for so long. */
export const ROTATION_MS = 30 * 24 * HOUR;
/** A new key is published so long before it signs: every replica and every verifier has read it by then. */
export const PUBLISHED_BEFORE_MS = HOUR;
/** A key stays published so long after it signed last: its last token is out, and clocks may differ a little. */
export const KEPT_AFTER_MS = ACCESS_TOKEN_SECONDS * 1000 + 5 * MINUTE;

type KeyTimes = Pick<SigningKeyRow, 'kid' | 'signsFrom'>;

/**
 * The key that signs at this moment: the newest whose time has come. Where a clock is so far behind that none has,
 * the oldest one, which is published as well. Keys are given newest first.
 */
export function signingKeyAt<T extends KeyTimes>(keys: T[], now: Date): T | null {
  return keys.find((key) => key.signsFrom <= now) ?? keys.at(-1) ?? null;
}

/**
 * What is due at this moment: a new key (with the time from which it signs), and keys whose last token is out. Keys
 * are given newest first.
 */
export function planKeys(keys: KeyTimes[], now: Date): { create: Date | null; remove: string[] } {
  const newest = keys[0];
  if (!newest) return { create: now, remove: [] };
  const nextFrom = newest.signsFrom.getTime() + ROTATION_MS;
  const due = now.getTime() >= nextFrom - PUBLISHED_BEFORE_MS;
  const create = due ? new Date(Math.max(nextFrom, now.getTime() + PUBLISHED_BEFORE_MS)) : null;
  const remove = keys.filter((_key, index) => {
    const successor = keys[index - 1];
    return successor !== undefined && successor.signsFrom.getTime() + KEPT_AFTER_MS <= now.getTime();
  });
  return { create, remove: remove.map((key) => key.kid) };
}

/** Makes a key pair (P-256) that signs from then on. */
export async function makeSigningKey(signsFrom: Date): Promise<SigningKeyRow> {
  const { privateKey } = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { kid: newId(), privateKey, signsFrom };
}

/** The public half of a key, as it is published. */
export function publicJwk({ kid, privateKey }: SigningKeyRow): JsonWebKeySet['keys'][number] {
  const { crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kid, kty: 'EC', use: 'sig', alg: ALGORITHM, crv, x, y };
}
