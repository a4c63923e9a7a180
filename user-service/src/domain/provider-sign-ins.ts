import { randomBytes } from 'node:crypto';
import type { Actor } from '@aibmc/common/auth';
import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { Provider, ProviderPerson } from '../clients/oidc.ts';
import type { UserContext } from '../context.ts';
import { useIdentity } from '../sql/identities.ts';
import { insertProviderSignIn, takeProviderSignIn } from '../sql/provider-sign-ins.ts';
import { findUserById } from '../sql/users.ts';
import { ownAccount } from './accounts.ts';
import { challenge } from './challenges.ts';
import { confirmFreshSession, confirmIdentity } from './confirmation.ts';
import { connectPerson } from './identities.ts';
import { countProviderSignIn } from './limits.ts';
import { registerPerson } from './provider-registration.ts';
import { callbackUrl, requireRedirectUri } from './redirect-uris.ts';
import { hashToken } from './refresh-tokens.ts';
import { type Client, openSession, tokensOf } from './sessions.ts';

const MINUTES = 10;
const BYTES = 32;

interface Begun {
  url: string;
  binding: string;
}

/**
 * Begins a sign-in with the provider: where to send the browser, and the binding that only this browser is to keep.
 * Throws `not-found` where there is no provider, `invalid`, `too-many-requests` or `unavailable`.
 */
export async function startProviderSignIn(
  ctx: UserContext,
  { redirectUri, invitation = null }: { redirectUri: string; invitation?: string | null | undefined },
  address: string,
): Promise<Begun> {
  await countProviderSignIn(ctx.limits, address);
  return begin(ctx, { redirectUri, invitation, sessionId: null });
}

/**
 * Begins to connect an account of the provider to one's own, which is one more way in: with the password, or soon
 * after signing in. Throws what `startProviderSignIn` throws, `sign-in-again` or `wrong-credentials`.
 */
export async function connectIdentity(
  ctx: UserContext,
  actor: Actor,
  { redirectUri, password }: { redirectUri: string; password?: string | undefined },
  address: string,
): Promise<Begun> {
  if (password === undefined) await confirmFreshSession(ctx, actor.sessionId);
  else {
    const user = await ownAccount(ctx, actor);
    await confirmIdentity(ctx, user, { password, field: 'password', sessionId: actor.sessionId, address });
  }
  return begin(ctx, { redirectUri, invitation: null, sessionId: actor.sessionId });
}

async function begin(
  ctx: UserContext,
  asked: { redirectUri: string; invitation: string | null; sessionId: string | null },
): Promise<Begun> {
  const provider = requireProvider(ctx);
  const redirectUri = requireRedirectUri(asked.redirectUri, ctx.publicUrl);
  const { url, ...checks } = await provider.begin(redirectUri);
  const binding = randomBytes(BYTES).toString('base64url');
  await insertProviderSignIn(ctx.pool, {
    ...asked,
    ...checks,
    bindingHash: hashToken(binding),
    minutes: MINUTES,
  });
  return { url, binding };
}

/**
 * Ends what was begun, once, with what the browser came back with: signs in, registers, or connects. Throws `gone`
 * where it is over or was begun by another browser, `second-factor-required`, `link-first`, what registration
 * throws, and what the provider throws.
 */
export async function finishProviderSignIn(
  ctx: UserContext,
  { binding, callbackUrl: given }: { binding: string; callbackUrl: string },
  client: Client,
): Promise<SessionTokens> {
  const provider = requireProvider(ctx);
  const begun = await takeProviderSignIn(ctx.pool, hashToken(binding));
  if (!begun) throw new AppError('gone', 'This sign-in is over; begin again');
  const person = await provider.finish(callbackUrl(given, begun.redirectUri), begun);
  if (begun.sessionId !== null) return connectPerson(ctx, begun.sessionId, person);
  return (await signInPerson(ctx, person, client)) ?? registerPerson(ctx, person, begun.invitation, client);
}

/** Null where nobody here is connected to this account of the provider. */
async function signInPerson(
  ctx: UserContext,
  person: ProviderPerson,
  client: Client,
): Promise<SessionTokens | null> {
  const identity = await useIdentity(ctx.pool, person);
  const user = identity && (await findUserById(ctx.pool, identity.userId));
  if (!user) return null;
  if (user.secondFactor) throw await challenge(ctx, user);
  const opened = await inTransaction(ctx.pool, (tx) => openSession(tx, user, client.device));
  if (!opened) throw new AppError('conflict', 'The account was changed meanwhile; sign in again');
  return tokensOf(ctx, user, opened.sessionId, opened.refreshToken);
}

function requireProvider({ provider }: UserContext): Provider {
  if (provider) return provider;
  throw new AppError('not-found', 'This instance has no provider to sign in with');
}
