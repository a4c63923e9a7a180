import { describe, expect, test } from '@jest/globals';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { groupBursts, summarize, type Told } from '../history/bursts.ts';
import { describeEdit } from '../history/describe.ts';
import { EditFeed } from '../history/feed.ts';
import { compare } from '../history/marks.ts';
import { paceOf, waitBetween } from '../history/schedule.ts';

const note = (id: string, block: Block, text = id): Note => ({
  id,
  block,
  text,
  order: 'a0',
  origin: 'human',
  author: 'ana',
});
const stateOf = (notes: Note[], links: [string, string, string][] = []): CanvasState => ({
  title: 'Bread',
  idea: '',
  language: 'en',
  suggestions: new Map(),
  notes: new Map(notes.map((n) => [n.id, n])),
  connections: new Map(links.map(([id, from, to]) => [id, { id, from, to }])),
});
const STATE = stateOf(
  [note('door', 'channels', 'Social media'), note('office', 'customer-segments')],
  [['l1', 'door', 'office']],
);
const set = (noteId: string, values: Extract<Edit, { type: 'note.set' }>['set']): Edit => ({
  id: 'e',
  type: 'note.set',
  noteId,
  set: values,
});
const told = (edit: Edit, state = STATE) =>
  describeEdit(edit, state).map(({ sort, key, params }) => [sort, key, params]);

describe('an edit in words', () => {
  test('tells a changed text with the text of before', () => {
    expect(told(set('door', { text: 'Instagram of the bakery' }))).toEqual([
      [
        'changed',
        'history-did-text',
        { before: 'Social media', text: 'Instagram of the bakery', block: 'channels' },
      ],
    ]);
  });

  test('tells what was suggested and what became of it, by name where it is known', () => {
    const note = { id: 'post', block: 'channels' as const, text: 'Letters' };
    const letters = { id: 's1', change: { type: 'note.add' as const, note } };
    const ends = { id: 'l2', from: 'post', to: 'office' };
    const link = { id: 's2', change: { type: 'connection.add' as const, connection: ends } };
    const open = { ...STATE, suggestions: new Map([['s1', letters]]) };
    const end = (as: 'accepted' | 'rejected'): Edit => {
      return { id: 'e', type: 'suggestion.remove', suggestionId: 's1', as };
    };
    expect(told({ id: 'e', type: 'suggestion.add', suggestion: letters })).toEqual([
      ['suggested', 'history-did-suggest-add', { text: 'Letters', block: 'channels' }],
    ]);
    expect(told({ id: 'e', type: 'suggestion.add', suggestion: link }, open)).toEqual([
      ['suggested', 'history-did-suggest-connect', { from: 'Letters', to: 'office' }],
    ]);
    expect(told(end('accepted'), open)).toEqual([
      ['accepted', 'history-did-accept-note', { text: 'Letters' }],
    ]);
    expect(told(end('rejected'))).toEqual([['rejected', 'history-did-reject', {}]]);
  });

  test('tells that a note is an assumption, and that it is none any more', () => {
    const assumed = { ...note('door', 'channels'), assumption: true as const };
    expect(told(set('door', { assumption: true }))[0]?.[1]).toBe('history-did-assume');
    expect(told(set('door', { assumption: null }), stateOf([assumed]))[0]?.[1]).toBe('history-did-confirm');
    expect(told(set('door', { assumption: null }))[0]?.[0]).toBe('nothing');
  });

  test('tells a move by both blocks, and one within a block by one', () => {
    expect(told(set('door', { block: 'key-partners', order: 'b0' }))).toEqual([
      ['moved', 'history-did-move', { text: 'Social media', block: 'key-partners', fromBlock: 'channels' }],
    ]);
    expect(told(set('door', { order: 'b0' }))).toEqual([
      ['moved', 'history-did-order', { text: 'Social media', block: 'channels' }],
    ]);
  });

  test('tells each of several things that one edit did', () => {
    const sorts = told(set('door', { text: 'Door', block: 'key-partners', details: 'On foot' }));
    expect(sorts.map(([, key]) => key)).toEqual([
      'history-did-text',
      'history-did-move',
      'history-did-details',
    ]);
  });

  test('names both ends of a connection that is drawn or taken away', () => {
    const params = { from: 'Social media', to: 'office' };
    expect(told({ id: 'e', type: 'connection.remove', connectionId: 'l1' })).toEqual([
      ['disconnected', 'history-did-disconnect', params],
    ]);
    const connection = { id: 'l2', from: 'door', to: 'office' };
    expect(told({ id: 'e', type: 'connection.add', connection })).toEqual([
      ['connected', 'history-did-connect', params],
    ]);
  });

  test('tells what was deleted and from where', () => {
    expect(told({ id: 'e', type: 'note.remove', noteId: 'door' })).toEqual([
      ['deleted', 'history-did-remove', { text: 'Social media', block: 'channels' }],
    ]);
  });

  test('tells only the settings that are others', () => {
    const edit: Edit = { id: 'e', type: 'canvas.set', set: { title: 'Bread', idea: 'By bike' } };
    expect(told(edit).map(([, key]) => key)).toEqual(['history-did-idea']);
  });

  test.each<Edit>([
    set('gone', { text: 'Too late' }),
    set('door', { text: 'Social media' }),
    { id: 'e', type: 'note.remove', noteId: 'gone' },
    { id: 'e', type: 'connection.remove', connectionId: 'gone' },
    { id: 'e', type: 'connection.add', connection: { id: 'l3', from: 'door', to: 'gone' } },
    { id: 'e', type: 'note.add', note: { id: 'door', block: 'channels', text: 'Again' } },
  ])('says so where nothing changed: %j', (edit) => {
    expect(told(edit).map(([sort]) => sort)).toEqual(['nothing']);
    expect(applyEdit(STATE, edit, { author: 'ana', origin: 'human' })).toEqual(STATE);
  });
});

