import type { UserContext } from '../context.ts';
import { claimEndedSessions, deleteEndedSessions } from '../sql/ended-sessions.ts';

/** As many as one call takes. */
const AT_ONCE = 100;

/**
 * Tells the other services of sessions that have ended, so that what is open in them ends too. Who does not confirm
 * is told again, with the others, until the last access token is out.
 */
export async function tellEndedSessions(ctx: UserContext): Promise<void> {
  for (;;) {
    const sessionIds = await claimEndedSessions(ctx.pool, AT_ONCE);
    if (sessionIds.length > 0 && (await tellAll(ctx, sessionIds))) {
      await deleteEndedSessions(ctx.pool, sessionIds);
    }
    if (sessionIds.length < AT_ONCE) return;
  }
}

async function tellAll(ctx: UserContext, sessionIds: string[]): Promise<boolean> {
  const told = await Promise.all(
    Object.entries(ctx.peers).map(async ([peer, { endSessions }]) => {
      try {
        await endSessions(sessionIds);
        return true;
      } catch (err) {
        ctx.log.warn({ err, peer, sessions: sessionIds.length }, 'the end of sessions could not be told yet');
        return false;
      }
    }),
  );
  return told.every(Boolean);
}
