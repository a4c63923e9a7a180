import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../src/logger.ts';
import { repeat } from '../src/repeat.ts';

describe('a repeated job', () => {
  test('goes on after a run that failed, one run at a time, and ends with the run under way', async () => {
    let started = 0;
    let ended = 0;
    let third: () => void = () => undefined;
    const thirdStarted = new Promise<void>((resolve) => (third = resolve));
    const jobs = repeat(createLogger('test', 'silent'), {
      name: 'test',
      everyMs: 1,
      job: async () => {
        expect(started).toBe(ended);
        started += 1;
        if (started === 3) third();
        await new Promise((resolve) => setTimeout(resolve, 10));
        ended += 1;
        if (started === 1) throw new Error('once');
      },
    });
    await thirdStarted;
    expect(ended).toBe(2);
    await jobs.stop();
    expect(ended).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(started).toBe(3);
  });

  test('that is woken runs at once, and once more for any number of calls during a run', async () => {
    const runs: (() => void)[] = [];
    const job = repeat(createLogger('test', 'silent'), {
      name: 'test',
      everyMs: 1_000_000,
      job: () => new Promise<void>((resolve) => runs.push(resolve)),
    });
    job.wake();
    expect(runs).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) job.wake();
    runs[0]?.();
    await settle();
    expect(runs).toHaveLength(2);
    runs[1]?.();
    await settle();
    expect(runs).toHaveLength(2);
    job.wake();
    job.wake();
    const stopped = job.stop();
    runs[2]?.();
    await stopped;
    await settle();
    job.wake();
    expect(runs).toHaveLength(3);
  });
});

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
