import { ENDED_SESSIONS_CHANNEL } from '@aibmc/common/ended-sessions';
import type { Context } from './context.ts';
import { startSweeper } from './domain/sweeper.ts';
import { createListener } from './sql/listener.ts';

export interface Background {
  /** Ends open streams, gives running jobs `drainMs`, and lets go of the connection for notices. */
  stop: (drainMs: number) => Promise<void>;
}

/** Starts what works beside the requests: the runner of jobs, notices between replicas, the removal of old events. */
export function startBackground(ctx: Context): Background {
  const { runner } = ctx;
  const listener = createListener(ctx.pool, ctx.log, {
    onNotice: (channel, payload) => {
      if (channel === 'generation_queued') runner.wake();
      else if (channel === 'generation_cancelled') runner.abandon(payload, 'cancelled');
      else if (channel === ENDED_SESSIONS_CHANNEL) ctx.endedSessions.hear(payload);
      else ctx.feed.wake(payload);
    },
    onConnect: () => {
      ctx.feed.wakeAll();
      runner.wake();
    },
  });
  listener.start();
  runner.start();
  const stopSweeper = startSweeper(ctx);
  return {
    stop: async (drainMs) => {
      ctx.stopping.abort();
      await Promise.all([runner.stop(drainMs), stopSweeper()]);
      await listener.stop();
    },
  };
}
