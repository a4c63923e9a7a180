import { describe, expect, test } from '@jest/globals';
import { Point, type Task } from '@aibmc/common/contract/generations';
import { readAnswer, idOf, type Read } from './support/read-answer.ts';

function read(
  task: Task,
  points: unknown[],
  input: Parameters<typeof readAnswer>[2] = {},
): Read & { points: Point[] } {
  const result = readAnswer(task, [JSON.stringify({ points })], input);
  return {
    ...result,
    points: result.events.flatMap((event) => (event.name === 'point' ? [Point.parse(event.data)] : [])),
  };
}

const FINDING = {
  lens: 'investor',
  title: 'Winter pays nobody',
  text: 'Offices pay monthly, but they call only when a bike breaks.',
  notes: ['n3', 'n2', 'n3', 'n99'],
  block: 'revenue-streams',
  proposals: [
    {
      key: 'p1',
      block: 'revenue-streams',
      text: 'Yearly contract with winter checks',
      connectsTo: ['n2', 'p2', 'n3'],
      assumption: false,
    },
    {
      key: 'p2',
      block: 'value-propositions',
      text: 'Winter check of 20 bicycles',
      connectsTo: ['n2'],
      assumption: true,
    },
  ],
};

describe('a point', () => {
  test('is tied to notes by their keys; keys that are not there are dropped', () => {
    const { points, usable, complete } = read('critique', [FINDING]);
    expect(points).toMatchObject([
      {
        kind: 'finding',
        lens: 'investor',
        title: FINDING.title,
        text: FINDING.text,
        block: 'revenue-streams',
        noteIds: [idOf('n3'), idOf('n2')],
      },
    ]);
    expect({ usable, complete }).toEqual({ usable: 1, complete: true });
  });

  test('brings its proposals as suggestions, connected with the canvas and each other, in the right direction', () => {
    const [point] = read('critique', [FINDING]).points;
    const changes = point?.suggestions.map(({ change }) => change) ?? [];
    const added = changes.flatMap((change) => (change.type === 'note.add' ? [change.note] : []));
    expect(added).toMatchObject([
      { block: 'revenue-streams', text: 'Yearly contract with winter checks' },
      { block: 'value-propositions', text: 'Winter check of 20 bicycles', assumption: true },
    ]);
    expect(added[0]).not.toHaveProperty('assumption');
    const [revenue, proposition] = added.map(({ id }) => id);
    // revenue to revenue connects nothing
    expect(
      changes.flatMap((change) => (change.type === 'connection.add' ? [change.connection] : [])),
    ).toMatchObject([
      { from: revenue, to: idOf('n2') },
      { from: proposition, to: idOf('n2') },
      { from: revenue, to: proposition },
    ]);
  });

  test('has the same ids when it is read again, and ids of its own', () => {
    const two = [FINDING, { ...FINDING, title: 'Another' }];
    const first = read('critique', two).points;
    expect(read('critique', two).points).toEqual(first);
    const ids = first.flatMap(({ id, suggestions }) => [id, ...suggestions.map((each) => each.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is given as soon as it is complete', () => {
    const text = JSON.stringify({ points: [FINDING, FINDING] });
    const cut = text.indexOf('},{"lens') + 1;
    const { events, complete } = readAnswer('critique', [text.slice(0, cut)]);
    expect(events).toHaveLength(1);
    expect(complete).toBe(false);
  });

  test('can propose a better text for a note of the canvas, by its key and block', () => {
    const proposals = [
      { key: 'n3', block: 'revenue-streams', text: 'Yearly fee for each office', connectsTo: ['n1'] },
      { key: 'n2', block: 'channels', text: 'Flyers at bicycle racks', connectsTo: ['n2'] },
    ];
    const [point] = read('tips', [{ ...FINDING, proposals }], { block: 'channels' }).points;
    expect(point?.block).toBe('channels');
    expect(point?.suggestions.map(({ change }) => change)).toMatchObject([
      { type: 'note.set', noteId: idOf('n3'), set: { text: 'Yearly fee for each office' } },
      { type: 'connection.add', connection: { from: idOf('n3'), to: idOf('n1') } },
      { type: 'note.add', note: { block: 'channels' } },
      { type: 'connection.add', connection: { to: idOf('n2') } },
    ]);
  });

  test('proposes nothing that is there, waits for a decision, or was rejected', () => {
    const texts = [
      'offices in granada with  bicycles.',
      'Gyms with bicycle racks',
      'Bicycle couriers in Granada',
    ];
    const proposals = texts.map((text, n) => ({
      key: `p${n}`,
      block: 'customer-segments',
      text,
      connectsTo: ['n1'],
    }));
    const [point] = read('what-if', [{ ...FINDING, proposals }], {
      avoid: [
        { block: 'customer-segments', text: 'gyms with bicycle racks' },
        { block: null, text: 'Bicycle couriers in Granada' },
      ],
    }).points;
    expect(point?.suggestions).toEqual([]);
  });

  test('has its lengths cut at a word, and is plain text', () => {
    const [point] = read('patterns', [
      {
        title: `**${'word '.repeat(60)}**`,
        text: `# Why\n\n\n\n${'<b>sense</b> \u202ereversed\u0007 '.repeat(80)}`,
        notes: [],
        proposals: [],
      },
    ]).points;
    expect(point?.title).toMatch(/^word .*word…$/);
    expect(point?.title.length).toBeLessThanOrEqual(120);
    expect(point?.text).toMatch(/^Why\n\n<b>sense<\/b> reversed <b>/);
    expect(point?.text.length).toBeLessThanOrEqual(800);
    expect(point?.kind).toBe('pattern');
  });

  test('is passed over without a title or a text, and given once', () => {
    const { points, usable } = read('what-if', [
      { ...FINDING, title: ' ' },
      { ...FINDING, text: '\u200b' },
      { ...FINDING, title: 7 },
      [FINDING],
      null,
      'text',
      FINDING,
      { ...FINDING, title: FINDING.title.toUpperCase() },
    ]);
    expect(points).toHaveLength(1);
    expect(usable).toBe(1);
  });

  test('does without what is of the wrong type', () => {
    const { points } = read('critique', [
      { ...FINDING, lens: 'astrologer', block: 'mood', notes: 'n3', proposals: { key: 'p1' } },
      {
        ...FINDING,
        title: 'Second',
        lens: 'Skeptic',
        notes: [null, {}, 'n3', 5],
        proposals: [null, 'x', []],
      },
      { ...FINDING, title: 'Third', lens: 'viability' },
    ]);
    expect(points[0]).toMatchObject({ noteIds: [], suggestions: [] });
    expect(points[0]).not.toHaveProperty('lens');
    expect(points[0]).not.toHaveProperty('block');
    expect(points[1]).toMatchObject({ lens: 'sceptic', noteIds: [idOf('n3')], suggestions: [] });
    expect(points[2]).not.toHaveProperty('lens');
  });

  test('and its proposals are limited in number', () => {
    const proposals = Array.from({ length: 40 }, (_, n) => ({
      key: `p${n}`,
      block: 'channels',
      text: `Channel ${n}`,
    }));
    const many = Array.from({ length: 60 }, (_, n) => ({ ...FINDING, title: `Title ${n}`, proposals }));
    const { points } = read('critique', many);
    expect(points).toHaveLength(24);
    expect(points[0]?.suggestions).toHaveLength(8);
  });
});

describe('a risk', () => {
  const risk = {
    lens: 'desirability',
    title: 'We believe that offices pay for repairs',
    text: 'If not, nobody pays.',
    notes: ['n2'],
    block: 'customer-segments',
    test: 'Offer 10 offices a paid month',
    metric: 'Offices that pay',
    threshold: 'at least 4 of 10 offices',
  };

  test('has a test, a metric and a threshold', () => {
    expect(read('risks', [risk]).points).toMatchObject([
      { kind: 'risk', lens: 'desirability', test: risk.test, metric: risk.metric, threshold: risk.threshold },
    ]);
  });

  test('is passed over without one of them, or with a threshold that is no number', () => {
    const { points, usable } = read('risks', [
      { ...risk, test: '' },
      { ...risk, metric: undefined },
      { ...risk, threshold: 'most of them' },
    ]);
    expect(points).toEqual([]);
    expect(usable).toBe(0);
  });

  test('alone has them', () => {
    expect(read('critique', [risk]).points[0]).not.toHaveProperty('test');
  });
});
