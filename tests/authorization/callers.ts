import { newId } from '@aibmc/common/ids';
import { type Role, ROLES } from '@aibmc/common/permissions';
import type { SHARE_ROLES } from '@aibmc/common/contract/sharing';

type GuestRole = (typeof SHARE_ROLES)[number];

/**
 * Every kind of caller: without a token, with a forged one, with that of a deleted account, a person outside the
 * group, its members by role, somebody who was one, who administers the instance (and is outside), and guests who came
 * by a share link, by the role of the link.
 */
export const CALLERS = [
  'nobody',
  'forged',
  'deleted',
  'outsider',
  'removed',
  'admin',
  ...ROLES,
  'guest-viewer',
  'guest-commenter',
  'guest-editor',
] as const;
export type Caller = (typeof CALLERS)[number];

/** Callers with an account, which they keep through all tests. */
export type PersonCaller = Exclude<Caller, 'nobody' | 'forged' | 'deleted' | `guest-${string}`>;
export const PERSON_CALLERS = CALLERS.filter(
  (caller): caller is PersonCaller => !/^(nobody|forged|deleted|guest-)/.test(caller),
);

/** The role that a caller has in the group and on its canvas, whichever way; null: none. */
export function roleOf(caller: Caller): Role | null {
  const role = caller.replace('guest-', '');
  return ROLES.find((known) => known === role) ?? null;
}

export function guestRoleOf(caller: Caller): GuestRole | null {
  return caller.startsWith('guest-') ? (roleOf(caller) as GuestRole) : null;
}

/** A token that says everything right and is signed by nobody. */
export const FORGED = `${Buffer.from('{"alg":"none","kid":"x"}').toString('base64url')}.${Buffer.from(
  JSON.stringify({ sub: newId(), sid: newId(), name: 'Mallory', typ: 'access', adm: true, exp: 4e9 }),
).toString('base64url')}.`;
