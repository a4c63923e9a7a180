import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endpointProvider } from '../eval/endpoint.ts';
import { evaluateDraft } from '../eval/evaluated-draft.ts';
import { IDEAS } from '../eval/ideas.ts';
import { scorecardOf } from '../eval/scorecard.ts';
import { draftFromPatterns } from '../src/domain/patterns/draft.ts';
import { answerText, finish, openSse, sendText, startUpstream, type Upstream } from './support/upstream.ts';

const SOME = [IDEAS[0]!, IDEAS[20]!];
const never = new AbortController().signal;

/** A good answer for the idea that stands in a request: what the pattern library would draft. */
function draftAsked(body: Record<string, unknown>): string {
  const prompt = JSON.stringify(body['messages']);
  const { idea, language } = SOME.find((one) => prompt.includes(one.idea)) ?? SOME[0]!;
  const { notes, connections } = draftFromPatterns({ idea, language });
  return answerText(
    notes.map(({ key, block, text }) => ({
      ...{ key, block, text, assumption: false },
      connectsTo: connections.filter(({ from }) => from === key).map(({ to }) => to),
    })),
  );
}

describe('an endpoint', () => {
  let upstream: Upstream;
  let answer = draftAsked;
  beforeAll(async () => {
    upstream = await startUpstream((res, body) => {
      openSse(res);
      sendText(res, answer(body));
      finish(res);
    });
  });
  afterAll(() => upstream.stop());

  const evaluate = async () => {
    const env = { OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: 'm-1', LOG_LEVEL: 'silent' };
    const provider = endpointProvider(env, 'm-2');
    const drafts = [];
    for (const idea of SOME) drafts.push(await evaluateDraft(provider, idea, never));
    return scorecardOf(provider.name, drafts);
  };

  test('is asked as in the service, once where its drafts are good', async () => {
    const card = await evaluate();
    expect(card).toMatchObject({ provider: 'm-2', failed: [], sound: 2, calls: 2 });
    expect(card.firstNoteMs?.p50).toBeGreaterThan(0);
    expect(upstream.requests.map(({ model }) => model)).toEqual(['m-2', 'm-2']);
  });

  test('has the calls counted that repair its drafts', async () => {
    answer = () =>
      answerText([
        { key: 'a', block: 'channels', text: 'Stall on the square', connectsTo: [], assumption: false },
      ]);
    const card = await evaluate();
    expect(card.sound).toBe(0);
    expect(card.calls).toBeGreaterThan(2);
    expect(card.calls).toBeLessThanOrEqual(6);
  });

  test('is told of where it fails', async () => {
    answer = () => 'I would rather talk about the weather.';
    const card = await evaluate();
    expect(card.failed.map(({ id }) => id)).toEqual(SOME.map(({ id }) => id));
  });
});

test('without an endpoint it says what is missing', () => {
  expect(() => endpointProvider({}, undefined)).toThrow(/OPENAI_BASE_URL or OPENAI_API_KEY/);
});
