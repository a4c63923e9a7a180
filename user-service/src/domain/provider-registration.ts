import { Email } from '@aibmc/common/contract/email';
import { PersonName, type SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { ProviderPerson } from '../clients/oidc.ts';
import type { UserContext } from '../context.ts';
import { insertIdentity } from '../sql/identities.ts';
import { findUserByEmail } from '../sql/users.ts';
import { countRegistration, countTakenEmail } from './limits.ts';
import { checkRegistration, openAccount } from './registration.ts';
import { type Client, openSession, tokensOf } from './sessions.ts';

const NAME_CHARACTERS = 80;

/**
 * Opens an account without a password for somebody whom the provider has signed in and nobody here knows. Throws
 * `link-first` where an account has the e-mail: that both belong to one person the e-mail alone does not prove.
 * Throws what registration throws, and `forbidden` where the provider told no e-mail.
 */
export async function registerPerson(
  ctx: UserContext,
  person: ProviderPerson,
  invitation: string | null,
  client: Client,
): Promise<SessionTokens> {
  const email = emailOf(person);
  await countRegistration(ctx.limits, client.address);
  if (await findUserByEmail(ctx.pool, email)) throw await linkFirst(ctx, client);
  const isInvited = await checkRegistration(ctx, { email, invitation: invitation ?? undefined });
  const account = { email, name: nameOf(person), language: null, passwordHash: null };
  const opened = await inTransaction(ctx.pool, async (tx) => {
    const user = await openAccount(tx, account, isInvited);
    if (!user) return null;
    if (!(await insertIdentity(tx, { ...person, id: newId(), userId: user.id }))) {
      throw new AppError('conflict', 'You registered in another window meanwhile; sign in');
    }
    const session = await openSession(tx, user, client.device);
    return session && { user, ...session };
  });
  if (!opened) throw await linkFirst(ctx, client);
  return tokensOf(ctx, opened.user, opened.sessionId, opened.refreshToken);
}

function emailOf({ email }: ProviderPerson): string {
  const parsed = Email.safeParse(email);
  if (parsed.success) return parsed.data;
  throw new AppError('forbidden', 'The provider told no e-mail address, which an account needs');
}

function nameOf({ name }: ProviderPerson): string | undefined {
  const line = (name ?? '').replace(/\s+/gu, ' ');
  return PersonName.safeParse([...line].slice(0, NAME_CHARACTERS).join('')).data;
}

async function linkFirst(ctx: UserContext, { address }: Client): Promise<AppError> {
  await countTakenEmail(ctx.limits, address);
  return new AppError(
    'link-first',
    'An account has this e-mail already: sign in to it and connect the provider there',
  );
}
