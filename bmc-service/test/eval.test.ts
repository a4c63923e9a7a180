import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Block, LANGUAGES } from '@aibmc/common/canvas/blocks';
import { CHECK_IDS } from '@aibmc/common/canvas/checks';
import { evaluateDraft, type EvaluatedDraft } from '../eval/evaluated-draft.ts';
import { belowFloor, FLOOR } from '../eval/floor.ts';
import { HELD_OUT } from '../eval/held-out.ts';
import { type Idea, IDEAS } from '../eval/ideas.ts';
import { linesOf } from '../eval/print-scorecard.ts';
import { patternLibrary, type Provider } from '../eval/provider.ts';
import { type Scorecard, scorecardOf } from '../eval/scorecard.ts';
import { overlapOf, sameMould, swappable } from '../eval/swap-test.ts';

const never = new AbortController().signal;

async function evaluate(provider: Provider, ideas: readonly Idea[]): Promise<EvaluatedDraft[]> {
  const drafts: EvaluatedDraft[] = [];
  for (const idea of ideas) drafts.push(await evaluateDraft(provider, idea, never));
  return drafts;
}

describe('the pattern library on the forty ideas', () => {
  let card: Scorecard;
  beforeAll(async () => {
    card = scorecardOf(patternLibrary.name, await evaluate(patternLibrary, IDEAS));
  });

  test('passes every deterministic check on each', () => {
    expect(card.findings).toEqual([]);
    for (const check of CHECK_IDS) expect([check, card.passes[check]]).toEqual([check, IDEAS.length]);
    expect(card.sound).toBe(40);
  });

  test('says of no idea what it could say of another one', () => {
    expect(card.swap.worst).toBeLessThan(FLOOR.swap);
    expect(card.swap.overall).toBeLessThan(FLOOR.swap);
  });

  test('keeps the floor', () => {
    expect(belowFloor(card)).toEqual([]);
  });

  test('is told line by line', () => {
    const lines = linesOf(card);
    expect(lines).toContainEqual(expect.stringMatching(/^Every cost has a cause\s+40\/40$/));
    expect(lines).toContainEqual(expect.stringMatching(/^Tokens: prompt, completion\s+not told$/));
  });
});

test('it passes every check on the ideas typed in a hurry too', async () => {
  const card = scorecardOf(patternLibrary.name, await evaluate(patternLibrary, HELD_OUT));
  expect(card.findings).toEqual([]);
  expect(card.sound).toBe(HELD_OUT.length);
});

test('the ideas are of both languages and differ', () => {
  const all = [...IDEAS, ...HELD_OUT];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const language of LANGUAGES) {
    expect(IDEAS.filter((idea) => idea.language === language)).toHaveLength(20);
    expect(HELD_OUT.filter((idea) => idea.language === language)).toHaveLength(10);
  }
});

const TEXTS: Record<Block, string> = {
  'customer-segments': 'People who like good things',
  'value-propositions': 'Quality at a fair price',
  channels: 'Website and social media',
  'customer-relationships': 'Friendly personal help by phone',
  'revenue-streams': 'Sales at 9 euros each',
  'key-resources': 'A motivated young team',
  'key-activities': 'Marketing and sales work',
  'key-partners': 'Suppliers with short deadlines',
  'cost-structure': 'Salaries of the team',
};

/** Says the same of every idea, as a poor model would. */
const genericProvider: Provider = {
  name: 'generic',
  draft: ({ id }) => [
    {
      events: Object.entries(TEXTS).map(([block, text]) => ({
        name: 'note' as const,
        data: { id: `${id}:${block}`, block: block as Block, text },
      })),
    },
    { events: [{ name: 'usage', data: { promptTokens: 10, completionTokens: 5 } }] },
  ],
  calls: () => 0,
};

describe('a provider that says the same of every idea', () => {
  test('is found out by the swap test, the words and the figures', async () => {
    const card = scorecardOf('generic', await evaluate(genericProvider, IDEAS.slice(0, 4)));
    expect(card.swap.overall).toBeGreaterThan(0.95);
    expect(card.ideaWords.mean).toBeLessThan(0.2);
    expect(card.figures).toEqual({ notes: 4, unmarked: 4 });
    expect(card.tokens).toEqual({ prompt: 40, completion: 20 });
    expect(card.sound).toBe(0);
    expect(belowFloor(card)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^swap overlap/), 'unmarked figures: 4']),
    );
  });
});

test('what fails is part of the result, with what came before, and passes no check', async () => {
  const failing: Provider = {
    name: 'failing',
    draft: async function* () {
      yield {
        events: [{ name: 'note', data: { id: 'n', block: 'channels', text: 'Stall on the square' } }],
      };
      throw new Error('the endpoint went away');
    },
    calls: () => 1,
  };
  const card = scorecardOf('failing', await evaluate(failing, IDEAS.slice(0, 1)));
  expect(card.failed).toEqual([{ id: 'en-bread', error: 'the endpoint went away' }]);
  expect(card.notes).toBe(1);
  expect(new Set(Object.values(card.passes))).toEqual(new Set([0]));
});

describe('the swap test', () => {
  const bread = 'Fresh bread by bicycle for offices';
  const dogs = 'An app for dog owners in cities';

  test.each([
    ['the same words', 'Monthly help by phone', 'Help by phone monthly', 1],
    ['the same but for numbers and endings', 'Phones help 24 months', 'Helping by phone every 12 month', 1],
    ['a word of its own idea', 'Bread help by phone', 'Bread help by phone', 0],
    ['something else', 'Monthly help by phone', 'Stall on the market square', 0],
  ])('of %s', (_name, text, other, count) => {
    expect(swappable({ idea: bread, texts: [text] }, { idea: dogs, texts: [other] })).toBe(count);
  });

  test('a word that both ideas have is nobody’s own', () => {
    const text = 'Fresh things at the door';
    const other = { idea: 'Fresh flowers', texts: [text] };
    expect(swappable({ idea: bread, texts: [text] }, other)).toBe(1);
  });

  test('a mould is what is left without the words of the idea', () => {
    const a = { idea: bread, texts: ['Monthly price for bread', 'Fresh bread'] };
    const b = { idea: dogs, texts: ['Monthly price for the dog app', 'Dog app'] };
    expect(swappable(a, b)).toBe(0);
    expect(sameMould(a, b)).toBe(1);
  });

  test('gives the mean of the worst pairs and the share of all notes', () => {
    const side = (texts: string[]) => ({ idea: 'x', texts });
    const sides = [
      side(['one apple', 'two pears']),
      side(['one apple', 'green plums']),
      side(['red grapes']),
    ];
    expect(overlapOf(sides, swappable)).toEqual({ worst: (0.5 + 0.5 + 0) / 3, overall: 2 / 10 });
  });
});
