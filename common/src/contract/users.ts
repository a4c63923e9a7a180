import { z } from 'zod';
import { JsonWebKeySet } from '../auth.ts';
import { COLOURS, Id, LanguageCode, plainText, requiredLine } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { Email } from './email.ts';
import { InvitationToken } from './groups.ts';
import { defineRoutes } from './route.ts';

export const PASSWORD_MIN_CHARACTERS = 10;
/** bcrypt reads no further; a longer password would be cut silently. */
export const PASSWORD_MAX_BYTES = 72;

/** The same characters typed on another keyboard may come as other code points: passwords are compared in NFC. */
export const NewPassword = z
  .string()
  .normalize('NFC')
  .refine((value) => [...value].length >= PASSWORD_MIN_CHARACTERS, {
    message: `must have at least ${PASSWORD_MIN_CHARACTERS} characters`,
  })
  .refine((value) => new TextEncoder().encode(value).length <= PASSWORD_MAX_BYTES, {
    message: `must have at most ${PASSWORD_MAX_BYTES} bytes (letters with accents count double)`,
  })
  .refine((value) => !value.includes('\u0000'), { message: 'must not contain a null character' })
  // halves of surrogate pairs all hash to the same replacement character
  .refine((value) => value.isWellFormed(), { message: 'must be well-formed Unicode' });

/** A password as given at sign-in: any text, since rules may change after it was chosen. */
export const GivenPassword = z.string().normalize('NFC').min(1, 'is required').max(1_000);

export const PersonName = requiredLine(80);

/** Colours of avatars: those of notes, so that each has a checked pair for light and dark. */
export const AvatarColour = z.enum(COLOURS);

/** A time zone as IANA names it, such as Europe/Madrid. */
const TimeZone = z.string().max(64).refine(isTimeZone, { message: 'must be an IANA time zone' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const User = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    language: LanguageCode.nullable().describe('null: the language of the browser'),
    timeZone: z.string().nullable().describe('null: that of the browser'),
    colour: AvatarColour.nullable().describe('of the avatar; null: by the id'),
    wantsMail: z.boolean().describe('notifications come by e-mail too, where mail is configured'),
    isAdmin: z.boolean(),
    hasPassword: z.boolean().describe('false: signs in through a provider only'),
    secondFactor: z.boolean().describe('signing in takes a code too'),
    createdAt: z.string(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** Tokens of a session: `accessToken` is good for `expiresIn` seconds, `refreshToken` once. */
export const SessionTokens = z
  .object({
    user: User,
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int(),
    refreshToken: z.string(),
    refreshExpiresIn: z.number().int(),
  })
  .meta({ id: 'SessionTokens' });
export type SessionTokens = z.infer<typeof SessionTokens>;

export const Session = z
  .object({
    id: z.uuid(),
    device: z.string().describe('what the client called itself when it signed in'),
    createdAt: z.string(),
    lastUsedAt: z.string(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const usersRoutes = defineRoutes({
  createUser: {
    method: 'POST',
    path: '/users',
    summary: 'Register and sign in',
    access: 'anyone',
    body: z.strictObject({
      email: Email,
      password: NewPassword,
      name: PersonName.optional(),
      device: plainText(200).optional(),
      language: LanguageCode.optional(),
      invitation: InvitationToken.optional().describe(
        'token or code of an invitation, where only who was invited may register',
      ),
    }),
    status: 201,
    response: SessionTokens,
  },
  getMe: {
    method: 'GET',
    path: '/users/me',
    summary: 'Who is signed in',
    access: 'person',
    status: 200,
    response: User,
  },
  updateMe: {
    method: 'PATCH',
    path: '/users/me',
    summary: 'Change name, language, time zone, avatar, or whether notifications come by e-mail',
    access: 'person',
    body: z.strictObject({
      name: PersonName.optional(),
      language: LanguageCode.nullish(),
      timeZone: TimeZone.nullish(),
      colour: AvatarColour.nullish(),
      wantsMail: z.boolean().optional(),
    }),
    status: 200,
    response: User,
  },
  deleteMe: {
    method: 'DELETE',
    path: '/users/me',
    summary:
      'Delete the account and all data that is only of this person; without a password, soon after signing in',
    access: 'person',
    body: z.strictObject({ password: GivenPassword.optional() }),
    status: 204,
    response: null,
  },
  changePassword: {
    method: 'PUT',
    path: '/users/me/password',
    summary:
      'Change the password, or choose the first one soon after signing in; every other session is signed out',
    access: 'person',
    body: z.strictObject({ currentPassword: GivenPassword.optional(), newPassword: NewPassword }),
    status: 204,
    response: null,
  },
  createSession: {
    method: 'POST',
    path: '/sessions',
    summary: 'Sign in; an account with a second factor answers `second-factor-required` with a challenge',
    access: 'anyone',
    body: z.strictObject({ email: Email, password: GivenPassword, device: plainText(200).optional() }),
    status: 201,
    response: SessionTokens,
  },
  refreshSession: {
    method: 'POST',
    path: '/sessions/refresh',
    summary: 'Exchange a refresh token for new tokens; using one twice ends the session',
    access: 'anyone',
    body: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
    status: 200,
    response: SessionTokens,
  },
  listSessions: {
    method: 'GET',
    path: '/sessions',
    summary: "One's own sessions, newest first",
    access: 'person',
    query: PageQuery,
    status: 200,
    response: page(Session),
  },
  deleteSessions: {
    method: 'DELETE',
    path: '/sessions',
    summary: 'Sign out everywhere',
    access: 'person',
    status: 204,
    response: null,
  },
  deleteCurrentSession: {
    method: 'DELETE',
    path: '/sessions/current',
    summary: 'Sign out',
    access: 'person',
    status: 204,
    response: null,
  },
  deleteSession: {
    method: 'DELETE',
    path: '/sessions/:sessionId',
    summary: 'Sign one session out',
    access: 'person',
    params: z.object({ sessionId: Id }),
    status: 204,
    response: null,
  },
  getKeySet: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'Public keys that access tokens are verified with (RFC 7517)',
    access: 'anyone',
    status: 200,
    response: JsonWebKeySet,
  },
});
