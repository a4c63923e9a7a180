import type { NewInvitation } from '@aibmc/common/contract/groups';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { readCookie } from './cookies.ts';

const NAME = 'aibmc_invitation';

const Flash = z.object({ path: z.string().startsWith('/join/'), role: z.string() });
export type InvitationFlash = z.infer<typeof Flash>;

function optionsFor(groupId: string, publicUrl: string | undefined) {
  return {
    httpOnly: true,
    sameSite: 'strict',
    path: `/groups/${groupId}`,
    secure: publicUrl?.startsWith('https:') ?? false,
  } as const;
}

/**
 * Carries a new invitation's link over the redirect to its group's page: only the answer that made it knows the
 * token, and sending the form again by a reload would make another.
 */
export function flashInvitation(
  res: Response,
  groupId: string,
  { url, role }: Pick<NewInvitation, 'url' | 'role'>,
  publicUrl: string | undefined,
): void {
  const value = Buffer.from(JSON.stringify({ path: url, role })).toString('base64url');
  res.cookie(NAME, value, { ...optionsFor(groupId, publicUrl), maxAge: 60_000 });
}

/** The invitation made just before, once. */
export function takeInvitation(
  req: Request,
  res: Response,
  groupId: string,
  publicUrl: string | undefined,
): InvitationFlash | null {
  const value = readCookie(req, NAME);
  if (!value) return null;
  res.clearCookie(NAME, optionsFor(groupId, publicUrl));
  try {
    return Flash.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
