import { describe, expect, test } from '@jest/globals';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { COLOURS, type Note } from '@aibmc/common/canvas/note';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { acceptEdits, rejectEdits } from '@aibmc/common/canvas/suggestions';
import { type Inverse, inverseOf, takeBack } from '@aibmc/common/canvas/undo';

let count = 0;
const newId = (): string => `id-${count++}`;

const note = (id: string, block: Block, text: string, more: Partial<Note> = {}): Note => {
  return { id, block, text, order: `a${id}`, origin: 'human', author: 'ana', ...more };
};

function suggestion(id: string, change: Suggestion['change']): Suggestion {
  return { id, generationId: 'draft', change, why: 'It is missing' };
}

const STATE: CanvasState = {
  title: 'Bread',
  idea: 'By bike',
  language: 'en',
  suggestions: new Map(
    [
      suggestion('stall', { type: 'note.add', note: { id: 'stall', block: 'channels', text: 'Stall' } }),
      suggestion('along', { type: 'connection.add', connection: { id: 'l8', from: 'stall', to: 'office' } }),
      suggestion('better', {
        type: 'note.set',
        noteId: 'door',
        set: { text: 'Front door', assumption: true },
      }),
      suggestion('less', { type: 'note.remove', noteId: 'office' }),
    ].map((made) => [made.id, made]),
  ),
  notes: new Map(
    [
      note('office', 'customer-segments', 'Offices', { colour: 'blue' }),
      note('door', 'channels', 'Door', { details: 'At nine', origin: 'ai' }),
      note('bread', 'value-propositions', 'Fresh bread'),
    ].map((made) => [made.id, made]),
  ),
  connections: new Map([
    ['l1', { id: 'l1', from: 'door', to: 'office' }],
    ['l2', { id: 'l2', from: 'bread', to: 'office' }],
  ]),
};

const act = (state: CanvasState, edits: readonly Edit[], author = 'ana'): CanvasState =>
  edits.reduce((now, edit) => applyEdit(now, edit, { author, origin: 'human' }), state);

const set = (noteId: string, change: Extract<Edit, { type: 'note.set' }>['set']): Edit => {
  return { id: newId(), type: 'note.set', noteId, set: change };
};
const remove = (noteId: string): Edit => ({ id: newId(), type: 'note.remove', noteId });

const LESS: Suggestion['change'] = { type: 'note.remove', noteId: 'bread' };

/** A canvas as values that compare, whoever wrote its notes and in whatever order they are kept. */
function plain({ notes, connections, suggestions, ...settings }: CanvasState) {
  const sorted = <T extends { id: string }>(entries: Iterable<T>): T[] =>
    [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...settings,
    notes: sorted([...notes.values()].map((entry) => ({ ...entry, author: '' }))),
    connections: sorted(connections.values()),
    suggestions: sorted(suggestions.values()),
  };
}

/** What is there after an act of Ana, something else by Ben, and Ana's undo; with whether the undo was whole. */
function undone(edits: Edit[], others: Edit[] = []) {
  const inverse = inverseOf(STATE, edits);
  const now = act(act(STATE, edits), others, 'ben');
  const { edits: back, isWhole } = takeBack(now, inverse, newId);
  return { state: act(now, back), back, isWhole };
}

