import { z } from 'zod';

/** The mail server; with it come the sender and the address that links lead to. */
export const MailEnv = {
  /** Such as smtp://name:password@mail.example.org:587, or smtps:// where it speaks TLS from the start. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, message: 'must be smtp:// or smtps://' }).optional(),
  /** Such as AIBMC <no-reply@example.org>. */
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\p{Cc}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u, 'must be an e-mail address')
    .optional(),
};

interface Given {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
  PUBLIC_URL?: string | undefined;
}

/** A mail server without a sender, or without an address for links, stops the start. */
export function checkMail(env: Given, ctx: z.RefinementCtx): void {
  if (env.SMTP_URL === undefined) return;
  for (const name of ['MAIL_FROM', 'PUBLIC_URL'] as const) {
    if (env[name] !== undefined) continue;
    ctx.addIssue({ code: 'custom', path: [name], message: 'is needed where SMTP_URL is set' });
  }
}
