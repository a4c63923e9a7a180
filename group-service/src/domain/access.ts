import { AppError } from '@aibmc/common/errors';
import { type Action, can, type Role } from '@aibmc/common/permissions';

type Noun = 'group' | 'canvas';

/**
 * Why somebody may not take the action: `not-found` where there is nothing or they are an outsider, so that ids
 * cannot be probed, `forbidden` where the role is too weak; null where they may.
 */
export function refusalOf(found: { role: Role | null } | null, action: Action, noun: Noun): AppError | null {
  if (!found || found.role === null) return new AppError('not-found', `There is no such ${noun}`);
  if (can(found.role, action)) return null;
  return new AppError('forbidden', `Your role here, ${found.role}, does not allow this`);
}

/** What was found, for somebody whose role allows the action. Throws as `refusalOf` says. */
export function requireAction<T extends { role: Role | null }>(
  found: T | null,
  action: Action,
  noun: Noun,
): T & { role: Role } {
  const refusal = refusalOf(found, action, noun);
  if (refusal) throw refusal;
  return found as T & { role: Role };
}
