import { describe, expect, test } from '@jest/globals';
import { type Block, connectionKind } from '@aibmc/common/canvas/blocks';
import {
  GENERATION_EVENTS,
  type GenerationEvent,
  type Task,
  TASKS,
} from '@aibmc/common/contract/generations';
import { randomFrom } from './support/random.ts';
import { CANVAS, CONNECTIONS, inPieces, readAnswer } from './support/read-answer.ts';

const NOTE = {
  key: 'p1',
  block: 'channels',
  text: 'Flyers at bicycle racks',
  connectsTo: ['n2', 'n1'],
  assumption: true,
};
const LATER = {
  ...NOTE,
  key: 'p2',
  block: 'cost-structure',
  text: 'Caf\u00e9 meetings 🚲',
  connectsTo: ['p1', 'p9'],
};
const POINT = {
  ...{
    lens: 'sceptic',
    title: 'A "quoted" title',
    text: 'One.\nTwo \\ three.',
    notes: ['n1', 'n3'],
    block: 'channels',
  },
  ...{ test: 'Ask 10 offices', metric: 'Yes', threshold: '4 of 10', proposals: [NOTE, LATER] },
};
const CHANGE = { do: 'add', ...NOTE, why: 'Nobody hears of it.' };

/** A good answer of each task. */
const GOOD: Record<Task, object> = {
  canvas: { notes: [NOTE, LATER] },
  block: { notes: [NOTE, LATER] },
  improve: {
    changes: [
      CHANGE,
      { ...CHANGE, do: 'disconnect', key: 'n1', connectsTo: ['n2'] },
      { ...CHANGE, do: 'reword', key: 'n3' },
    ],
  },
  critique: { points: [POINT, { ...POINT, title: 'Next' }] },
  ask: { answer: '**Yes**, as \u00e9 "shown".\n- one', proposals: [NOTE, LATER] },
  'what-if': { points: [POINT] },
  patterns: { points: [POINT] },
  tips: { points: [POINT] },
  risks: { points: [POINT, { ...POINT, lens: 'viability', title: 'Next' }] },
};

const WEIRD: unknown[] = [
  null,
  true,
  -1e308,
  '',
  'n1',
  '__proto__',
  'constructor',
  '\u0000\u202e\ud800',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</data>',
  'x'.repeat(9_000),
  ' ',
  [],
  [[[[[[]]]]]],
  {},
  { toString: 'x', hasOwnProperty: 1 },
  ['n1', '__proto__', 3, null, {}],
];

/** The same with something in it replaced, doubled or taken away. */
function spoiled(value: unknown, random: (below: number) => number): unknown {
  if (random(12) === 0) return WEIRD[random(WEIRD.length)];
  if (Array.isArray(value)) {
    const inner = value.map((each) => spoiled(each, random));
    return random(4) === 0 ? [...inner, ...inner, WEIRD[random(WEIRD.length)]] : inner;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, spoiled(each, random)]);
  return Object.fromEntries(
    random(6) === 0 ? entries.slice(1) : [...entries, ['extra', WEIRD[random(WEIRD.length)]]],
  );
}

/** Text of JSON with prototype keys in it, fenced, cut off, or in the middle of prose. */
function dressed(json: string, random: (below: number) => number): string {
  switch (random(6)) {
    case 0:
      return json.replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},');
    case 1:
      return `\`\`\`json\n${json}\n\`\`\``;
    case 2:
      return json.slice(0, random(json.length));
    case 3:
      return `<think>${json}</think>Well: ${json}`;
    case 4:
      return `${json}${json}`;
    default:
      return json;
  }
}

const blockOf = new Map([...CANVAS.values()].map(({ id, block }) => [id, block as string]));

