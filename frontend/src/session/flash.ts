import type { Request, Response } from 'express';
import { z } from 'zod';
import { readCookie } from './cookies.ts';

/** Something that an answer keeps for a page that comes soon, by a cookie for that page only. */
export interface Flash<T> {
  put: (res: Response, path: string, value: T, publicUrl: string | undefined) => void;
  /** What was put before; null for nothing, and for what makes no sense. */
  read: (req: Request) => T | null;
  clear: (res: Response, path: string, publicUrl: string | undefined) => void;
  /** Reads it, once. */
  take: (req: Request, res: Response, path: string, publicUrl: string | undefined) => T | null;
}

interface FlashOptions {
  maxAgeMs?: number;
  /** `lax` for what must be there when another site sends the browser back. */
  sameSite?: 'strict' | 'lax';
}

function createFlash<T>(
  name: string,
  schema: z.ZodType<T>,
  { maxAgeMs = 60_000, sameSite = 'strict' }: FlashOptions = {},
): Flash<T> {
  const optionsFor = (path: string, publicUrl: string | undefined) =>
    ({
      httpOnly: true,
      sameSite,
      path,
      secure: publicUrl?.startsWith('https:') ?? false,
    }) as const;
  const flash: Flash<T> = {
    put: (res, path, value, publicUrl) => {
      const text = Buffer.from(JSON.stringify(value)).toString('base64url');
      res.cookie(name, text, { ...optionsFor(path, publicUrl), maxAge: maxAgeMs });
    },
    read: (req) => {
      const text = readCookie(req, name);
      if (!text) return null;
      try {
        return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      } catch {
        return null;
      }
    },
    clear: (res, path, publicUrl) => {
      res.clearCookie(name, optionsFor(path, publicUrl));
    },
    take: (req, res, path, publicUrl) => {
      if (readCookie(req, name)) flash.clear(res, path, publicUrl);
      return flash.read(req);
    },
  };
  return flash;
}

const InvitationFlash = z.object({
  id: z.uuid(),
  path: z.string().startsWith('/join/'),
  role: z.string(),
  code: z.string().nullable(),
  email: z.string().nullable(),
  mailed: z.boolean(),
});
export type InvitationFlash = z.infer<typeof InvitationFlash>;

/**
 * A new invitation's link on its way to its group's page: only the answer that made it knows the token, and sending
 * the form again by a reload would make another.
 */
export const invitationFlash = createFlash('aibmc_invitation', InvitationFlash);

/** How a model answered when it was tried: a reload of the settings shall not try it again. */
export const trialFlash = createFlash(
  'aibmc_trial',
  z.object({ model: z.string().max(200), ms: z.number().int(), code: z.string().max(40).nullable() }),
);

/** A sign-in that goes on with a code. Lax, since it may come right after the provider sent the browser back. */
export const challengeFlash = createFlash(
  'aibmc_challenge',
  z.object({ challenge: z.string().max(200), next: z.string().max(500) }),
  { maxAgeMs: 5 * 60_000, sameSite: 'lax' },
);

/** What the browser must bring back from the provider, and where it goes then. */
export const providerFlash = createFlash(
  'aibmc_provider',
  z.object({ binding: z.string().max(2_000), next: z.string().max(500) }),
  { maxAgeMs: 10 * 60_000, sameSite: 'lax' },
);

/** A link to a new password on its way to the administrator who made it: only that answer knows its token. */
export const resetLinkFlash = createFlash(
  'aibmc_reset_link',
  z.object({ path: z.string().startsWith('/reset/'), person: z.string(), expiresAt: z.string() }),
);
