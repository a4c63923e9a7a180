import { z } from 'zod';
import { isLoopback } from './domain/redirect-uris.ts';

/** Of the OpenID Connect provider that one can sign in with: the first three together, or none. */
export const OidcEnv = {
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** What its button says. */
  OIDC_NAME: z.string().max(60).default('single sign-on'),
  OIDC_SCOPES: z
    .string()
    .default('openid email profile')
    .refine((scopes) => scopes.split(' ').includes('openid'), { message: 'must contain openid' }),
};

const REQUIRED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

type Given = z.output<z.ZodObject<typeof OidcEnv>> & { AIBMC_ENV: string };

/** A provider that is half configured, or whose tokens would travel in the clear, stops the start. */
export function checkOidc(env: Given, ctx: z.RefinementCtx<Given>): void {
  const missing = REQUIRED.filter((name) => env[name] === undefined);
  for (const name of missing.length < REQUIRED.length ? missing : []) {
    ctx.addIssue({ code: 'custom', path: [name], message: 'is needed for the provider too' });
  }
  if (env.OIDC_ISSUER?.startsWith('http:') !== true || env.AIBMC_ENV === 'development') return;
  if (isLoopback(new URL(env.OIDC_ISSUER).hostname)) return;
  ctx.addIssue({
    code: 'custom',
    path: ['OIDC_ISSUER'],
    message: 'must be https where it is another machine',
  });
}
