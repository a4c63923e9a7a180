import { describe, expect, test } from '@jest/globals';
import { type Block, BLOCK_TEXT, BLOCKS, connectionKind, type Language } from '../src/canvas/blocks.ts';
import type { CheckedCanvas } from '../src/canvas/checks.ts';
import { completenessOf } from '../src/canvas/completeness.ts';
import { canvasOf, IDEA, TEXTS } from './sound-canvas.ts';

const LINKS: [Block, Block][] = [
  ['value-propositions', 'customer-segments'],
  ['channels', 'customer-segments'],
  ['customer-relationships', 'customer-segments'],
  ['revenue-streams', 'customer-segments'],
  ['revenue-streams', 'value-propositions'],
  ['key-resources', 'value-propositions'],
  ['key-partners', 'key-activities'],
  ['cost-structure', 'key-activities'],
];

const sound = (texts: Record<Block, readonly string[]> = TEXTS, language?: Language) =>
  canvasOf(texts, LINKS, language);

/** Six notes in each block, each connected to all that it can be connected to. */
function filledWith(textOf: (block: Block, n: number) => string, language: Language = 'en'): CheckedCanvas {
  const texts = BLOCKS.map((block) => [block, [0, 1, 2, 3, 4, 5].map((n) => textOf(block, n))] as const);
  const canvas = sound(Object.fromEntries(texts) as Record<Block, string[]>, language);
  return { ...canvas, connections: everyConnection(canvas.notes) };
}

function everyConnection(notes: CheckedCanvas['notes']): CheckedCanvas['connections'] {
  return notes.flatMap((a) =>
    notes.filter((b) => connectionKind(a.block, b.block)).map((b) => ({ from: a.id, to: b.id })),
  );
}

