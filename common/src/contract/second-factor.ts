import { z } from 'zod';
import { Id, plainText } from '../canvas/note.ts';
import { InvitationToken } from './groups.ts';
import { defineRoutes } from './route.ts';
import { GivenPassword, SessionTokens } from './users.ts';

/** Six digits of an authenticator, or a recovery code; spaces and hyphens do not matter. */
const Code = z.string().trim().min(6).max(40);

const RecoveryCodes = z.array(z.string()).describe('each signs in once; shown only now');

/** An account of an OpenID Connect provider that signs in to this one. */
export const Identity = z
  .object({
    id: z.uuid(),
    issuer: z.string(),
    email: z.string().nullable().describe('as the provider told it'),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof Identity>;

/** Ways to sign in beside the password: a second factor (RFC 6238), and OpenID Connect. */
export const secondFactorRoutes = defineRoutes({
  completeSession: {
    method: 'POST',
    path: '/sessions/second-factor',
    summary: 'Sign in with the challenge that signing in gave, and a code',
    access: 'anyone',
    body: z.strictObject({
      challenge: z.string().min(20).max(200),
      code: Code,
      device: plainText(200).optional(),
    }),
    status: 201,
    response: SessionTokens,
  },
  startSecondFactor: {
    method: 'POST',
    path: '/users/me/second-factor',
    summary: 'Make a secret for an authenticator; it counts once a code of it was confirmed',
    access: 'person',
    body: z.strictObject({ password: GivenPassword.optional() }),
    status: 201,
    response: z.object({
      secret: z.string(),
      uri: z.string().describe('otpauth://, to be shown as a QR code'),
    }),
  },
  confirmSecondFactor: {
    method: 'PUT',
    path: '/users/me/second-factor',
    summary: 'Switch the second factor on with a code of it',
    access: 'person',
    body: z.strictObject({ code: Code }),
    status: 200,
    response: z.object({ recoveryCodes: RecoveryCodes }),
  },
  removeSecondFactor: {
    method: 'DELETE',
    path: '/users/me/second-factor',
    summary: 'Switch it off with a code of it, or a recovery code',
    access: 'person',
    body: z.strictObject({ code: Code }),
    status: 204,
    response: null,
  },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/users/me/recovery-codes',
    summary: 'New recovery codes; the old ones are void',
    access: 'person',
    body: z.strictObject({ code: Code }),
    status: 201,
    response: z.object({ recoveryCodes: RecoveryCodes }),
  },
  listIdentities: {
    method: 'GET',
    path: '/users/me/identities',
    summary: "Accounts of the provider that sign in to one's own",
    access: 'person',
    status: 200,
    response: z.object({ items: z.array(Identity) }),
  },
  connectIdentity: {
    method: 'POST',
    path: '/users/me/identities',
    summary:
      "Begin to connect an account of the provider to one's own: with the password, or without it soon after signing in (else `sign-in-again`)",
    access: 'person',
    body: z.strictObject({ redirectUri: z.url().max(500), password: GivenPassword.optional() }),
    status: 201,
    response: z.object({ url: z.string(), binding: z.string() }),
  },
  deleteIdentity: {
    method: 'DELETE',
    path: '/users/me/identities/:identityId',
    summary: 'Disconnect one, unless it is the only way to sign in',
    access: 'person',
    params: z.object({ identityId: Id }),
    status: 204,
    response: null,
  },
  startProviderSignIn: {
    method: 'POST',
    path: '/provider-sign-ins',
    summary: 'Begin to sign in with the provider: where to send the browser, and what it must bring back',
    access: 'anyone',
    body: z.strictObject({ redirectUri: z.url().max(500), invitation: InvitationToken.optional() }),
    status: 201,
    response: z.object({
      url: z.string(),
      binding: z.string().describe('to be kept by the browser that began, and by no other'),
    }),
  },
  finishProviderSignIn: {
    method: 'POST',
    path: '/provider-sign-ins/finish',
    summary:
      'Sign in, register, or connect (a new session then takes the place of the one that began), with what the provider sent the browser back with; `link-first` where the e-mail has an account that is not connected',
    access: 'anyone',
    body: z.strictObject({
      binding: z.string().min(20).max(2_000),
      callbackUrl: z.url().max(4_000).describe('the redirect URI with the query that the provider added'),
      device: plainText(200).optional(),
    }),
    status: 201,
    response: SessionTokens,
  },
});
