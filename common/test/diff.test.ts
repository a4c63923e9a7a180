import { describe, expect, test } from '@jest/globals';
import { applyEdits, type CanvasState } from '../src/canvas/apply-edit.ts';
import { changesBetween } from '../src/canvas/diff.ts';
import { editsBetween } from '../src/canvas/edits-between.ts';
import type { Connection, Note } from '../src/canvas/note.ts';
import { suggest } from './suggested.ts';

const author = '01a00000-0000-7000-8000-000000000001';
let counter = 0;
const id = (): string => `01a00000-0000-7000-8000-${String((counter += 1)).padStart(12, '0')}`;

function note(fields: Partial<Note> = {}): Note {
  return { id: id(), block: 'channels', text: 'Shop', order: 'a0', origin: 'human', author, ...fields };
}
function state(notes: Note[], connections: Connection[] = [], more: Partial<CanvasState> = {}): CanvasState {
  return {
    title: 'T',
    idea: '',
    language: 'en',
    notes: new Map(notes.map((each) => [each.id, each])),
    connections: new Map(connections.map((each) => [each.id, each])),
    suggestions: new Map(),
    ...more,
  };
}

/** The types of the edits between two states, once they are seen to lead from one to the other. */
function typesBetween(before: CanvasState, after: CanvasState): string[] {
  const edits = editsBetween(before, after, id);
  const reached = applyEdits(
    before,
    edits.map((edit) => ({ ...edit, author, origin: 'human' as const })),
  );
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const listed = ({ notes, connections, title, idea, language }: CanvasState): unknown =>
    JSON.parse(
      JSON.stringify({
        title,
        idea,
        language,
        notes: [...notes.values()].sort(byId),
        connections: [...connections.values()].sort(byId),
      }),
    );
  expect(listed(reached)).toEqual(listed(after));
  return edits.map(({ type }) => type);
}

const shop = note();
const guests = note({ block: 'customer-segments', text: 'Guests' });
const reaches = { id: id(), from: shop.id, to: guests.id };

describe('changesBetween', () => {
  test('tells what came, what went and what changed, field by field', () => {
    const changed = {
      ...guests,
      text: 'Tourists',
      colour: 'blue' as const,
      assumption: true as const,
      author: id(),
    };
    const fresh = note({ text: 'Market' });
    const after = state([changed, fresh], [], { title: 'U', language: 'es' });
    expect(changesBetween(state([shop, guests], [reaches]), after)).toEqual({
      added: [fresh],
      removed: [shop],
      changed: [{ before: guests, after: changed, fields: ['text', 'colour', 'assumption'] }],
      connections: { added: [], removed: [reaches] },
      settings: ['title', 'language'],
    });
  });

  test('finds nothing where only authors differ', () => {
    const { changed } = changesBetween(state([shop]), state([{ ...shop, author: id() }]));
    expect(changed).toEqual([]);
  });
});

describe('editsBetween', () => {
  test('a note that goes takes its connections with it', () => {
    expect(typesBetween(state([shop, guests], [reaches]), state([guests]))).toEqual(['note.remove']);
  });

  test('what is removed gives way to what takes its pair of notes, or its id', () => {
    const other = note({ text: 'Market' });
    const notes = [shop, guests, other];
    const samePair = { ...reaches, id: id() };
    const sameId = { ...reaches, from: other.id };
    const swap = ['connection.remove', 'connection.add'];
    expect(typesBetween(state(notes, [reaches]), state(notes, [samePair]))).toEqual(swap);
    expect(typesBetween(state(notes, [reaches]), state(notes, [sameId]))).toEqual(swap);
  });

  test('a note of another origin is made again, with its connections', () => {
    const drafted = { ...shop, origin: 'ai' as const };
    expect(typesBetween(state([shop, guests], [reaches]), state([drafted, guests], [reaches]))).toEqual([
      'note.remove',
      'note.add',
      'connection.add',
    ]);
  });

  test('a mark as an assumption is set and taken', () => {
    const assumed = { ...shop, assumption: true as const };
    expect(typesBetween(state([shop]), state([assumed]))).toEqual(['note.set']);
    expect(typesBetween(state([assumed]), state([shop]))).toEqual(['note.set']);
    expect(typesBetween(state([]), state([assumed]))).toEqual(['note.add']);
  });

  test('suggestions stay as they are', () => {
    const suggestions = new Map([['s', suggest.note('channels', 'Stall')]]);
    expect(editsBetween(state([], [], { suggestions }), state([]), id)).toEqual([]);
    expect(editsBetween(state([]), state([], [], { suggestions }), id)).toEqual([]);
  });

  test('a note keeps its place when it comes back to its block', () => {
    const moved = { ...shop, block: 'key-partners' as const };
    expect(editsBetween(state([moved]), state([shop]), id)).toMatchObject([
      { type: 'note.set', noteId: shop.id, set: { block: 'channels', order: 'a0' } },
    ]);
  });

  test.each([
    ['one of which could meet the other', shop, note({ block: 'key-resources' })],
    ['none of which could', note({ block: 'customer-segments' }), note({ block: 'revenue-streams' })],
  ])('notes that were moved after they were connected meet and go back: blocks %s', (_, from, to) => {
    const odd = { id: id(), from: from.id, to: to.id };
    const types = typesBetween(state([from, to]), state([from, to], [odd]));
    expect(types.filter((type) => type === 'connection.add')).toHaveLength(1);
    expect(types.filter((type) => type === 'note.set').length % 2).toBe(0);
  });
});
