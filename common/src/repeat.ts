import type { Logger } from './logger.ts';

/**
 * Does a job every so many milliseconds, one run at a time, the first one period after the start. A run that fails
 * is logged and the next one comes in its time. `stop` waits for the run that is under way.
 */
export function repeat(
  log: Logger,
  { name, everyMs, job }: { name: string; everyMs: number; job: () => Promise<void> },
): { stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;

  function schedule(): void {
    if (stopped) return;
    // replicas that started together shall not come together ever after
    timer = setTimeout(run, everyMs * (0.8 + 0.4 * Math.random()));
  }

  function run(): void {
    running = job()
      .catch((err: unknown) => {
        log.warn({ err, job: name }, 'a background job failed');
      })
      .finally(schedule);
  }

  schedule();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