describe('undo of one act', () => {
  test.each<[string, Edit[]]>([
    [
      'an added note',
      [{ id: 'e', type: 'note.add', note: { id: 'new', block: 'channels', text: 'Stall', order: 'b' } }],
    ],
    [
      'a note added without a place',
      [{ id: 'e', type: 'note.add', note: { id: 'new', block: 'channels', text: 'S' } }],
    ],
    ['a removed note with its connections', [remove('office')]],
    ['a removed note of the AI', [remove('door')]],
    ['a text, written twice', [set('door', { text: 'Front door' }), set('door', { text: 'Back door' })]],
    [
      'a colour that was given and one that was taken',
      [set('door', { colour: 'pink' }), set('office', { colour: null })],
    ],
    ['details that were taken', [set('door', { details: null })]],
    ['a mark as an assumption', [set('door', { assumption: true }), set('door', { text: 'Front door' })]],
    ['a suggestion that was made', [{ id: 'e', type: 'suggestion.add', suggestion: suggestion('s', LESS) }]],
    ['an acceptance', acceptEdits(STATE, ['less'], newId)],
    ['an acceptance with a connection', acceptEdits(STATE, ['stall'], newId)],
    [
      'an acceptance of several with texts of one’s own',
      acceptEdits(STATE, ['stall', 'better'], newId, new Map([['stall', 'Market stall']])),
    ],
    ['a rejection with a connection', rejectEdits(STATE, ['stall', 'better'], newId)],
    [
      'a move that costs a connection',
      [
        { id: 'e', type: 'connection.remove', connectionId: 'l1' },
        set('door', { block: 'key-partners', order: 'c' }),
      ],
    ],
    ['a new order', [set('door', { order: 'zz' })]],
    [
      'a new connection',
      [{ id: 'e', type: 'connection.add', connection: { id: 'l3', from: 'door', to: 'bread' } }],
    ],
    ['title and idea', [{ id: 'e', type: 'canvas.set', set: { title: 'Rolls', idea: '' } }]],
    [
      'an added note that was connected at once',
      [
        { id: 'e', type: 'note.add', note: { id: 'new', block: 'channels', text: 'Stall', order: 'b' } },
        { id: 'f', type: 'connection.add', connection: { id: 'l3', from: 'new', to: 'office' } },
      ],
    ],
    [
      'what changes nothing',
      [set('nowhere', { text: 'x' }), remove('nowhere'), set('door', { text: 'Door' })],
    ],
  ])('takes back %s', (_, edits) => {
    const { state, isWhole } = undone(edits);
    expect(plain(state)).toEqual(plain(STATE));
    expect(isWhole).toBe(true);
  });

  test('puts back only the properties that nobody else has set since', () => {
    const { state, isWhole } = undone(
      [set('door', { text: 'Front door', colour: 'pink' })],
      [set('door', { text: 'Ben’s door' })],
    );
    expect(state.notes.get('door')).toMatchObject({ text: 'Ben’s door', colour: undefined });
    expect(isWhole).toBe(false);
  });

  test('does not remove a note that somebody else has changed or connected since', () => {
    const added: Edit = {
      id: 'e',
      type: 'note.add',
      note: { id: 'new', block: 'channels', text: 'Stall', order: 'b' },
    };
    const link: Edit = {
      id: 'f',
      type: 'connection.add',
      connection: { id: 'l9', from: 'new', to: 'office' },
    };
    for (const other of [set('new', { text: 'Ben’s stall' }), set('new', { order: 'c' }), link]) {
      const { state, back, isWhole } = undone([added], [other]);
      expect(back).toEqual([]);
      expect(isWhole).toBe(false);
      expect(state.notes.has('new')).toBe(true);
    }
  });

  test('brings a removed note back without the connections whose other end is gone', () => {
    const { state, isWhole } = undone([remove('office')], [remove('door')]);
    expect([...state.connections.keys()]).toEqual(['l2']);
    expect(isWhole).toBe(false);
  });

  test('does not touch what somebody else has brought back or taken away', () => {
    const again: Edit = {
      id: 'e',
      type: 'note.add',
      note: { id: 'office', block: 'channels', text: 'Ben’s', order: 'x' },
    };
    expect(undone([remove('office')], [again]).back).toEqual([]);
    expect(undone([set('door', { text: 'Front door' })], [remove('door')]).back).toEqual([]);
    expect(undone([remove('l1')], []).back).toEqual([]);
  });

  test('of an acceptance brings the suggestion back and takes the note away, with its connections', () => {
    const accepting = acceptEdits(STATE, ['stall'], newId);
    const accepted = act(STATE, accepting);
    expect(accepted.notes.get('stall')).toMatchObject({ origin: 'ai' });
    expect([...accepted.suggestions.keys()]).toEqual(['better', 'less']);
    expect(accepted.connections.has('l8')).toBe(true);
    const { state } = undone(accepting);
    expect([state.notes.has('stall'), state.connections.has('l8')]).toEqual([false, false]);
    expect(state.suggestions.get('stall')).toEqual(STATE.suggestions.get('stall'));
    expect(state.suggestions.get('along')).toEqual(STATE.suggestions.get('along'));
  });

  test('of an acceptance leaves a note that somebody else has changed since', () => {
    const { state, isWhole } = undone(acceptEdits(STATE, ['stall'], newId), [
      set('stall', { text: 'Ben’s stall' }),
    ]);
    expect(isWhole).toBe(false);
    expect(state.notes.get('stall')?.text).toBe('Ben’s stall');
  });

  test('does not make a suggestion twice, nor end one that somebody else has ended', () => {
    const rejecting = rejectEdits(STATE, ['better'], newId);
    const again = { ...suggestion('better', LESS), why: 'Ben’s' };
    const { back, isWhole } = undone(rejecting, [{ id: 'e', type: 'suggestion.add', suggestion: again }]);
    expect([back, isWhole]).toEqual([[], false]);
    const made: Edit = { id: 'f', type: 'suggestion.add', suggestion: suggestion('s', LESS) };
    const ended: Edit = { id: 'g', type: 'suggestion.remove', suggestionId: 's', as: 'rejected' };
    expect(undone([made], [ended]).back).toEqual([]);
  });

  test('leaves a note where somebody else has put it', () => {
    const move = set('door', { block: 'key-resources', order: 'c' });
    const { back, isWhole } = undone([move], [set('door', { order: 'd' })]);
    expect(back).toEqual([]);
    expect(isWhole).toBe(false);
  });

  test('does not move a note back to where a connection of somebody else would have no meaning', () => {
    const move = set('bread', { block: 'key-partners', order: 'c' });
    const link: Edit = {
      id: 'f',
      type: 'connection.add',
      connection: { id: 'l9', from: 'bread', to: 'res' },
    };
    const resource: Edit = {
      id: 'g',
      type: 'note.add',
      note: { id: 'res', block: 'key-resources', text: 'Oven', order: 'a' },
    };
    expect(undone([move], [resource, link]).back).toEqual([]);
    expect(undone([move], [resource]).back).toHaveLength(1);
  });
});

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** An act as people do it on the canvas as it is. */
function randomAct(state: CanvasState, random: (below: number) => number): Edit[] {
  const pick = <T>(entries: readonly T[]): T | undefined => entries[random(entries.length || 1)];
  const someNote = pick([...state.notes.values()]);
  const block = BLOCKS[random(BLOCKS.length)] as Block;
  const id = newId();
  const text = `text ${id}`;
  // A place that nobody has had before.
  const order = `${orderAtEnd(state.notes.values(), block)}${count}1`;
  if (random(5) === 0) return randomSuggesting(state, random);
  if (!someNote || random(4) === 0) {
    return [{ id, type: 'note.add', note: { id: newId(), block, text, order } }];
  }
  const noteId = someNote.id;
  switch (random(8)) {
    case 0:
      return [{ id, type: 'note.remove', noteId }];
    case 1:
    case 2:
      return [{ id, type: 'note.set', noteId, set: { text } }];
    case 3:
      return [
        { id, type: 'note.set', noteId, set: { colour: pick([...COLOURS, null]) ?? null, details: text } },
      ];
    case 4: {
      const others = [...state.connections.values()].filter(
        ({ from, to }) => from === noteId || to === noteId,
      );
      return [
        ...others.map((link): Edit => ({ id: newId(), type: 'connection.remove', connectionId: link.id })),
        { id, type: 'note.set', noteId, set: { block, order } },
      ];
    }
    case 5: {
      const link = pick([...state.connections.values()]);
      return link ? [{ id, type: 'connection.remove', connectionId: link.id }] : [];
    }
    case 6:
      return [{ id, type: 'canvas.set', set: { title: text } }];
    default: {
      const other = pick([...state.notes.values()])?.id ?? noteId;
      return [{ id, type: 'connection.add', connection: { id: newId(), from: noteId, to: other } }];
    }
  }
}

