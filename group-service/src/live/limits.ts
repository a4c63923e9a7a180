import type { Config } from '../config.ts';
import type { Rate } from '../domain/bucket.ts';

/** What bounds live connections; times in milliseconds. */
export interface LiveLimits {
  connectionsPerPerson: number;
  connectionsPerCanvas: number;
  /** Of this process. */
  connections: number;
  /** The same for all other frames, of each connection. */
  frames: Rate;
  /** Edits of one connection that are not answered yet. */
  unansweredEdits: number;
  /** Bytes that may wait for a reader for longer than `slowMs`: one restore may be more, and takes a moment. */
  bufferedBytes: number;
  slowMs: number;
  /** Bytes that may wait for a reader at all, beside the last write. */
  mostBufferedBytes: number;
  /** Edits that `resume` sends; who is farther behind reads the canvas again. */
  resumeEdits: number;
  /** Edits that are read from the log at a time, for a room and for one reader of many. */
  pageEdits: number;
  resumePageEdits: number;
  /** Reads for such readers at the same time. */
  resumesAtOnce: number;
  /** Silence after which a reader is asked whether it is there, and after which it is given up. */
  pingMs: number;
  silenceMs: number;
  /** How often silence and the ends of tokens are looked at. */
  sweepMs: number;
  /** For the closing handshake. */
  closeMs: number;
  /** How long changes of people and presence are collected, for readers here and for other replicas. */
  peopleMs: number;
  exchangeMs: number;
  /** How often other replicas are told that this one lives, and after which silence one is taken for dead. */
  heartbeatMs: number;
  replicaSilenceMs: number;
  /** How often everybody's access is read again though nothing was told. */
  recheckMs: number;
  /** How often the connection that listens is tried. */
  probeMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  connectionsPerPerson: 64,
  connectionsPerCanvas: 1_000,
  connections: 10_000,
  frames: { perSecond: 60, burst: 120 },
  unansweredEdits: 1_000,
  bufferedBytes: 1024 * 1024,
  slowMs: 10_000,
  mostBufferedBytes: 8 * 1024 * 1024,
  resumeEdits: 5_000,
  pageEdits: 500,
  resumePageEdits: 100,
  resumesAtOnce: 3,
  pingMs: 25_000,
  silenceMs: 60_000,
  sweepMs: 1_000,
  closeMs: 2_000,
  peopleMs: 50,
  exchangeMs: 100,
  heartbeatMs: 10_000,
  replicaSilenceMs: 25_000,
  recheckMs: 30_000,
  probeMs: 3_000,
};

/** The limits with those that a configuration sets. */
export function liveLimits(config: Pick<Config, 'LIVE_CONNECTIONS_PER_PERSON'>): LiveLimits {
  return { ...LIVE_LIMITS, connectionsPerPerson: config.LIVE_CONNECTIONS_PER_PERSON };
}
