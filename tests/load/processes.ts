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

/** Memory of a process in bytes, what it shares with others counted in parts. */
export function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
}

/** A file of this folder in a process of its own, to which one talks by messages. */
export interface Apart {
  /** Sends it something; what it says next. */
  ask: <Answer>(message: unknown) => Promise<Answer>;
  /** What it says next. */
  next: <Answer>() => Promise<Answer>;
  end: () => void;
}

/** Starts it; `end`, or the end of this process, ends it. */
export function startApart(file: string): Apart {
  const child = fork(file, { execArgv: ['--no-warnings'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)}`);
  });
  ended.catch(() => undefined);
  const next = async <Answer>(): Promise<Answer> => {
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Answer];
    return answer;
  };
  return {
    next,
    ask: (message) => {
      child.send(message as never);
      return next();
    },
    end: () => child.kill(),
  };
}

/** Runs a file of this folder in a process of its own: what it answers to the task that it is sent. */
export async function runApart<Task, Result>(file: string, task: Task): Promise<Result> {
  const apart = startApart(file);
  try {
    return await apart.ask<Result>(task);
  } finally {
    apart.end();
  }
}

/** The value below which that share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