/** Something is suggested, or accepted with a text and a place that nobody has had before, or rejected. */
function randomSuggesting(state: CanvasState, random: (below: number) => number): Edit[] {
  const chosen = [...state.suggestions.keys()].filter(() => random(3) === 0);
  const text = `text ${newId()}`;
  if (chosen.length > 0 && random(3) === 0) return rejectEdits(state, chosen, newId);
  if (chosen.length > 0) {
    const texts = new Map(chosen.map((id) => [id, `${text} ${id}`]));
    return acceptEdits(state, chosen, newId, texts).map((edit) =>
      edit.type === 'note.add' ? { ...edit, note: { ...edit.note, order: `a${count++}1` } } : edit,
    );
  }
  const notes = [...state.notes.keys()];
  const noteId = notes[random(notes.length || 1)] ?? '';
  const made: Edit[] = [
    { type: 'note.add' as const, note: { id: newId(), block: 'channels' as const, text } },
    { type: 'note.set' as const, noteId, set: { text } },
    { type: 'note.remove' as const, noteId },
    { type: 'connection.add' as const, connection: { id: newId(), from: noteId, to: notes[0] ?? '' } },
  ].map((change) => ({ id: newId(), type: 'suggestion.add', suggestion: suggestion(newId(), change) }));
  return made.filter(() => random(2) === 0);
}

