import type { Request, Response } from 'express';
import { z } from 'zod';
import { readCookie } from './cookies.ts';

/** Something that a form's answer tells the page it leads to, once, by a cookie of a minute for that page only. */
export interface Flash<T> {
  put: (res: Response, path: string, value: T, publicUrl: string | undefined) => void;
  /** What was put just before; null for nothing, and for what makes no sense. */
  take: (req: Request, res: Response, path: string, publicUrl: string | undefined) => T | null;
}

function createFlash<T>(name: string, schema: z.ZodType<T>): Flash<T> {
  const optionsFor = (path: string, publicUrl: string | undefined) =>
    ({
      httpOnly: true,
      sameSite: 'strict',
      path,
      secure: publicUrl?.startsWith('https:') ?? false,
    }) as const;
  return {
    put: (res, path, value, publicUrl) => {
      const text = Buffer.from(JSON.stringify(value)).toString('base64url');
      res.cookie(name, text, { ...optionsFor(path, publicUrl), maxAge: 60_000 });
    },
    take: (req, res, path, publicUrl) => {
      const text = readCookie(req, name);
      if (!text) return null;
      res.clearCookie(name, optionsFor(path, publicUrl));
      try {
        return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      } catch {
        return null;
      }
    },
  };
}

/**
 * A new invitation's link on its way to its group's page: only the answer that made it knows the token, and sending
 * the form again by a reload would make another.
 */
export const invitationFlash = createFlash(
  'aibmc_invitation',
  z.object({ path: z.string().startsWith('/join/'), role: z.string() }),
);

/** How a model answered when it was tried: a reload of the settings shall not try it again. */
export const trialFlash = createFlash(
  'aibmc_trial',
  z.object({ model: z.string().max(200), ms: z.number().int(), code: z.string().max(40).nullable() }),
);