let revision = 0;
/** An edit of the log that adds a note, so many seconds after noon. */
function added(author: string, seconds: number, block: Block = 'channels', origin: 'human' | 'ai' = 'human') {
  revision += 1;
  const at = new Date(2026, 10, 23, 12, 0, seconds).toISOString();
  const edit: LoggedEdit = {
    id: `e${revision}`,
    type: 'note.add',
    note: { id: `n${revision}`, block, text: 'Door', order: 'a0' },
    author,
    origin,
    at,
    revision,
  };
  return { edit, deeds: describeEdit(edit, STATE) } satisfies Told;
}
const bursts = (log: Told[], cuts: number[] = []) =>
  groupBursts(log, new Set(cuts)).map(({ author, first, last }) => `${author} ${first}-${last}`);

describe('edits grouped for people', () => {
  test('those of one person with at most two minutes between are one, newest first', () => {
    revision = 0;
    const log = [added('ana', 0), added('ana', 120), added('ana', 241), added('ana', 242)];
    expect(bursts(log)).toEqual(['ana 3-4', 'ana 1-2']);
  });

  test('two people who alternate have one each', () => {
    revision = 0;
    const log = [added('ana', 0), added('ben', 1), added('ana', 2), added('ben', 3)];
    expect(bursts(log)).toEqual(['ben 2-4', 'ana 1-3']);
  });

  test('what was drafted stands apart from what the person wrote', () => {
    revision = 0;
    expect(bursts([added('ana', 0), added('ana', 1, 'channels', 'ai'), added('ana', 2)])).toEqual([
      'ana 1-3',
      'ana 2-2',
    ]);
  });

  test('a day ends a burst', () => {
    revision = 0;
    const midnight = 12 * 3600;
    expect(bursts([added('ana', midnight - 5), added('ana', midnight + 5)])).toEqual(['ana 2-2', 'ana 1-1']);
  });

  test('a version ends the bursts of all: what it holds is below it', () => {
    revision = 0;
    const log = [added('ana', 0), added('ben', 1), added('ana', 2), added('ben', 3)];
    expect(bursts(log, [2])).toEqual(['ben 4-4', 'ana 3-3', 'ben 2-2', 'ana 1-1']);
  });

  test('a burst has an end, so that it can be looked through', () => {
    revision = 0;
    const log = Array.from({ length: 250 }, (_, second) => added('ana', second));
    expect(bursts(log)).toEqual(['ana 201-250', 'ana 101-200', 'ana 1-100']);
  });

  test('a summary counts notes, not edits, and names the block where it was one', () => {
    revision = 0;
    const [burst] = groupBursts([added('ana', 0), added('ana', 1)], new Set());
    if (!burst) throw new Error('no burst');
    expect(summarize(burst)).toEqual({ counts: [{ sort: 'added', count: 2 }], block: 'channels' });
    const changed = { ...added('ana', 2), deeds: describeEdit(set('door', { text: 'A' }), STATE) };
    const again = { ...added('ana', 3), deeds: describeEdit(set('door', { text: 'B' }), STATE) };
    const moved = { ...added('ana', 4), deeds: describeEdit(set('office', { order: 'c' }), STATE) };
    expect(summarize({ ...burst, told: [changed, again, moved] })).toEqual({
      counts: [
        { sort: 'changed', count: 1 },
        { sort: 'moved', count: 1 },
      ],
      block: null,
    });
  });
});

