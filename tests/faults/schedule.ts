import { seeded } from '../../group-service/test/random-edits.ts';
import { type FaultKind, NETWORK_FAULT_KINDS, PROCESS_FAULT_KINDS } from './faults.ts';

export interface PlannedFault {
  kind: FaultKind;
  /** Milliseconds after the beginning of the run. */
  at: number;
  lastsMs: number;
}

/** How often faults come, and how long those last that last. */
export interface Pace {
  pauseMs: readonly [number, number];
  lastsMs: readonly [number, number];
}

/** Pauses after the death of a process let it come back, for the most part. */
export const LONG: { processes: Pace; networks: Pace } = {
  processes: { pauseMs: [1_000, 8_000], lastsMs: [1_000, 8_000] },
  networks: { pauseMs: [500, 4_000], lastsMs: [200, 6_000] },
};

/**
 * What happens in a run: one row of faults of processes and one of networks, which meet as it comes. Every kind comes
 * once before one comes again. The same seed gives the same schedule.
 */
export function scheduleOf(
  seed: number,
  durationMs: number,
  pace = LONG,
  kinds: readonly FaultKind[] = [...PROCESS_FAULT_KINDS, ...NETWORK_FAULT_KINDS],
): { processes: PlannedFault[]; networks: PlannedFault[] } {
  const isProcess = (kind: FaultKind): boolean => (PROCESS_FAULT_KINDS as string[]).includes(kind);
  return {
    processes: row(seeded(seed), durationMs, pace.processes, kinds.filter(isProcess)),
    networks: row(
      seeded(seed + 1),
      durationMs,
      pace.networks,
      kinds.filter((kind) => !isProcess(kind)),
    ),
  };
}

function row(
  random: () => number,
  durationMs: number,
  { pauseMs, lastsMs }: Pace,
  kinds: readonly FaultKind[],
): PlannedFault[] {
  const between = ([from, to]: readonly [number, number]): number => from + random() * (to - from);
  const faults: PlannedFault[] = [];
  let bag: FaultKind[] = [];
  for (let at = between(pauseMs); at < durationMs && kinds.length > 0; at += between(pauseMs)) {
    if (bag.length === 0) bag = [...kinds];
    const [kind] = bag.splice(Math.floor(random() * bag.length), 1);
    const lasting = between(lastsMs);
    if (kind) faults.push({ kind, at, lastsMs: lasting });
    at += lasting;
  }
  return faults;
}
