import { describe, expect, test } from '@jest/globals';
import { Suggestion } from '@aibmc/common/canvas/suggestion';
import { idOf, type Read, readAnswer } from './support/read-answer.ts';

function read(
  changes: unknown[],
  input: Parameters<typeof readAnswer>[2] = {},
): Read & { suggestions: Suggestion[] } {
  const result = readAnswer('improve', [JSON.stringify({ changes })], input);
  const suggestions = result.events.flatMap((event) =>
    event.name === 'suggestion' ? [Suggestion.parse(event.data)] : [],
  );
  return { ...result, suggestions };
}

const blank = { block: 'channels', text: '', connectsTo: [], assumption: false, why: 'Clearer.' };
const reword = (key: string, text: string): object => ({ ...blank, do: 'reword', key, text });

describe('changes', () => {
  test('are suggestions with why', () => {
    const { suggestions, complete, usable } = read([
      { ...reword('n3', 'Yearly fee of 200 EUR an office'), assumption: true },
      { ...blank, do: 'connect', key: 'n3', connectsTo: ['n2', 'n1'] },
      { ...blank, do: 'disconnect', key: 'n2', connectsTo: ['n1'] },
      { ...blank, do: 'remove', key: 'n1' },
      { ...blank, do: 'add', key: 'a1', text: 'Flyers at bicycle racks', connectsTo: ['n2'] },
    ]);
    expect(suggestions.map(({ change }) => change)).toMatchObject([
      {
        type: 'note.set',
        noteId: idOf('n3'),
        set: { text: 'Yearly fee of 200 EUR an office', assumption: true },
      },
      { type: 'connection.add', connection: { from: idOf('n3'), to: idOf('n2') } },
      { type: 'connection.add', connection: { from: idOf('n3'), to: idOf('n1') } },
      { type: 'connection.remove', connectionId: idOf('n1>n2') },
      { type: 'note.remove', noteId: idOf('n1') },
      { type: 'note.add', note: { block: 'channels', text: 'Flyers at bicycle racks' } },
      { type: 'connection.add', connection: { to: idOf('n2') } },
    ]);
    expect(suggestions.every(({ why }) => why === 'Clearer.')).toBe(true);
    expect({ complete, usable }).toEqual({ complete: true, usable: 5 });
    expect(new Set(suggestions.map(({ id }) => id)).size).toBe(7);
  });

  test('leave alone what nothing was found about, and connect it where that helps', () => {
    const { suggestions } = read(
      [
        reword('n1', 'Something else'),
        { ...blank, do: 'remove', key: 'n2' },
        { ...blank, do: 'connect', key: 'n1', connectsTo: ['n3'] },
        reword('n3', 'Yearly fee for each office'),
      ],
      { failing: new Set(['n3']) },
    );
    expect(suggestions.map(({ change }) => change)).toMatchObject([
      { type: 'connection.add', connection: { from: idOf('n3'), to: idOf('n1') } },
      { type: 'note.set', noteId: idOf('n3') },
    ]);
  });

  test('are one a note, and none that changes nothing', () => {
    const { suggestions, usable } = read([
      reword('n3', 'Monthly fee for each office'),
      reword('n3', 'Yearly fee for each office'),
      reword('n3', 'A third text'),
      { ...blank, do: 'remove', key: 'n3' },
      { ...blank, do: 'connect', key: 'n1', connectsTo: ['n2'] },
      { ...blank, do: 'disconnect', key: 'n1', connectsTo: ['n3', 'n77'] },
      {
        ...blank,
        do: 'add',
        key: 'a1',
        block: 'customer-segments',
        text: 'OFFICES in Granada with bicycles',
      },
    ]);
    expect(suggestions.map(({ change }) => change)).toMatchObject([
      { type: 'note.set', set: { text: 'Yearly fee for each office' } },
    ]);
    expect(usable).toBe(7);
  });

  test('of unknown notes, of blocks that do not connect and of unwanted texts are none', () => {
    const { suggestions } = read(
      [
        reword('n44', 'x y z'),
        reword('__proto__', 'x y z'),
        { ...blank, do: 'connect', key: 'n3', connectsTo: ['n3', 'constructor', 'n44'] },
        { ...blank, do: 'rename', key: 'n3', text: 'No such change' },
        { ...blank, do: 'add', key: 'a1', block: 'channels', text: 'Posters in lifts' },
        reword('n3', 'Pay what you want'),
      ],
      {
        avoid: [
          { block: 'channels', text: 'Posters in lifts' },
          { block: 'revenue-streams', text: 'pay what you want' },
        ],
      },
    );
    expect(suggestions).toEqual([]);
  });

  test('connect a note that is added with one that comes later, and have why cut at a word', () => {
    const { suggestions } = read([
      {
        ...blank,
        do: 'add',
        key: 'a1',
        block: 'cost-structure',
        text: 'Fuel for the van',
        connectsTo: ['a2'],
      },
      {
        ...blank,
        do: 'add',
        key: 'a2',
        block: 'key-resources',
        text: 'Electric van with tools',
        why: 'so '.repeat(300),
      },
    ]);
    const [cost, resource, link] = suggestions.map(({ change }) => change);
    expect(link).toMatchObject({
      connection: {
        from: cost?.type === 'note.add' && cost.note.id,
        to: resource?.type === 'note.add' && resource.note.id,
      },
    });
    expect(suggestions[1]?.why).toMatch(/^so so .* so…$/);
  });
});
