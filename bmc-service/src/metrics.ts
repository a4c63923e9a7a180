import type { Metrics } from '@aibmc/common/metrics';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { GenerationRow } from './sql/generations.ts';
import { type JobKind, kindOf } from './sql/jobs.ts';

/** What operators see of generations at /metrics, beside what every service shows. */
export interface GenerationFigures {
  /** Calls of the endpoint that generations began. */
  calls: Counter;
  countEnded: (generation: GenerationRow) => void;
  /** To be called when a generation's first event is there to be seen. */
  observeFirstEvent: (generation: Pick<GenerationRow, 'model' | 'createdAt'>) => void;
}

type CountOpen = () => Promise<{ status: 'queued' | 'running'; kind: JobKind; count: number }[]>;

/** Registers the figures of generations; `countOpen` is asked whenever metrics are. */
export function createGenerationFigures({ registry }: Metrics, countOpen: CountOpen): GenerationFigures {
  const registers = [registry];
  const ended = new Counter({
    name: 'generations_ended_total',
    help: 'Generations that this process ended, by task, status and kind (library or endpoint)',
    labelNames: ['task', 'status', 'kind'] as const,
    registers,
  });
  const tokens = new Counter({
    name: 'generation_tokens_total',
    help: 'Tokens that the endpoint reported for generations that this process ended',
    labelNames: ['direction'] as const,
    registers,
  });
  const calls = new Counter({
    name: 'model_calls_total',
    help: 'Calls of the endpoint that generations began in this process',
    registers,
  });
  const firstEvent = new Histogram({
    name: 'generation_first_event_seconds',
    help: 'Time from the request to the first event, by kind',
    labelNames: ['kind'] as const,
    buckets: [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 180],
    registers,
  });
  new Gauge({
    name: 'generations_open',
    help: 'Generations of the whole instance that wait (queued) or run (running), by kind',
    labelNames: ['status', 'kind'] as const,
    registers,
    async collect() {
      // without the database there is nothing to tell, and the other figures are told all the same
      const open = await countOpen().catch(() => null);
      if (!open) this.reset();
      for (const { status, kind, count } of open ?? []) this.set({ status, kind }, count);
    },
  });
  return {
    calls,
    countEnded: (generation) => {
      const { task, status, promptTokens, completionTokens } = generation;
      ended.inc({ task, status, kind: kindOf(generation) });
      tokens.inc({ direction: 'prompt' }, promptTokens ?? 0);
      tokens.inc({ direction: 'completion' }, completionTokens ?? 0);
    },
    observeFirstEvent: (generation) => {
      firstEvent.observe({ kind: kindOf(generation) }, (Date.now() - generation.createdAt.getTime()) / 1_000);
    },
  };
}