type Person = 'ana' | 'ben';

/** Values that only one act has given: who put them there first. Whoever takes an act back gives no new ones. */
type Writers = Map<string, Person>;

function valuesOf({ title, notes }: CanvasState): string[] {
  const ofNotes = [...notes.values()].flatMap(({ id, text, details, block, order }) =>
    [`text ${text}`, ...(details ? [`details ${details}`] : []), `place ${block} ${order}`].map(
      (value) => `${id} ${value}`,
    ),
  );
  return [...ofNotes, `title ${title}`];
}

function noteWriters(writers: Writers, state: CanvasState, who: Person): void {
  for (const value of valuesOf(state)) if (!writers.has(value)) writers.set(value, who);
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe('acts at random', () => {
  test('all taken back by one person leave the canvas as it was; all done again, as it was before', () => {
    for (const seed of SEEDS) {
      const random = randomFrom(seed);
      const done: { before: CanvasState; inverse: Inverse }[] = [];
      let state = STATE;
      for (let round = 0; round < 40; round++) {
        const edits = randomAct(state, random);
        done.push({ before: state, inverse: inverseOf(state, edits) });
        state = act(state, edits);
      }
      const end = state;
      const redo: Inverse[] = [];
      for (const { before, inverse } of done.toReversed()) {
        const { edits, isWhole } = takeBack(state, inverse, newId);
        redo.push(inverseOf(state, edits));
        state = act(state, edits);
        expect(plain(state)).toEqual(plain(before));
        expect(isWhole).toBe(true);
      }
      expect(plain(state)).toEqual(plain(STATE));
      for (const inverse of redo.toReversed()) state = act(state, takeBack(state, inverse, newId).edits);
      expect(plain(state)).toEqual(plain(end));
    }
  });

  test('undo by one of two never changes what the other wrote last, and redo gives back what it took', () => {
    for (const seed of SEEDS) {
      const random = randomFrom(seed + 1_000);
      const stacks: Record<Person, Inverse[]> = { ana: [], ben: [] };
      let state = STATE;
      const writers: Writers = new Map();
      for (let round = 0; round < 80; round++) {
        const who: Person = random(2) === 0 ? 'ana' : 'ben';
        const before = state;
        if (random(3) > 0 || stacks[who].length === 0) {
          const edits = randomAct(state, random);
          stacks[who].push(inverseOf(state, edits));
          state = act(state, edits, who);
          noteWriters(writers, state, who);
          continue;
        }
        const { edits } = takeBack(state, stacks[who].pop() ?? [], newId);
        const redo = inverseOf(state, edits);
        state = act(state, edits, who);
        const now = new Set(valuesOf(state));
        const overwritten = valuesOf(before).filter((value) => !now.has(value));
        const ofOthers = overwritten.filter((value) => writers.get(value) !== who);
        expect([seed, round, ofOthers]).toEqual([seed, round, []]);
        expect(plain(act(state, takeBack(state, redo, newId).edits))).toEqual(plain(before));
      }
    }
  });
});
