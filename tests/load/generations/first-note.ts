import { setTimeout as delay } from 'node:timers/promises';
import OpenAI from 'openai';
import { register, type TestPerson } from '../../cluster.ts';
import { quantile } from '../processes.ts';
import { openWire } from '../wire.ts';
import { type Bench, cancel, generate, IDEA, makeCanvases, modelOfPace, untilNoneIsOpen } from './bench.ts';
import { table } from '../table.ts';

/** Milliseconds between two pieces of an answer. */
export const FIRST_NOTE_PACE_MS = 20;
const PAIRS = Number(process.env['PAIRS'] ?? 60);
/** Pairs before those that count: connections are opened and the code of all processes becomes warm. */
const WARM_UP = 20;

/** The first note: from asking to a live frame with it, and from calling the endpoint to its last character. */
export async function firstNotes(bench: Bench): Promise<string> {
  const person = await register(bench.api, 'First');
  const canvases = await makeCanvases(bench, person, PAIRS + WARM_UP);
  const sdk = new OpenAI({ baseURL: bench.modelUrl, apiKey: 'for-tests-only', maxRetries: 0 });
  const sides = {
    ours: [] as number[],
    direct: [] as number[],
  };
  for (const [at, canvasId] of canvases.entries()) {
    const acts = {
      ours: () => firstNoteOnBoard(bench, person, canvasId),
      direct: () => firstNoteOfSdk(sdk),
    };
    for (const side of at % 2 === 0 ? (['ours', 'direct'] as const) : (['direct', 'ours'] as const)) {
      const taken = await acts[side]();
      if (at >= WARM_UP) sides[side].push(taken);
    }
  }
  const at = (side: keyof typeof sides, share: number) => quantile(sides[side], share);
  const row = (name: string, share: number, limit: string) =>
    `| ${name} | ${at('ours', share).toFixed(1)} | ${at('direct', share).toFixed(1)} | ${(at('ours', share) - at('direct', share)).toFixed(1)} | ${limit} |`;
  return table(`| first note, ms, ${PAIRS} pairs | on the board | SDK directly | more | to reach |`, [
    row('p50', 0.5, '≤ 15'),
    row('p95', 0.95, ''),
  ]);
}

async function firstNoteOnBoard(bench: Bench, { token }: TestPerson, canvasId: string): Promise<number> {
  const { hostname, port } = new URL(bench.url);
  let arrived: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const wire = await openWire({
    host: hostname,
    port: Number(port),
    path: `/api/v1/canvases/${canvasId}/live`,
    token,
    onMessage: (payload) => {
      if (payload.includes('"note.add"') || payload.includes('"suggestion.add"')) arrived();
    },
  });
  const from = performance.now();
  const { id } = await generate(bench, token, canvasId, FIRST_NOTE_PACE_MS);
  await Promise.race([first, delay(30_000).then(() => Promise.reject(new Error('no note came')))]);
  const taken = performance.now() - from;
  wire.close();
  await cancel(bench, token, id);
  await untilNoneIsOpen(bench);
  return taken;
}

async function firstNoteOfSdk(sdk: OpenAI): Promise<number> {
  const from = performance.now();
  const answer = await sdk.chat.completions.create({
    model: modelOfPace(FIRST_NOTE_PACE_MS),
    messages: [{ role: 'user', content: IDEA }],
    stream: true,
  });
  let text = '';
  for await (const { choices } of answer) {
    text += choices[0]?.delta.content ?? '';
    if (text.includes('}')) break;
  }
  return performance.now() - from;
}
