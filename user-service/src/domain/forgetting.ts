import type { UserContext } from '../context.ts';
import { claimForgettings, deleteForgetting, type ForgettingRow } from '../sql/forgettings.ts';
import { ACCESS_TOKEN_SECONDS } from './signing-keys.ts';

/**
 * Seconds after a deletion at which each peer is told: at once, and again when the person's last access token is
 * out, since until then other services believe it.
 */
export const FORGETTING_DELAYS = [0, ACCESS_TOKEN_SECONDS + 60];

const AT_ONCE = 10;

/** Tells peers of deleted accounts, whatever is due; what a peer does not confirm stays due later. */
export async function deliverForgettings(ctx: UserContext): Promise<void> {
  for (;;) {
    const due = await claimForgettings(ctx.pool, AT_ONCE);
    await Promise.all(due.map((forgetting) => deliver(ctx, forgetting)));
    if (due.length < AT_ONCE) return;
  }
}

async function deliver(ctx: UserContext, { id, userId, peer, attempts }: ForgettingRow): Promise<void> {
  try {
    await ctx.peers[peer]?.forgetPerson(userId);
    await deleteForgetting(ctx.pool, id);
  } catch (err) {
    ctx.log.warn({ err, peer, attempts }, 'a deleted account could not be forgotten yet');
  }
}
