import { z } from 'zod';
import { Email } from './email.ts';
import { defineRoutes } from './route.ts';
import { GivenPassword, NewPassword, User } from './users.ts';

/** Who may register: anybody, who was invited to a group, or nobody any more. */
export const REGISTRATION_MODES = ['open', 'invitation', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

export const SignInOptions = z
  .object({
    registration: z.enum(REGISTRATION_MODES),
    isFirst: z
      .boolean()
      .describe('nobody has registered yet: whoever does may always, and administers the instance'),
    mail: z.boolean().describe('this instance sends e-mail'),
    provider: z
      .object({ name: z.string() })
      .nullable()
      .describe('an OpenID Connect provider that one can sign in with'),
  })
  .meta({ id: 'SignInOptions' });
export type SignInOptions = z.infer<typeof SignInOptions>;

const tokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/) });

/** What one does with an account beside signing in: ways back into it, another address, its data. */
export const accountsRoutes = defineRoutes({
  getSignInOptions: {
    method: 'GET',
    path: '/sign-in-options',
    summary: 'How one registers and signs in here',
    access: 'anyone',
    status: 200,
    response: SignInOptions,
  },
  changeEmail: {
    method: 'PUT',
    path: '/users/me/email',
    summary:
      'Change the e-mail address: at once, or where mail is sent, once the new address has confirmed it',
    access: 'person',
    body: z.strictObject({ email: Email, password: GivenPassword.optional() }),
    status: 200,
    response: z.object({ user: User, confirmationSentTo: z.string().nullable() }),
  },
  confirmEmail: {
    method: 'PUT',
    path: '/email-changes/:token',
    summary: 'Confirm a new e-mail address by the token that was sent to it',
    access: 'anyone',
    params: tokenParams,
    status: 200,
    response: z.object({ email: z.string() }),
  },
  requestPasswordReset: {
    method: 'POST',
    path: '/password-resets',
    summary: 'Have a link to a new password sent; answers the same whether there is such an account or not',
    access: 'anyone',
    body: z.strictObject({ email: Email }),
    status: 204,
    response: null,
  },
  getPasswordReset: {
    method: 'GET',
    path: '/password-resets/:token',
    summary: 'Whose password a link sets',
    access: 'anyone',
    params: tokenParams,
    status: 200,
    response: z.object({ email: z.string(), expiresAt: z.string() }),
  },
  resetPassword: {
    method: 'PUT',
    path: '/password-resets/:token',
    summary: 'Set the password by a link, once; every session is signed out',
    access: 'anyone',
    params: tokenParams,
    body: z.strictObject({ password: NewPassword }),
    status: 204,
    response: null,
  },
  exportMe: {
    method: 'GET',
    path: '/users/me/export',
    summary: 'All that is kept of oneself, as one JSON file',
    access: 'person',
    status: 200,
    response: null,
    download: { type: 'application/json' },
  },
});
