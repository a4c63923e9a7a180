import { describe, expect, test } from '@jest/globals';
import { newId } from '@aibmc/common/ids';
import { DraftReader, MOST_CONNECTIONS, MOST_NOTES } from '../src/domain/readers/draft-reader.ts';
import { ObjectScanner } from '../src/domain/readers/object-scanner.ts';

const OBJECTS = ['{"a":"x } ] \\" {"}', '{"b":[1,{"c":"\\\\"}]}', '{"d":"ñ \\u00e9 🚲"}'];
const ANSWER = `Sure!\n\`\`\`json\n{"title": "T", "notes" : [ ${OBJECTS.join(' , ')} ] , "more": [{"e":1}]}\n\`\`\``;

describe('ObjectScanner', () => {
  test('finds the same objects however the text is cut', () => {
    for (let size = 1; size <= ANSWER.length; size += 1) {
      const scanner = new ObjectScanner();
      const found: string[] = [];
      for (let at = 0; at < ANSWER.length; at += size)
        found.push(...scanner.push(ANSWER.slice(at, at + size)));
      expect(found).toEqual(OBJECTS);
      expect(scanner.complete).toBe(true);
    }
  });

  test('passes over thoughts, however they are cut', () => {
    const text = `<think>maybe [{"a":1}] then</think>[{"b":2}]`;
    for (let size = 1; size <= text.length; size += 1) {
      const scanner = new ObjectScanner();
      const found: string[] = [];
      for (let at = 0; at < text.length; at += size) found.push(...scanner.push(text.slice(at, at + size)));
      expect(found).toEqual(['{"b":2}']);
    }
  });

  test('gives an object with its last character and not later', () => {
    const scanner = new ObjectScanner();
    expect(scanner.push('{"notes":[{"a":1')).toEqual([]);
    expect(scanner.push('}')).toEqual(['{"a":1}']);
    expect(scanner.complete).toBe(false);
  });

  test('takes time in proportion to the text, and passes over an object without end', () => {
    const scanner = new ObjectScanner();
    scanner.push('[{"a":"');
    const started = performance.now();
    for (let n = 0; n < 400_000; n += 1) scanner.push('xxxxx');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(scanner.push('"},{"b":1}')).toEqual(['{"b":1}']);
  });
});

const note = (key: string, block: string, text: string, connectsTo: string[] = []): object => ({
  ...{ key, block, text, connectsTo },
});
const read = (notes: object[], existing = new Map<string, never>()): ReturnType<DraftReader['push']> => {
  const reader = new DraftReader({ generationId: newId(), notes: existing, block: null });
  return [...reader.push(JSON.stringify({ notes })), ...reader.end()];
};

describe('DraftReader', () => {
  test('tells the progress through the blocks around their notes', () => {
    const events = read([
      note('s1', 'customer-segments', 'Offices'),
      note('s2', 'customer-segments', 'Shops'),
      note('v1', 'value-propositions', 'Repairs', ['s1', 's2']),
    ]);
    expect(
      events.map(({ name, data }) => (name === 'progress' ? `${data.block} ${data.done}` : name)),
    ).toEqual([
      'customer-segments 0',
      'note',
      'note',
      'customer-segments 1',
      'value-propositions 1',
      'note',
      'connection',
      'connection',
      'value-propositions 2',
    ]);
  });

  test('connects in the direction in which blocks connect, once, also to a note that comes later', () => {
    const events = read([
      note('s', 'customer-segments', 'Offices', ['v', 'unknown', 's']),
      note('v', 'value-propositions', 'Repairs', ['s', 's']),
      note('c', 'cost-structure', 'Wages', ['s']),
    ]);
    const ids = events.flatMap((event) => (event.name === 'note' ? [event.data.id] : []));
    const connections = events.flatMap((event) => (event.name === 'connection' ? [event.data] : []));
    expect(connections).toMatchObject([{ from: ids[1], to: ids[0] }]);
  });

  test('does not add what is there already, and connects to it', () => {
    const there = { id: newId(), block: 'customer-segments' as const, text: 'Offices in Granada' };
    const reader = new DraftReader({
      generationId: newId(),
      notes: new Map([['canvas-1', there]]),
      block: null,
    });
    const events = reader.push(
      JSON.stringify({
        notes: [
          note('s', 'customer-segments', 'offices in granada '),
          note('v', 'value-propositions', 'Repairs', ['canvas-1']),
          note('r', 'revenue-streams', 'Fee', ['s']),
        ],
      }),
    );
    expect(events.filter(({ name }) => name === 'note')).toHaveLength(2);
    const connections = events.flatMap((event) => (event.name === 'connection' ? [event.data.to] : []));
    expect(connections).toEqual([there.id, there.id]);
  });

  test('of one block counts only notes of that block, with all that they connect to', () => {
    const there = { id: newId(), block: 'customer-segments' as const, text: 'Offices in Granada' };
    const reader = new DraftReader({
      ...{ generationId: newId(), notes: new Map([['n1', there]]), block: 'channels' },
    });
    const events = reader.push(
      JSON.stringify({
        notes: [
          note('s', 'customer-segments', 'Shops'),
          note('b1', 'channels', 'Flyers at racks', ['n1', 's']),
          note('n1', 'channels', 'Posters in lifts'),
        ],
      }),
    );
    expect([...events, ...reader.end()].map(({ name }) => name)).toEqual([
      ...['progress', 'note', 'connection', 'note', 'progress'],
    ]);
    expect(events[0]).toMatchObject({ data: { done: 0, total: 1 } });
    expect(reader.usable).toBe(2);
  });

  test('marks assumptions, and does not bring again what people have not asked for', () => {
    const reader = new DraftReader({
      ...{ generationId: newId(), notes: new Map(), block: null },
      avoid: [{ block: null, text: 'Free coffee.' }],
    });
    const given = [
      { ...note('a', 'channels', 'Free  coffee'), assumption: false },
      { ...note('b', 'channels', '**Posters** in 40 \u202elifts'), assumption: true },
      { ...note('c', 'channels', 'Flyers'), assumption: 'yes' },
      { ...note('d', 'channels', '…') },
    ];
    const events = reader.push(JSON.stringify({ notes: given })).filter(({ name }) => name === 'note');
    expect(events).toHaveLength(2);
    expect(events).toMatchObject([
      { data: { text: 'Posters in 40 lifts', assumption: true } },
      { data: { text: 'Flyers' } },
    ]);
    expect(events[1]?.data).not.toHaveProperty('assumption');
  });

  test('that is cut off does not say that its last block is done', () => {
    const reader = new DraftReader({ generationId: newId(), notes: new Map(), block: null });
    const text = JSON.stringify({ notes: [note('s', 'customer-segments', 'Offices')] });
    expect(reader.push(text.slice(0, -2)).map(({ name }) => name)).toEqual(['progress', 'note']);
    expect(reader.end()).toEqual([]);
    expect(reader.complete).toBe(false);
    expect(reader.usable).toBe(1);
  });

  test('stops at its limits', () => {
    const segments = Array.from({ length: 20 }, (_, n) => note(`s${n}`, 'customer-segments', `Segment ${n}`));
    const keys = segments.map((_, n) => `s${n}`);
    const propositions = Array.from({ length: 80 }, (_, n) =>
      note(`v${n}`, 'value-propositions', `Proposition ${n}`, keys),
    );
    const events = read([...segments, ...propositions]);
    expect(events.filter(({ name }) => name === 'note')).toHaveLength(MOST_NOTES);
    expect(events.filter(({ name }) => name === 'connection')).toHaveLength(MOST_CONNECTIONS);
  });
});
