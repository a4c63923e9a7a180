import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { evaluateDraft, type EvaluatedDraft } from './evaluated-draft.ts';
import { belowFloor } from './floor.ts';
import { HELD_OUT } from './held-out.ts';
import { IDEAS } from './ideas.ts';
import { linesOf } from './print-scorecard.ts';
import { patternLibrary, type Provider } from './provider.ts';
import { scorecardOf } from './scorecard.ts';

const USAGE = `npm run eval -- [--endpoint] [--model NAME] [--ideas N] [--held-out] [--json FILE]
  --endpoint    drafts with OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL instead of the pattern library; this costs
  --model NAME  another model of that endpoint
  --ideas N     only N of the ideas, from all of the list
  --held-out    twenty others, typed in a hurry
  --json FILE   also writes the scorecard and the drafts as JSON`;

const { values } = parseArgs({
  options: {
    endpoint: { type: 'boolean', default: false },
    model: { type: 'string' },
    ideas: { type: 'string' },
    'held-out': { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const all = values['held-out'] ? HELD_OUT : IDEAS;
  const count = Math.min(Number(values.ideas ?? all.length) || all.length, all.length);
  // evenly from the whole list, as it is sorted by language
  const ideas = Array.from({ length: count }, (_, nth) => all[Math.floor((nth * all.length) / count)]!);
  const provider = await providerOf();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('stopped')));
  const drafts: EvaluatedDraft[] = [];
  for (const idea of ideas) {
    if (stop.signal.aborted) break;
    if (values.endpoint) console.error(`${drafts.length + 1}/${count} ${idea.id}`);
    drafts.push(await evaluateDraft(provider, idea, stop.signal));
  }
  const card = scorecardOf(provider.name, drafts);
  console.log(linesOf(card).join('\n'));
  if (values.json) await writeFile(values.json, JSON.stringify({ card, drafts }, null, 2));
  const below = belowFloor(card);
  console.log(below.length === 0 ? '\nThe floor is kept.' : `\nBelow the floor:\n  ${below.join('\n  ')}`);
  if (below.length > 0 && provider === patternLibrary) process.exitCode = 1;
}

/** The endpoint's code is loaded only where it is asked for. */
async function providerOf(): Promise<Provider> {
  if (!values.endpoint) return patternLibrary;
  const { endpointProvider } = await import('./endpoint.ts');
  return endpointProvider(process.env, values.model);
}
