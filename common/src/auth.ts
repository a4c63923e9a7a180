import { createPublicKey, type KeyObject } from 'node:crypto';
import axios from 'axios';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from './errors.ts';

export const ISSUER = 'aibmc';
export const AUDIENCE = 'aibmc';
export const ALGORITHM = 'ES256';

/** The person on whose behalf a request is made, as their access token says. */
export interface Actor {
  userId: string;
  name: string;
  /** Of their avatar; null: by their id. */
  colour: string | null;
  /** Administers the instance, which opens nobody's canvases. */
  isAdmin: boolean;
  /** Of a guest, the share link by which they came. */
  sessionId: string;
  /** When the token ends, in milliseconds since 1970. */
  expiresAt: number;
  /** Came by a share link, without an account: may call only routes that say `guests`. */
  isGuest: boolean;
}

const Claims = z.object({
  sub: z.uuid(),
  name: z.string(),
  sid: z.uuid(),
  typ: z.literal('access'),
  colour: z.string().optional(),
  adm: z.literal(true).optional(),
  exp: z.number(),
});

/** A public key set (RFC 7517), as user-service publishes it. */
export const JsonWebKeySet = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), alg: z.string(), use: z.string() })),
});
export type JsonWebKeySet = z.infer<typeof JsonWebKeySet>;

export type VerifyToken = (token: string) => Promise<Actor>;

/** Reads a key set over HTTP within 3 s. */
export async function fetchKeySet(url: string): Promise<JsonWebKeySet> {
  const { data } = await axios.get<unknown>(url, {
    timeout: 3_000,
    maxRedirects: 0,
    maxContentLength: 100_000,
    proxy: false,
  });
  return JsonWebKeySet.parse(data);
}

const REFETCH_AFTER_MS = 5_000;
const CACHED_TOKENS = 10_000;

/**
 * Verifies access tokens against the key set that `loadKeys` gives. Keys are read when first needed and again when
 * a token names an unknown one, at most every 5 s. Verified tokens are remembered until they expire.
 * The returned function throws `unauthenticated`, or `unavailable` while no key set can be read.
 */
export function createVerifier(loadKeys: () => Promise<JsonWebKeySet>): VerifyToken {
  const verified = new LRUCache<string, Actor>({ max: CACHED_TOKENS });
  let keys = new Map<string, KeyObject>();
  let loadedAt = -Infinity;
  let loading: Promise<void> | null = null;

  async function reload(): Promise<void> {
    loading ??= loadKeys()
      .then((set) => {
        keys = new Map(set.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
        loadedAt = Date.now();
      })
      .catch((cause: unknown) => {
        if (keys.size === 0)
          throw new AppError('unavailable', 'Sign-in cannot be checked right now', { cause, retryAfter: 2 });
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  }

  return async (token) => {
    const known = verified.get(token);
    if (known && known.expiresAt > Date.now()) return known;
    const kid = keyIdOf(token);
    if (!keys.has(kid) && Date.now() - loadedAt > REFETCH_AFTER_MS) await reload();
    const key = keys.get(kid);
    if (!key) throw invalidToken();
    const claims = verifyClaims(token, key);
    const { sub: userId, name, sid: sessionId, exp, colour = null, adm = false } = claims;
    const actor = {
      userId,
      name,
      colour,
      isAdmin: adm,
      sessionId,
      expiresAt: exp * 1000,
      isGuest: false,
    };
    verified.set(token, actor);
    return actor;
  };
}

function keyIdOf(token: string): string {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    if (kid) return kid;
  } catch {
    // not a token at all: the same answer as for one without a key id
  }
  throw invalidToken();
}

function verifyClaims(token: string, key: KeyObject): z.infer<typeof Claims> {
  try {
    return Claims.parse(
      jwt.verify(token, key, { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE }),
    );
  } catch (cause) {
    throw invalidToken(cause);
  }
}

function invalidToken(cause?: unknown): AppError {
  return new AppError('unauthenticated', 'The access token is not valid or has expired', { cause });
}

/** The token of an `Authorization: Bearer …` header, or null. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header ?? '')?.[1] ?? null;
}
