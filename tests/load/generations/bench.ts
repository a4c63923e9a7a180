import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Generation } from '@aibmc/common/contract/generations';
import { startTestCluster, type TestCluster, type TestPerson } from '../../cluster.ts';
import { type Apart, startApart } from '../processes.ts';
import type { ModelServerCounts } from './model-server.ts';

/** A cluster whose model endpoint is one of ours, on loopback. */
export interface Bench extends TestCluster {
  modelUrl: string;
  model: Apart;
}

/** What the memory of the two that stream is kept to in their containers. */
const AS_IN_COMPOSE = '--max-old-space-size=160 --max-semi-space-size=4';

export const IDEA = 'A bicycle repair van that visits offices in Granada';

/** Starts both, with room for so many generations at once. `paces` are the milliseconds that its models have between two pieces. */
export async function startBench(paces: readonly number[], atOnce: number): Promise<Bench> {
  const model = startApart(path.join(import.meta.dirname, 'model-server.ts'));
  const modelUrl = `http://127.0.0.1:${await model.next<number>()}/v1`;
  const env = {
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: 'for-tests-only',
    OPENAI_MODELS: paces.map(modelOfPace).join(),
    GENERATIONS_AT_ONCE: String(atOnce),
    MODEL_REPAIRS: '0',
  };
  const cluster = await startTestCluster((service) => ({
    ...env,
    ...(service === 'bmc-service' || service === 'frontend' ? { NODE_OPTIONS: AS_IN_COMPOSE } : {}),
  }));
  return {
    ...cluster,
    model,
    modelUrl,
    discard: async () => {
      await cluster.discard();
      model.end();
    },
  };
}

/** The model that gives a piece every so many milliseconds. */
export function modelOfPace(ms: number): string {
  return `every-${ms}`;
}

/** Ids of so many empty canvases with an idea. */
export async function makeCanvases({ api }: Bench, { token }: TestPerson, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const { id } = await api.createCanvas({ body: { title: `Canvas ${made}`, idea: IDEA } }, { token });
    ids.push(id);
  }
  return ids;
}

/** Asks for a draft by the model of a pace. */
export function generate(
  { api }: Bench,
  token: string,
  canvasId: string,
  paceMs: number,
  key: string = randomUUID(),
) {
  const body = { canvasId, model: modelOfPace(paceMs) };
  return api.createGeneration({ headers: { 'idempotency-key': key }, body }, { token });
}

export function cancel({ api }: Bench, token: string, generationId: string) {
  return api.cancelGeneration({ params: { generationId } }, { token });
}

/** What the endpoint has seen so far. */
export function countsOf({ model }: Bench): Promise<ModelServerCounts> {
  return model.ask<ModelServerCounts>('counts');
}

/** The generation once it has ended. */
export async function untilEnded({ api }: Bench, token: string, generationId: string): Promise<Generation> {
  for (;;) {
    const generation = await api.getGeneration({ params: { generationId } }, { token });
    if (generation.finishedAt !== null) return generation;
    await delay(100);
  }
}

/** Waits until the endpoint streams no answer. Fails after a minute. */
export async function untilNoneIsOpen(bench: Bench): Promise<void> {
  for (let waited = 0; (await countsOf(bench)).open > 0; waited += 1) {
    if (waited > 6_000) throw new Error('the endpoint is still being read');
    await delay(10);
  }
}
