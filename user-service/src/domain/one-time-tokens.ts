import { randomBytes } from 'node:crypto';
import { hashToken } from './refresh-tokens.ts';

/** A token of 256 bits for a link, and what is stored of it. */
export function makeToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}
