import { startBench } from './generations/bench.ts';
import { COUNTED_PACE_MS, countedCalls } from './generations/counted-calls.ts';
import { FIRST_NOTE_PACE_MS, firstNotes } from './generations/first-note.ts';
import { MANY_PACE_MS, manyAtOnce } from './generations/many-at-once.ts';

/**
 * What generating costs: the first note on the board against the same endpoint called directly with OpenAI's SDK, 300
 * drafts that stream at once against none, and calls of the endpoint counted while clients leave, cancel and race.
 * All on loopback, with an endpoint of our own. `node tests/load/generations.ts`
 */
const bench = await startBench([FIRST_NOTE_PACE_MS, COUNTED_PACE_MS, MANY_PACE_MS], 400);
try {
  // memory first: a process that has worked hard keeps what it took, which would pass for idle
  for (const measure of [manyAtOnce, firstNotes, countedCalls]) console.log(await measure(bench));
} finally {
  await bench.discard();
}
