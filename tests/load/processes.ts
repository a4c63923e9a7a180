import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** User and system time of a process so far, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Runs a file of this folder in a process of its own: what it answers to the task that it is sent. */
export async function runApart<Task, Result>(file: string, task: Task): Promise<Result> {
  const child = fork(file, { execArgv: ['--no-warnings'] });
  try {
    child.send(task as never);
    const [answer] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`${file} ended with ${String(code)}`);
      }),
    ])) as [Result];
    return answer;
  } finally {
    child.kill();
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
