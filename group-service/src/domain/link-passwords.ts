import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createTurns } from './turns.ts';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** About 50 ms of one core, and 16 MB meanwhile. */
const COST = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;

/** libuv has four threads: two stay free of passwords. */
const inTurn = createTurns({ atOnce: 2, waiting: 100, waitingEach: 100 });

/** What is kept of a link's password: salt and scrypt (RFC 7914), in base64url. Throws `unavailable` in a storm. */
export async function hashLinkPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await inTurn('', () => derive(password, salt, KEY_BYTES, COST));
  return `${salt.toString('base64url')}.${key.toString('base64url')}`;
}

/** Whether this is the password that a hash was made of. Throws `unavailable` in a storm. */
export async function isLinkPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!(salt instanceof Buffer) || !(key instanceof Buffer)) return false;
  return timingSafeEqual(key, await inTurn('', () => derive(password, salt, KEY_BYTES, COST)));
}
