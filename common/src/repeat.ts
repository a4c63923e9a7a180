import type { Logger } from './logger.ts';

/**
 * Does a job every so many milliseconds, one run at a time, the first one period after the start. A run that fails
 * is logged and the next one comes in its time. `wake` does it now, or once more after the run that is under way;
 * `stop` waits for that run.
 */
export function repeat(
  log: Logger,
  { name, everyMs, job }: { name: string; everyMs: number; job: () => Promise<void> },
): { wake: () => void; stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let isRunning = false;
  let isWoken = false;
  let stopped = false;

  function schedule(): void {
    if (stopped) return;
    // replicas that started together shall not come together ever after
    timer = setTimeout(run, everyMs * (0.8 + 0.4 * Math.random()));
  }

  function run(): void {
    isRunning = true;
    isWoken = false;
    running = job()
      .catch((err: unknown) => {
        log.warn({ err, job: name }, 'a background job failed');
      })
      .finally(() => {
        isRunning = false;
        if (isWoken && !stopped) run();
        else schedule();
      });
  }

  schedule();
  return {
    wake: () => {
      isWoken = true;
      if (isRunning || stopped) return;
      clearTimeout(timer);
      run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
