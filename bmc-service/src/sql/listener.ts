import { ENDED_SESSIONS_CHANNEL } from '@aibmc/common/ended-sessions';
import { Listener } from '@aibmc/common/listener';
import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';

const CHANNELS = [
  'generation_queued',
  'generation_events',
  'generation_cancelled',
  ENDED_SESSIONS_CHANNEL,
] as const;
type Channel = (typeof CHANNELS)[number];

interface Listening {
  onNotice: (channel: Channel, payload: string) => void;
  /** Called after each (re)connect: what was told in between is to be read from the tables. */
  onConnect: () => void;
}

const PROBE_MS = 5_000;

/** The process's one connection for LISTEN, taken from the pool and never given back: it must not stay subscribed. */
export function createListener(pool: Pool, log: Logger, { onNotice, onConnect }: Listening): Listener {
  return new Listener(log, {
    connect: async () => {
      const client = await pool.connect();
      return {
        client,
        close: () => {
          client.release(true);
        },
      };
    },
    channels: CHANNELS,
    probeMs: PROBE_MS,
    onNotice: ({ channel, payload }) => {
      onNotice(channel as Channel, payload ?? '');
    },
    onConnect,
  });
}