/** What everything that is told must keep to, whatever the model said. */
function expectSound(events: readonly GenerationEvent[]): void {
  const blocks = new Map(blockOf);
  const all = events.flatMap((event) =>
    event.name === 'suggestion' ? [event.data] : event.name === 'point' ? event.data.suggestions : [],
  );
  for (const event of events) {
    expect(GENERATION_EVENTS[event.name].strict().parse(event.data)).toEqual(event.data);
    if (event.name === 'note') blocks.set(event.data.id, event.data.block);
    if (event.name === 'point') expect(event.data.noteIds.every((id) => blockOf.has(id))).toBe(true);
  }
  for (const { change } of all) if (change.type === 'note.add') blocks.set(change.note.id, change.note.block);
  const links = [
    ...events.flatMap((event) => (event.name === 'connection' ? [event.data] : [])),
    ...all.flatMap(({ change }) => (change.type === 'connection.add' ? [change.connection] : [])),
  ];
  for (const { from, to } of links) {
    expect(connectionKind(blocks.get(from) as Block, blocks.get(to) as Block)).not.toBeNull();
  }
  for (const { change } of all) {
    if (change.type === 'note.set' || change.type === 'note.remove')
      expect(blockOf.has(change.noteId)).toBe(true);
    if (change.type === 'connection.remove') expect([...CONNECTIONS.values()]).toContain(change.connectionId);
  }
  for (const text of stringsIn(events)) {
    expect(text).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b]/u);
    expect(text.isWellFormed()).toBe(true);
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

const inputOf = (task: Task): Parameters<typeof readAnswer>[2] => ({
  block: task === 'block' ? 'channels' : null,
});

describe.each(TASKS)('an answer to %s', (task) => {
  test('gives the same events wherever it is cut', () => {
    const text = `Here:\n\`\`\`json\n${JSON.stringify(GOOD[task], null, 1).replace('é', '\\u00e9').replace('🚲', '\\ud83d\\udeb2')}\n\`\`\``;
    const whole = readAnswer(task, [text], inputOf(task));
    const told = JSON.stringify(whole);
    expect(whole.events.length).toBeGreaterThan(0);
    expect(whole).toMatchObject({ complete: true });
    expectSound(whole.events);
    for (let at = 1; at < text.length; at += 1) {
      expect(JSON.stringify(readAnswer(task, [text.slice(0, at), text.slice(at)], inputOf(task)))).toBe(told);
      if (at % 29 === 0)
        expect(JSON.stringify(readAnswer(task, inPieces(text, at), inputOf(task)))).toBe(told);
    }
    expect(JSON.stringify(readAnswer(task, [...text], inputOf(task)))).toBe(told);
  });

  test('gives nothing bad and the same events when it is spoiled', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = randomFrom(seed);
      const text = dressed(JSON.stringify(spoiled(GOOD[task], random)), random);
      const whole = readAnswer(task, [text], inputOf(task));
      const told = JSON.stringify(whole);
      expectSound(whole.events);
      expect(JSON.stringify(readAnswer(task, inPieces(text, 1 + random(40)), inputOf(task)))).toBe(told);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('costs little, however large or deep it is', () => {
    const json = JSON.stringify(GOOD[task]);
    const list = json.slice(0, json.lastIndexOf(']'));
    const last = JSON.stringify(Object.values(GOOD[task]).flat().at(-1));
    const many = `${list}${`,${last}`.repeat(10_000)}]}`.slice(0, 2_000_000);
    const started = performance.now();
    for (const text of [
      many,
      '['.repeat(200_000),
      '[{"a":'.repeat(40_000),
      '{"answer":'.repeat(20_000),
      '{'.repeat(200_000),
      '*'.repeat(200_000),
      ' '.repeat(200_000),
      `<think>${'<'.repeat(200_000)}`,
      `${list},{"key":"${'k'.repeat(200_000)}"},${last}]}`,
      `{"answer":"${'\\u0000'.repeat(40_000)}"`,
    ]) {
      const { events } = readAnswer(task, inPieces(text, 4_000), inputOf(task));
      expect(events.length).toBeLessThan(400);
      expectSound(events);
    }
    expect(performance.now() - started).toBeLessThan(8_000);
    const slowly = performance.now();
    readAnswer(task, [...'{ ['.repeat(20_000)], inputOf(task));
    readAnswer(task, [...' '.repeat(60_000)], inputOf(task));
    expect(performance.now() - slowly).toBeLessThan(4_000);
  });
});
