import { Secret, TOTP } from 'otpauth';

/** What every authenticator understands (RFC 6238): SHA-1, six digits, 30 seconds. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const ISSUER = 'AIBMC';
const SECRET_BYTES = 20;
/** A code of the step before or after is taken too: clocks differ, and typing takes a while. */
const WINDOW = 1;

/** A new secret, in base32. */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator reads from the QR code. */
export function authenticatorUri(secret: string, email: string): string {
  return new TOTP({ ...FORM, issuer: ISSUER, label: email, secret: Secret.fromBase32(secret) }).toString();
}

/** The step (of 30 seconds, since 1970) that a code is of; null where it is none of this moment. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const totp = new TOTP({ ...FORM, secret: Secret.fromBase32(secret) });
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}
