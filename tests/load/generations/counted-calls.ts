import { randomUUID } from 'node:crypto';
import { register } from '../../cluster.ts';
import { quantile } from '../processes.ts';
import {
  type Bench,
  cancel,
  countsOf,
  generate,
  makeCanvases,
  untilEnded,
  untilNoneIsOpen,
} from './bench.ts';
import { table } from '../table.ts';

/** Milliseconds between two pieces of an answer. */
export const COUNTED_PACE_MS = 30;
const WANTED = 20;
const RACES = 10;
const RACERS = 50;

/** Calls of the endpoint while clients leave, cancel and race: exactly as many as wanted. */
export async function countedCalls(bench: Bench): Promise<string> {
  const rows: string[] = [];
  const count = async (name: string, wanted: number, act: () => Promise<string>): Promise<void> => {
    const before = await countsOf(bench);
    const remark = await act();
    await untilNoneIsOpen(bench);
    const { calls } = await countsOf(bench);
    rows.push(`| ${name} | ${calls - before.calls} | ${wanted} | ${remark} |`);
  };
  const person = await register(bench.api, 'Counted');
  const { token } = person;
  const canvases = await makeCanvases(bench, person, 2 * WANTED + RACES);

  await count(`${WANTED} clients that leave after the first note`, WANTED, async () => {
    const ids: string[] = [];
    for (const canvasId of canvases.splice(0, WANTED)) {
      const { id } = await generate(bench, token, canvasId, COUNTED_PACE_MS);
      const leaving = new AbortController();
      await untilFirstNote(bench, token, id, leaving.signal);
      leaving.abort();
      ids.push(id);
    }
    const ended = await Promise.all(ids.map((id) => untilEnded(bench, token, id)));
    return `${ended.filter(({ status }) => status === 'done').length} ended as done`;
  });

  await count(`${WANTED} cancels after the first note`, WANTED, async () => {
    const taken: number[] = [];
    for (const canvasId of canvases.splice(0, WANTED)) {
      const { id } = await generate(bench, token, canvasId, COUNTED_PACE_MS);
      const { left } = await countsOf(bench);
      await untilFirstNote(bench, token, id, AbortSignal.timeout(30_000));
      const from = Date.now();
      await cancel(bench, token, id);
      await untilNoneIsOpen(bench);
      const after = await countsOf(bench);
      if (after.left !== left + 1) throw new Error('a cancelled answer was read to its end');
      taken.push(after.lastLeftAt - from);
    }
    return `upstream closed after p50 ${quantile(taken, 0.5)} ms, at most ${Math.max(...taken)} ms`;
  });

  await count(`${RACES} races of ${RACERS} with one key`, RACES, async () => {
    const ids = new Set<string>();
    for (const canvasId of canvases.splice(0, RACES)) {
      const key = randomUUID();
      const racing = Array.from({ length: RACERS }, () =>
        generate(bench, token, canvasId, COUNTED_PACE_MS, key),
      );
      for (const { id } of await Promise.all(racing)) ids.add(id);
    }
    await Promise.all([...ids].map((id) => untilEnded(bench, token, id)));
    return `${ids.size} generations`;
  });
  return table('| calls of the endpoint | counted | wanted | |', rows);
}

/** Opens a generation's stream and reads until its first note. */
async function untilFirstNote({ url }: Bench, token: string, id: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${url}/api/v1/generations/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.includes('event: note')) return;
  }
  throw new Error(`a stream ended before its first note: ${text.slice(0, 200)}`);
}
