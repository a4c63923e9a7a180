import type { Readable } from 'node:stream';
import type { Actor } from '@aibmc/common/auth';
import type { JsonField } from '@aibmc/common/json-file';
import type { UserContext } from '../context.ts';
import { listAdminEventsOf } from '../sql/admin-events.ts';
import { listIdentities } from '../sql/identities.ts';
import { listSessions } from '../sql/sessions.ts';
import { ownAccount } from './accounts.ts';
import { countExport } from './limits.ts';
import { toUser } from './sessions.ts';

/** What the file calls that which each peer keeps. */
const PARTS: Record<string, string> = { 'group-service': 'groupsAndCanvases', 'bmc-service': 'ai' };

const MOST_SESSIONS = 1_000;

/**
 * All that is kept of a person, as fields of one file. Every service has begun its part when this resolves, so one
 * that is away is told before anything was sent. Throws `too-many-requests` or `unavailable`.
 */
export async function exportAccount(
  ctx: UserContext,
  actor: Actor,
  signal: AbortSignal,
): Promise<Record<string, JsonField>> {
  await countExport(ctx.limits, actor.userId);
  const account = await ownAccount(ctx, actor);
  const own = { userId: actor.userId, after: null, limit: MOST_SESSIONS };
  const sessions = await listSessions(ctx.pool, own);
  const identities = await listIdentities(ctx.pool, actor.userId);
  const administration = await listAdminEventsOf(ctx.pool, actor.userId);
  const parts = await openParts(ctx, actor.userId, signal);
  return {
    exportedAt: { value: new Date() },
    account: { value: toUser(account) },
    sessions: { value: sessions },
    identities: { value: identities },
    administration: { value: administration },
    ...Object.fromEntries(parts.map(([name, json]) => [name, { json }])),
  };
}

/** Those that have begun are ended by the signal where another one cannot begin. */
function openParts(ctx: UserContext, userId: string, signal: AbortSignal): Promise<[string, Readable][]> {
  return Promise.all(
    Object.entries(ctx.peers).map(async ([name, peer]): Promise<[string, Readable]> => {
      return [PARTS[name] ?? name, await peer.exportPerson(userId, signal)];
    }),
  );
}
