import { CLOSE_CODES } from '@aibmc/common/contract/live';
import type { Metrics } from '@aibmc/common/metrics';
import { Counter, Gauge } from 'prom-client';

export interface LiveMetrics {
  /** Edits that were written to readers, each once for each of them. */
  delivered: (count: number) => void;
  received: (type: string) => void;
  closed: (code: number) => void;
}

/** Closes that have a name of their own; clients may send any code. */
const KNOWN_CODES = new Set<number>([1000, 1001, 1005, 1006, 1007, 1009, ...Object.values(CLOSE_CODES)]);

/** Measures live connections: how many there are, what comes in and goes out, why they end. */
export function createLiveMetrics(
  { registry }: Metrics,
  count: () => { connections: number; rooms: number },
): LiveMetrics {
  const registers = [registry];
  new Gauge({
    name: 'live_connections',
    help: 'Open live connections',
    registers,
    collect() {
      this.set(count().connections);
    },
  });
  new Gauge({
    name: 'live_rooms',
    help: 'Canvases that somebody has open here',
    registers,
    collect() {
      this.set(count().rooms);
    },
  });
  const deliveries = new Counter({
    name: 'live_deliveries_total',
    help: 'Edits that were written to readers, each once for each of them',
    registers,
  });
  const frames = new Counter({
    name: 'live_frames_received_total',
    help: 'Frames that clients sent, by type',
    labelNames: ['type'] as const,
    registers,
  });
  const closes = new Counter({
    name: 'live_closes_total',
    help: 'Live connections that ended, by close code',
    labelNames: ['code'] as const,
    registers,
  });
  return {
    delivered: (edits) => {
      deliveries.inc(edits);
    },
    received: (type) => {
      frames.inc({ type });
    },
    closed: (code) => {
      closes.inc({ code: KNOWN_CODES.has(code) ? String(code) : 'other' });
    },
  };
}
