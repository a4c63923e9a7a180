import { createHash } from 'node:crypto';
import { Secret } from 'otpauth';

const CODES = 10;
/** Too many to try: their hashes need no salt. */
const BYTES = 10;

/** New recovery codes, each 16 letters and digits (base32) in groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const groups = new Secret({ size: BYTES }).base32.toLowerCase().match(/.{4}/g) ?? [];
    return groups.join('-');
  });
}

/** What is stored of a recovery code, however it was typed. */
export function hashRecoveryCode(code: string): Buffer {
  return createHash('sha256').update(bareCode(code)).digest();
}

/** A code without what only makes it easier to read. */
export function bareCode(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}