describe('the pace of a playback', () => {
  const length = (total: number, speed: number) => {
    const { edits, wait } = paceOf(total, speed);
    return (total / edits) * wait;
  };

  test('a short history goes by edit after edit, slowly enough to follow', () => {
    expect(paceOf(60, 1)).toEqual({ edits: 1, wait: 250 });
    expect(paceOf(60, 2)).toEqual({ edits: 1, wait: 125 });
  });

  test('a hundred thousand edits take less than a minute, and are drawn at most ten times a second', () => {
    expect(length(100_000, 1)).toBeLessThan(60_000);
    expect(length(100_000, 1)).toBeGreaterThan(30_000);
    expect(paceOf(100_000, 4).wait).toBe(100);
  });

  test('twice the speed takes half the time', () => {
    for (const total of [20, 5_000, 100_000]) {
      expect(length(total, 2) / length(total, 1)).toBeCloseTo(0.5, 1);
    }
  });

  test('rests for a beat where people had paused, but not in a fast run', () => {
    const [noon, later] = ['2026-11-23T12:00:00Z', '2026-11-23T13:00:00Z'];
    expect(waitBetween(noon, noon, { edits: 1, wait: 250 })).toBe(250);
    expect(waitBetween(noon, undefined, { edits: 1, wait: 250 })).toBe(250);
    expect(waitBetween(noon, later, { edits: 1, wait: 250 })).toBe(850);
    expect(waitBetween(noon, later, { edits: 30, wait: 100 })).toBe(100);
  });
});

describe('a feed of edits', () => {
  const edits = Array.from({ length: 2_500 }, (_, index) => ({ revision: index + 1 }) as LoggedEdit);

  test('gives every edit once and in order, by pages that are read as they are needed', async () => {
    const asked: number[] = [];
    const feed = new EditFeed(0, async (after) => {
      asked.push(after);
      return edits.slice(after, after + 1_000);
    });
    const first = await feed.take(10);
    expect(first.map((edit) => edit.revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(feed.next?.revision).toBe(11);
    expect(asked.at(-1)).toBeLessThanOrEqual(1_000);
    const rest: number[] = [];
    for (let part = await feed.take(300); part.length > 0; part = await feed.take(300)) {
      rest.push(...part.map((edit) => edit.revision));
    }
    expect(rest).toEqual(edits.slice(10).map((edit) => edit.revision));
    expect(asked).toEqual([0, 1_000, 2_000, 2_500]);
  });

  test('tells a failure when the edits are needed, and goes on once they can be read', async () => {
    let isDown = true;
    const feed = new EditFeed(2_490, async (after) => (isDown ? null : edits.slice(after)));
    await expect(feed.take(5)).rejects.toThrow('could not be read');
    isDown = false;
    expect((await feed.take(5)).map((edit) => edit.revision)).toEqual([2491, 2492, 2493, 2494, 2495]);
  });
});

describe('two revisions laid over each other', () => {
  test('every note that either has is there, marked with what happened to it', () => {
    const before = stateOf([
      note('gone', 'channels'),
      note('moved', 'key-resources'),
      note('changed', 'channels', 'Social media'),
      note('same', 'channels'),
    ]);
    const after = stateOf([
      note('new', 'channels'),
      note('moved', 'key-partners'),
      { ...note('changed', 'channels', 'Instagram'), order: 'b0' },
      note('same', 'channels'),
    ]);
    const { state, marks, counts } = compare(before, after);
    expect([...state.notes.keys()].sort()).toEqual(['changed', 'gone', 'moved', 'new', 'same']);
    expect(Object.fromEntries(marks)).toEqual({
      new: { isAdded: true },
      gone: { isRemoved: true },
      moved: { movedFrom: 'key-resources' },
      changed: { textBefore: 'Social media', movedFrom: 'channels' },
    });
    expect(counts).toEqual({ added: 1, removed: 1, changed: 1, moved: 2, linked: 0, unlinked: 0 });
  });

  test('connections that came and went are counted and kept for drawing', () => {
    const notes = [note('door', 'channels'), note('office', 'customer-segments')];
    const { counts, added: drawn } = compare(stateOf(notes), stateOf(notes, [['l', 'door', 'office']]));
    expect([counts.linked, counts.unlinked, drawn.map(({ id }) => id)]).toEqual([1, 0, ['l']]);
  });

  test('what is the same has no mark', () => {
    const { marks, counts } = compare(STATE, STATE);
    expect(marks.size).toBe(0);
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });
});
