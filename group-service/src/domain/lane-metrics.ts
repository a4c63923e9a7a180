import type { Metrics } from '@aibmc/common/metrics';
import { Gauge, Histogram } from 'prom-client';
import type { EditCommand } from './plan-edits.ts';

/**
 * Measures a lane: how many edits wait, how many are committed together, how long that takes. The returned function
 * starts a batch; what it returns ends it.
 */
export function createLaneMetrics(
  { registry }: Metrics,
  waitingEdits: () => number,
): (commands: readonly EditCommand[]) => () => void {
  const registers = [registry];
  new Gauge({
    name: 'edits_waiting',
    help: 'Edits that wait for the batch before theirs',
    registers,
    collect() {
      this.set(waitingEdits());
    },
  });
  const size = new Histogram({
    name: 'edit_batch_edits',
    help: 'Edits that were committed together',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
    registers,
  });
  const seconds = new Histogram({
    name: 'edit_batch_duration_seconds',
    help: 'Time from the beginning of a batch to its commit',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  });
  return (commands) => {
    const end = seconds.startTimer();
    return () => {
      end();
      size.observe(commands.reduce((sum, { edits }) => sum + edits.length, 0));
    };
  };
}
