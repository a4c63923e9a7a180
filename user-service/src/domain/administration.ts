import type { Actor } from '@aibmc/common/auth';
import type { RegistrationMode } from '@aibmc/common/contract/accounts';
import type { Instance } from '@aibmc/common/contract/admin';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { UserContext } from '../context.ts';
import { insertAdminEvent, type NewAdminEvent } from '../sql/admin-events.ts';
import { lockInstance, readInstance, updateRegistration } from '../sql/instance.ts';
import { countPeople, findPerson, type PersonRow, updateIsAdmin } from '../sql/people.ts';
import { deleteSecondFactor } from '../sql/second-factors.ts';
import { deleteSessionsOf } from '../sql/sessions.ts';
import { findOthers } from '../sql/users.ts';
import { makeHandedOverReset } from './password-resets.ts';

/** Counts and settings of the whole instance. */
export async function describeInstance(ctx: UserContext): Promise<Instance> {
  const { registration } = await readInstance(ctx.pool);
  const counts = await countPeople(ctx.pool);
  return { registration, ...counts, mail: ctx.mail !== null, provider: ctx.provider?.name ?? null };
}

/** Says who may register from now on. */
export async function changeRegistration(
  ctx: UserContext,
  actor: Actor,
  registration: RegistrationMode,
): Promise<void> {
  await inTransaction(ctx.pool, async (tx) => {
    const instance = await lockInstance(tx);
    if (instance.registration === registration) return;
    await updateRegistration(tx, registration);
    await insertAdminEvent(tx, {
      kind: 'registration-changed',
      actor: actor.userId,
      person: null,
      value: registration,
    });
  });
}

/** Makes somebody an administrator, or no longer. Throws `not-found`, or `last-admin` where nobody else is one. */
export async function changeIsAdmin(
  ctx: UserContext,
  actor: Actor,
  userId: string,
  isAdmin: boolean,
): Promise<PersonRow> {
  return inTransaction(ctx.pool, async (tx) => {
    await lockInstance(tx);
    const person = await personOf(tx, userId);
    if (person.isAdmin === isAdmin) return person;
    if (!isAdmin && !(await findOthers(tx, userId)).admins) {
      throw new AppError('last-admin', 'Make somebody else an administrator first: this is the last one');
    }
    await updateIsAdmin(tx, userId, isAdmin);
    await note(tx, isAdmin ? 'admin-given' : 'admin-taken', actor, userId);
    return { ...person, isAdmin };
  });
}

/** Signs somebody out everywhere; throws `not-found`. */
export async function endSessionsOf(ctx: UserContext, actor: Actor, userId: string): Promise<void> {
  await inTransaction(ctx.pool, async (tx) => {
    await personOf(tx, userId);
    await deleteSessionsOf(tx, userId, null);
    await note(tx, 'sessions-ended', actor, userId);
  });
}

/** A link by which somebody sets a new password, good for a day; throws `not-found`. */
export async function createResetFor(
  ctx: UserContext,
  actor: Actor,
  userId: string,
): Promise<{ url: string; expiresAt: string }> {
  return inTransaction(ctx.pool, async (tx) => {
    const reset = (await makeHandedOverReset(tx, userId)) ?? nobodyIsThere();
    await note(tx, 'password-reset-made', actor, userId);
    return { url: reset.path, expiresAt: reset.expiresAt.toISOString() };
  });
}

/** Switches the second factor of somebody off, for who has lost it; throws `not-found`. */
export async function removeSecondFactorOf(ctx: UserContext, actor: Actor, userId: string): Promise<void> {
  await inTransaction(ctx.pool, async (tx) => {
    const person = await personOf(tx, userId);
    if (!person.secondFactor) return;
    await deleteSecondFactor(tx, userId);
    await note(tx, 'second-factor-removed', actor, userId);
  });
}

async function personOf(tx: PoolClient, userId: string): Promise<PersonRow> {
  return (await findPerson(tx, userId)) ?? nobodyIsThere();
}

function nobodyIsThere(): never {
  throw new AppError('not-found', 'There is no such account');
}

function note(tx: PoolClient, kind: NewAdminEvent['kind'], actor: Actor, person: string): Promise<void> {
  return insertAdminEvent(tx, { kind, actor: actor.userId, person, value: null });
}
