import { parseArgs } from 'node:util';
import { startFaultCluster } from './fault-cluster.ts';
import { NETWORK_FAULT_KINDS, PROCESS_FAULT_KINDS } from './faults.ts';
import { tableOf, violationLines } from './report.ts';
import { runFaults } from './run.ts';
import { LONG, scheduleOf } from './schedule.ts';

/**
 * The long form of the convergence test: `npm run faults -- --minutes 10 --seed 7`. Prints what was done and found;
 * ends with 1 where something was wrong.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    canvases: { type: 'string', default: '3' },
    browsers: { type: 'string', default: '6' },
    rest: { type: 'string', default: '4' },
    readers: { type: 'string', default: '4' },
    pace: { type: 'string', default: '60' },
    /** A regular expression: only faults whose names match. */
    faults: { type: 'string', default: '' },
  },
});
const seed = numberOf('seed');
const durationMs = numberOf('minutes') * 60_000;
const kinds = [...PROCESS_FAULT_KINDS, ...NETWORK_FAULT_KINDS].filter((kind) =>
  new RegExp(values.faults).test(kind),
);

console.log(`${values.minutes} minutes, seed ${seed}`);
const cluster = await startFaultCluster();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void cluster.discard().finally(() => process.exit(1));
  });
}
const result = await runFaults(cluster, {
  seed,
  durationMs,
  schedule: scheduleOf(seed, durationMs, LONG, kinds),
  canvases: numberOf('canvases'),
  restWriters: numberOf('rest'),
  browsers: numberOf('browsers'),
  readers: numberOf('readers'),
  paceMs: numberOf('pace'),
  haste: 2,
  restLimitMs: 60_000,
  restarts: true,
  onProgress: (line) => {
    console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
  },
}).finally(() => cluster.discard());
console.log(`\n${tableOf(result)}`);
if (result.violations.length > 0) {
  console.log(`\n${violationLines(result.violations)}`);
  console.log(`\nAgain with: npm run faults -- --minutes ${values.minutes} --seed ${seed}`);
  process.exitCode = 1;
}

function numberOf(name: Exclude<keyof typeof values, 'faults'>): number {
  const number = Number(values[name]);
  if (Number.isFinite(number) && number >= 0) return number;
  console.error(`--${name} must be a number, and not ${values[name]}`);
  process.exit(2);
}
