import { EventEmitter } from 'node:events';
import { createVerifier, type VerifyToken } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import type { Logger } from '@aibmc/common/logger';
import type { Metrics } from '@aibmc/common/metrics';
import type { Pool } from 'pg';
import { type CheckInvitation, createCheckInvitation } from './clients/invitations.ts';
import { createProvider, type Provider } from './clients/oidc.ts';
import { createPeers, type Peer } from './clients/peers.ts';
import { createSendMail, type SendMail } from './clients/smtp.ts';
import type { Config } from './config.ts';
import { type Clock, KeyRing } from './domain/key-ring.ts';
import { createLimits, type Limits } from './domain/limits.ts';
import { Passwords } from './domain/passwords.ts';
import { findOpenSession } from './sql/sessions.ts';

export interface UserContext {
  service: 'user-service';
  log: Logger;
  metrics: Metrics;
  pool: Pool;
  keys: KeyRing;
  passwords: Passwords;
  limits: Limits;
  peers: Record<string, Peer>;
  checkInvitation: CheckInvitation;
  /** Null: this instance sends no mail. */
  mail: MailContext | null;
  internalToken: string;
  verify: VerifyToken;
  /** Null: none is configured. */
  provider: Provider | null;
  /** Where people reach the instance; undefined: it was not said. */
  publicUrl: string | undefined;
}

export interface MailContext {
  send: SendMail;
  /** Of the pages that links lead to: an origin. */
  publicUrl: string;
  /** Tells the sender that something is due now. */
  due: EventEmitter<{ due: [] }>;
  stopping: AbortController;
}

interface Parts {
  config: Config;
  log: Logger;
  metrics: Metrics;
  pool: Pool;
  clock?: Clock;
  passwords?: Passwords;
}

/** All that requests and background work need; reads the signing keys, making the first one where there is none. */
export async function createContext(parts: Parts): Promise<UserContext> {
  const { config, log, metrics, pool, clock = () => new Date() } = parts;
  const keys = new KeyRing(pool, clock);
  await keys.reload();
  return {
    service: 'user-service',
    log,
    metrics,
    pool,
    keys,
    passwords: parts.passwords ?? createPasswords(config),
    limits: createLimits(pool, config),
    peers: createPeers(config),
    checkInvitation: createCheckInvitation(config),
    mail: createMail(config),
    internalToken: config.INTERNAL_TOKEN,
    provider: createProvider(config, log),
    publicUrl: config.PUBLIC_URL,
    verify: verifyOpenSession(
      createVerifier(() => Promise.resolve(keys.keySet())),
      pool,
    ),
  };
}

function createPasswords(config: Config): Passwords {
  return new Passwords({
    cost: config.BCRYPT_COST,
    concurrency: config.BCRYPT_CONCURRENCY,
    queue: config.BCRYPT_QUEUE,
  });
}

function createMail({ SMTP_URL: url, MAIL_FROM: from, PUBLIC_URL: publicUrl }: Config): MailContext | null {
  if (url === undefined || from === undefined || publicUrl === undefined) return null;
  return {
    send: createSendMail({ url, from }),
    publicUrl,
    due: new EventEmitter(),
    stopping: new AbortController(),
  };
}

/**
 * Other services believe a token until it expires; this one knows the sessions, and refuses the token of one that
 * was signed out and of a deleted account at once. Whether somebody administers is what the database says now.
 */
function verifyOpenSession(verify: VerifyToken, pool: Pool): VerifyToken {
  return async (token) => {
    const actor = await verify(token);
    const session = await findOpenSession(pool, actor.sessionId, actor.userId);
    if (session) return { ...actor, isAdmin: session.isAdmin };
    throw new AppError('unauthenticated', 'The session has ended; sign in again');
  };
}
