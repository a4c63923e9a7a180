import { describe, expect, test } from '@jest/globals';
import { MODEL_TASKS } from '../src/domain/model-tasks.ts';
import { MOST_ANSWER } from '../src/domain/readers/ask-reader.ts';
import { CANVAS, GENERATION, idOf, inPieces, readAnswer } from './support/read-answer.ts';

const textOf = (...pieces: string[]): string =>
  readAnswer('ask', pieces)
    .events.flatMap((event) => (event.name === 'text' ? [event.data.text] : []))
    .join('|');

const PROPOSAL = {
  key: 'p1',
  block: 'channels',
  text: 'Flyers at bicycle racks',
  connectsTo: ['n2'],
  assumption: false,
};

describe('an answer', () => {
  test('is told while it grows, then what it proposes', () => {
    const reader = MODEL_TASKS.ask.createReader({ generationId: GENERATION, notes: CANVAS, block: null });
    expect(reader.push('{"answer":"Offices pay ')).toEqual([{ name: 'text', data: { text: 'Offices pay' } }]);
    expect(reader.push('because bicycles bre')).toEqual([
      { name: 'text', data: { text: ' because bicycles' } },
    ]);
    expect(reader.push('ak.","proposals":[')).toEqual([{ name: 'text', data: { text: ' break.' } }]);
    const suggested = reader.push(`${JSON.stringify(PROPOSAL)}]}`);
    expect(suggested.map(({ name }) => name)).toEqual(['suggestion', 'suggestion']);
    expect(suggested).toMatchObject([
      { data: { change: { type: 'note.add', note: { text: PROPOSAL.text } } } },
      { data: { change: { connection: { to: idOf('n2') } } } },
    ]);
    expect(reader.end()).toEqual([]);
    expect(reader.complete).toBe(true);
    expect(reader.usable).toBe(3);
  });

  test('has its escapes read wherever they are cut', () => {
    const answer = 'Caf\u00e9 "Sol" \\ 🚲 costs 3\u202f€\nand a\ttab / end';
    const escaped = JSON.stringify({ answer, proposals: [] })
      .replace('é', '\\u00e9')
      .replace('🚲', '\\ud83d\\uDEB2')
      .replace('/', '\\/');
    for (let size = 1; size <= escaped.length; size += 1) {
      expect(textOf(...inPieces(escaped, size))).toBe('Café "Sol" \\ 🚲 costs 3 €\nand a tab / end');
    }
  });

  test('has wrong escapes and halves of characters dropped', () => {
    expect(textOf('{"answer":"a \\ud83d b \\u12 c \\x d \\u0007e \\udead"}')).toBe('a b c x d e');
  });

  test.each([
    ['**Bold** and *light*, _this_ and __that__.', 'Bold and light, this and that.'],
    ['# Title\n\n\n\nText\n* one\n* two\n- three', 'Title\n\nText\n- one\n- two\n- three'],
    ['```json\nplain\n```\nend', 'plain\nend'],
    ['Use `n1` for ~~this~~ 5 * 3 = 15', 'Use n1 for this 5 * 3 = 15'],
    ['> quoted\n  indented', 'quoted\nindented'],
    ['snake_case and price_2*', 'snake_case and price_2'],
    ['<b>bold</b> [link](https://example.org)', '<b>bold</b> [link](https://example.org)'],
    ['\u202eright\u200b to left\u2066', 'right to left'],
  ])('is plain text: %j', (markdown, plain) => {
    const text = JSON.stringify({ answer: markdown, proposals: [] });
    for (let size = 1; size <= text.length; size += 3) expect(textOf(...inPieces(text, size))).toBe(plain);
    // prose without JSON too
    for (let size = 1; size <= markdown.length; size += 3)
      expect(textOf(...inPieces(markdown, size))).toBe(plain);
  });

  test('is also read where it is fenced, comes behind prose or thoughts, or the other way round', () => {
    const json = JSON.stringify({ answer: 'Because of rain.', proposals: [PROPOSAL] });
    for (const text of [
      json,
      `\n\n${json}\n`,
      `\`\`\`json\n${json}\n\`\`\``,
      `Here is the answer:\n\`\`\`\n${json}\n\`\`\`\nI hope it helps!`,
      `<think>{"answer":"a guess"} hm</think>\n${json}`,
      JSON.stringify({ proposals: [PROPOSAL], answer: 'Because of rain.' }),
      JSON.stringify({
        language: 'en',
        note: 'x'.repeat(500),
        answer: 'Because of rain.',
        proposals: [PROPOSAL],
      }),
    ]) {
      for (let size = 1; size <= text.length; size += 7) {
        const { events, complete, usable } = readAnswer('ask', inPieces(text, size));
        expect(events.filter(({ name }) => name === 'text')).toEqual([
          { name: 'text', data: { text: 'Because of rain.' } },
        ]);
        expect(events.filter(({ name }) => name === 'suggestion')).toHaveLength(2);
        expect({ complete, usable }).toEqual({ complete: true, usable: 3 });
      }
    }
  });

  test('without JSON is prose, short or long', () => {
    const long = 'Offices {those with racks} pay because bicycles break and nobody has time. '
      .repeat(20)
      .trim();
    for (const text of ['Yes.', 'No', long]) {
      for (let size = 1; size <= text.length; size += 5) {
        const { events, usable } = readAnswer('ask', inPieces(text, size));
        expect(events).toEqual([{ name: 'text', data: { text } }]);
        expect(usable).toBe(1);
      }
    }
    expect(readAnswer('ask', [long]).complete).toBe(true);
    expect(readAnswer('ask', [long.slice(0, -10)]).complete).toBe(false);
  });

  test('in prose does not show JSON that comes after it', () => {
    const prose = 'A long answer without any structure that goes on and on for a while. '.repeat(5).trim();
    const text = `${prose}\n\`\`\`json\n{"proposals": [${JSON.stringify(PROPOSAL)}]}\n\`\`\``;
    for (let size = 1; size <= text.length; size += 11) {
      const { events } = readAnswer('ask', inPieces(text, size));
      expect(events[0]).toEqual({ name: 'text', data: { text: prose } });
      expect(events.slice(1).map(({ name }) => name)).toEqual(['suggestion', 'suggestion']);
    }
  });

  test('that is cut off keeps what came', () => {
    const { events, complete, usable } = readAnswer('ask', ['{"answer":"Offices pay beca']);
    expect(events).toEqual([{ name: 'text', data: { text: 'Offices pay beca' } }]);
    expect({ complete, usable }).toEqual({ complete: false, usable: 1 });
    expect(readAnswer('ask', ['{"answer":"Yes.","proposals":[{"key":']).complete).toBe(false);
    expect(readAnswer('ask', ['{"answer":"Yes."']).complete).toBe(false);
  });

  test('with nothing in it is of no use', () => {
    for (const text of [
      '',
      ' \n',
      '{"answer":""}',
      '{"answer":"\\u200b ** "}',
      '{"reply":"x"}',
      '{"answer":7}',
      '<think>x',
    ]) {
      expect(readAnswer('ask', [text])).toMatchObject({ events: [], usable: 0 });
    }
  });

  test('is bounded', () => {
    for (const word of ['word ', 'x', '🚲']) {
      const text = textOf(JSON.stringify({ answer: word.repeat(20_000), proposals: [] }));
      expect(text.length).toBeLessThanOrEqual(MOST_ANSWER);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/…$/);
    }
    const proposals = Array.from({ length: 500 }, (_, n) => ({
      ...PROPOSAL,
      key: `p${n}`,
      text: `Channel ${n}`,
      connectsTo: [],
    }));
    const { events } = readAnswer('ask', [JSON.stringify({ answer: 'Yes.', proposals })]);
    expect(events.filter(({ name }) => name === 'suggestion')).toHaveLength(8);
  });
});
