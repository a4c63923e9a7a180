import { readdir, readFile } from 'node:fs/promises';
import type { FaultCluster } from './fault-cluster.ts';

/** Sends a signal; a process that is gone already is as good as one that got it. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** PostgreSQL's main process, which is another one after each of its deaths. */
export async function postmaster(cluster: FaultCluster): Promise<number> {
  return cluster.asSuperuser(async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`,
    );
    return rows[0]?.pid ?? 0;
  });
}

/** Processes of PostgreSQL that serve group-service; only those that listen to notifications where it is said. */
export async function backends(cluster: FaultCluster, { listening = false } = {}): Promise<number[]> {
  return cluster.asSuperuser(async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE usename = 'group_service' AND (NOT $1 OR query ILIKE 'listen%')`,
      [listening],
    );
    return rows.map(({ pid }) => pid);
  });
}

/** The children of a process, by what Linux tells of each. */
export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return [pid, Number(/^\d+ \(.*\) \S (\d+)/.exec(stat)?.[1])] as const;
    }),
  );
  return parents.filter(([, ppid]) => ppid === parent).map(([pid]) => pid);
}