/** Letters as they come from a seeded generator, so that a failure can be repeated. */
function mash(seed: number, letters: string): string {
  let state = seed * 2_654_435_761;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const word = () => Array.from({ length: 4 + next(5) }, () => letters[next(letters.length)]).join('');
  return [word(), word(), word(), word()].join(' ');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const pick = (words: readonly string[], n: number): string => words[n % words.length] ?? '';

describe('a canvas with substance', () => {
  test('two good notes a block, connected, are complete', () => {
    expect(completenessOf(sound())).toBe(100);
  });

  test('more notes than two add nothing', () => {
    const canvas = sound();
    const more = { id: 'z', block: 'key-resources' as const, text: 'Sourdough starter from 1998' };
    expect(completenessOf({ ...canvas, notes: [...canvas.notes, more] })).toBe(100);
  });

  test('every block and every kind of connection counts', () => {
    const canvas = sound();
    for (const block of BLOCKS) {
      const notes = canvas.notes.filter((note) => note.block !== block);
      expect([block, completenessOf({ ...canvas, notes }) < 97]).toEqual([block, true]);
    }
    for (const [from, to] of LINKS) {
      const connections = canvas.connections.filter(
        (link) => !(link.from.startsWith(from) && link.to.startsWith(to)),
      );
      expect([from, to, completenessOf({ ...canvas, connections }) < 98]).toEqual([from, to, true]);
    }
  });

  test('without an idea it can be complete too; the words of another idea cost ten points', () => {
    expect(completenessOf({ ...sound(), idea: '' })).toBe(100);
    expect(completenessOf({ ...sound(), idea: 'Yoga lessons at home' })).toBe(90);
  });

  test('it grows with each good note and each connection that makes sense, and begins at 0', () => {
    const { notes, connections, ...canvas } = sound();
    const grown = [
      completenessOf({ ...canvas, notes: [], connections: [] }),
      ...notes.map((_, n) => completenessOf({ ...canvas, notes: notes.slice(0, n + 1), connections: [] })),
      ...connections.map((_, n) =>
        completenessOf({ ...canvas, notes, connections: connections.slice(0, n + 1) }),
      ),
    ];
    expect(grown[0]).toBe(0);
    expect(grown.toSorted((a, b) => a - b)).toEqual(grown);
    expect(grown.at(-1)).toBe(100);
  });

  test('one side of a market may use it free', () => {
    const canvas = sound();
    const free = canvas.connections.filter(
      ({ from, to }) => from !== 'revenue-streams-1' || to !== 'customer-segments-1',
    );
    expect(completenessOf({ ...canvas, connections: free })).toBeGreaterThanOrEqual(98);
  });

  test('the order of the notes and the direction of connections do not matter', () => {
    const canvas = sound();
    const connections = canvas.connections.map(({ from, to }) => ({ from: to, to: from }));
    expect(completenessOf({ ...canvas, notes: canvas.notes.toReversed(), connections })).toBe(100);
  });
});

describe('words that say nothing', () => {
  const adjectives = ['great', 'best', 'super', 'premium', 'quality', 'better'];
  const nouns = ['product', 'service', 'business', 'value', 'customer', 'market', 'success', 'model', 'idea'];
  const GAMES: Record<string, CheckedCanvas> = {
    'the same empty words everywhere': filledWith(() => 'good innovative solution'),
    'empty words mixed anew': filledWith(
      (block, n) => `${pick(adjectives, n)} ${pick(nouns, BLOCKS.indexOf(block))} for ${pick(nouns, n + 3)}`,
    ),
    'empty words with one of the idea': filledWith(
      (block, n) => `${pick(adjectives, n)} bread ${pick(nouns, BLOCKS.indexOf(block))}`,
    ),
    'one good note copied': filledWith(() => 'Bicycle delivery to the office door'),
    'one good note copied with numbers': filledWith(
      (block, n) => `Bicycle delivery to office door ${BLOCKS.indexOf(block) * 6 + n}`,
    ),
    'one good note in another order': filledWith((_, n) =>
      pick(
        ['bicycle delivery office door', 'door of office, delivery bicycle', 'office bicycle door delivery'],
        n,
      ),
    ),
    'letters in a row': filledWith((_, n) => pick(['asdf asdf asdf', 'qwer asdf zxcv', 'hjkl fghj dfgh'], n)),
    'any letters': filledWith((block, n) => mash(BLOCKS.indexOf(block) * 6 + n + 1, ALPHABET)),
    'letters under the fingers': filledWith((block, n) =>
      mash(BLOCKS.indexOf(block) * 6 + n + 1, 'asdfghjklasdfjklqwerui'),
    ),
    'one letter': filledWith(() => 'x'),
    'single letters': filledWith((_, n) => `${ALPHABET[n]} ${ALPHABET[n + 1]} ${ALPHABET[n + 2]}`),
    'repeated letters': filledWith((_, n) => `${'a'.repeat(n + 3)} bbbb cccc`),
    'repeated syllables': filledWith((_, n) => `lalala lololo ${'na'.repeat(n + 3)}`),
    'titles of the blocks': filledWith((block) => `The ${BLOCK_TEXT.en[block].title} of our business`),
    'titles of the blocks in Spanish': filledWith(
      (block) => `${BLOCK_TEXT.es[block].title} de nuestro negocio`,
      'es',
    ),
    'the idea in every note': filledWith(() => IDEA),
    'what is still to do': filledWith((_, n) =>
      pick(['todo write this note', 'tbd tbd tbd', 'lorem ipsum dolor'], n),
    ),
    'digits and signs': filledWith((_, n) => `${n}${n}${n} --- ??? ${n}`),
    'vague Spanish': filledWith(() => 'Una solución innovadora para todo el mundo', 'es'),
  };

  test.each(Object.entries(GAMES))('%s stay below 25', (_, canvas) => {
    expect(canvas.notes).toHaveLength(54);
    expect(completenessOf(canvas)).toBeLessThan(25);
  });

  test('connecting everything to everything is worth nothing between notes that say nothing', () => {
    const { notes, ...canvas } = filledWith(() => 'good innovative solution');
    expect(completenessOf({ ...canvas, notes })).toBe(0);
  });

  test('empty notes beside good ones take nothing away and bring nothing', () => {
    const good = sound();
    const some = { ...good, notes: good.notes.slice(0, 10) };
    const empty = filledWith((_, n) => `${pick(adjectives, n)} product`).notes.map((note) => ({
      ...note,
      id: `empty-${note.id}`,
    }));
    const notes = [...some.notes, ...empty];
    const connections = [...some.connections, ...everyConnection(empty)];
    expect(completenessOf({ ...some, notes, connections })).toBe(completenessOf(some));
  });

  test.each([
    'SaaS dashboards for B2B sales teams',
    'GPS trackers on HVAC vans',
    'Krzysztof bakery workshops',
    'Alquiler de bicicletas por horas',
    'Zumo de naranja exprimido en la plaza',
    'Pizza and jazz evenings',
    'Hygiene workshops at highway hotels',
  ])('real words are no noise: %s', (text) => {
    const notes = [{ id: 'a', block: 'key-resources' as const, text }];
    expect(completenessOf({ idea: '', language: 'en', notes, connections: [] })).toBeGreaterThan(0);
  });
});

describe('speed', () => {
  test('300 notes with 400 connections take less than 8 ms', () => {
    const good = sound();
    const notes = Array.from({ length: 300 }, (_, n) => {
      const { block, text } = good.notes[n % 18]!;
      return { id: `n${n}`, block, text: `${text} ${mash(n + 1, 'aeiourstlnm').slice(0, 8)}` };
    });
    const connections = Array.from({ length: 400 }, (_, n) => ({
      from: `n${n % 300}`,
      to: `n${(n * 7) % 300}`,
    }));
    const times = Array.from({ length: 60 }, () => {
      const start = performance.now();
      completenessOf({ ...good, notes, connections });
      return performance.now() - start;
    });
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(8);
  });
});
