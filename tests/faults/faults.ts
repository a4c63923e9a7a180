import { type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type FaultCluster, type Link, LINKS } from './fault-cluster.ts';
import { backends, childrenOf, postmaster, signal } from './processes.ts';
import type { Conditions } from './tcp-proxy.ts';

/** How a fault is done: resolves once it is undone, or, where something died, once it is dead. */
type Deed = (cluster: FaultCluster, lastsMs: number, random: () => number) => Promise<void>;

/** What a process suffers. One at a time. */
const PROCESS_FAULTS = {
  'group-service killed': async ({ replicas }, _, random) => {
    pick(replicas(), random)?.kill('SIGKILL');
  },
  'group-service stopped': async ({ replicas }, lastsMs, random) => {
    await frozen(pick(replicas(), random), lastsMs);
  },
  'gateway killed': async ({ cluster }) => {
    cluster.processOf('frontend').kill('SIGKILL');
  },
  'gateway stopped': async ({ cluster }, lastsMs) => {
    await frozen(cluster.processOf('frontend'), lastsMs);
  },
  'backend killed': async (cluster, _, random) => {
    const pid = pick(await backends(cluster), random);
    if (pid) signal(pid, 'SIGKILL');
  },
  'backends terminated': async (cluster) => {
    for (const pid of await backends(cluster)) signal(pid, 'SIGTERM');
  },
  'listener terminated': async (cluster) => {
    for (const pid of await backends(cluster, { listening: true })) signal(pid, 'SIGTERM');
  },
  'PostgreSQL killed': async (cluster) => {
    signal(await postmaster(cluster), 'SIGKILL');
  },
  'PostgreSQL stopped': async (cluster, lastsMs) => {
    const main = await postmaster(cluster);
    const pids = [main, ...(await childrenOf(main))];
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await delay(lastsMs);
    for (const pid of pids) signal(pid, 'SIGCONT');
  },
} satisfies Record<string, Deed>;

/** What a link suffers; one link may suffer while another does, or while a process dies. */
const LINK_FAULTS = {
  cut: async (link, _, random) => {
    link.cut(() => random() < 0.5);
  },
  'cut off': async (link, lastsMs) => {
    link.cut();
    await whileIt(link, { isRefusing: true }, { isRefusing: false }, lastsMs);
  },
  held: async (link, lastsMs) => {
    await whileIt(link, { isHolding: true }, { isHolding: false }, lastsMs);
  },
  'held and cut': async (link, lastsMs) => {
    link.set({ isHolding: true });
    await delay(lastsMs);
    link.cut();
    link.set({ isHolding: false });
  },
  delayed: async (link, lastsMs, random) => {
    await whileIt(link, { delayMs: 20 + random() * 300 }, { delayMs: 0 }, lastsMs);
  },
  throttled: async (link, lastsMs) => {
    await whileIt(link, { bytesPerSecond: 20_000 }, { bytesPerSecond: Infinity }, lastsMs);
  },
  forgotten: async (link) => {
    link.forget();
  },
} satisfies Record<
  string,
  (link: FaultCluster['links'][Link], lastsMs: number, random: () => number) => Promise<void>
>;

type LinkFault = keyof typeof LINK_FAULTS;
export type ProcessFault = keyof typeof PROCESS_FAULTS;
export type NetworkFault = `${Link} ${LinkFault}`;
export type FaultKind = ProcessFault | NetworkFault;

export const PROCESS_FAULT_KINDS = Object.keys(PROCESS_FAULTS) as ProcessFault[];
export const NETWORK_FAULT_KINDS = LINKS.flatMap((link) =>
  (Object.keys(LINK_FAULTS) as LinkFault[]).map((fault): NetworkFault => `${link} ${fault}`),
);

/** Does a fault to a cluster. */
export async function inflict(
  cluster: FaultCluster,
  kind: FaultKind,
  lastsMs: number,
  random: () => number,
): Promise<void> {
  if (kind in PROCESS_FAULTS) {
    await PROCESS_FAULTS[kind as ProcessFault](cluster, lastsMs, random);
    return;
  }
  const [link = 'clients', ...fault] = kind.split(' ');
  await LINK_FAULTS[fault.join(' ') as LinkFault](cluster.links[link as Link], lastsMs, random);
}

async function whileIt(
  link: FaultCluster['links'][Link],
  bad: Partial<Conditions>,
  good: Partial<Conditions>,
  lastsMs: number,
): Promise<void> {
  link.set(bad);
  await delay(lastsMs);
  link.set(good);
}

/** Stops a process as a machine that is frozen does, and lets it go on. */
async function frozen(child: ChildProcess | undefined, lastsMs: number): Promise<void> {
  child?.kill('SIGSTOP');
  await delay(lastsMs);
  child?.kill('SIGCONT');
}

function pick<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}
