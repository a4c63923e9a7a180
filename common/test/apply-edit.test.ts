import { describe, expect, test } from '@jest/globals';
import { applyEdit, type CanvasState } from '../src/canvas/apply-edit.ts';
import type { Edit } from '../src/canvas/edits.ts';

const author = '01a00000-0000-7000-8000-000000000001';
const human = { author, origin: 'human' as const };
let counter = 0;
const id = (): string => `01a00000-0000-7000-8000-${String((counter += 1)).padStart(12, '0')}`;

function empty(): CanvasState {
  return {
    title: 'T',
    idea: '',
    language: 'en',
    notes: new Map(),
    connections: new Map(),
    suggestions: new Map(),
  };
}

function play(edits: Edit[], from = empty()): CanvasState {
  return edits.reduce((state, edit) => applyEdit(state, edit, human), from);
}

const segment = { id: id(), block: 'customer-segments' as const, text: 'Offices in Granada', order: 'a0' };
const value = {
  id: id(),
  block: 'value-propositions' as const,
  text: 'Fresh bread at the desk',
  order: 'a0',
};
const both: Edit[] = [
  { id: id(), type: 'note.add', note: segment },
  { id: id(), type: 'note.add', note: value },
];

describe('applyEdit', () => {
  test('adds a note with its author and origin', () => {
    expect(play(both).notes.get(segment.id)).toEqual({ ...segment, origin: 'human', author });
  });

  test('a second note of the same id changes nothing', () => {
    const again: Edit = { id: id(), type: 'note.add', note: { ...segment, text: 'Other' } };
    expect(play([...both, again])).toEqual(play(both));
  });

  test('sets only what is given, and null takes away', () => {
    const state = play([
      ...both,
      { id: id(), type: 'note.set', noteId: segment.id, set: { colour: 'blue', details: 'More' } },
      { id: id(), type: 'note.set', noteId: segment.id, set: { colour: null, text: 'Cafés' } },
    ]);
    const note = state.notes.get(segment.id);
    expect(note).toMatchObject({ text: 'Cafés', details: 'More', block: 'customer-segments' });
    expect(note?.colour).toBeUndefined();
  });

  test('removing beats setting, and takes the connections with it', () => {
    const connection = { id: id(), from: value.id, to: segment.id };
    const state = play([
      ...both,
      { id: id(), type: 'connection.add', connection },
      { id: id(), type: 'note.remove', noteId: value.id },
      { id: id(), type: 'note.set', noteId: value.id, set: { text: 'Back' } },
    ]);
    expect([...state.notes.keys()]).toEqual([segment.id]);
    expect(state.connections.size).toBe(0);
  });

  test.each([
    ['from a missing note', () => ({ id: id(), from: id(), to: segment.id })],
    ['between blocks that do not connect', () => ({ id: id(), from: segment.id, to: value.id })],
    ['to itself', () => ({ id: id(), from: segment.id, to: segment.id })],
  ])('makes no connection %s', (_, connection) => {
    expect(
      play([...both, { id: id(), type: 'connection.add', connection: connection() }]).connections.size,
    ).toBe(0);
  });

  test('connects a pair once', () => {
    const connect = (): Edit => ({
      id: id(),
      type: 'connection.add',
      connection: { id: id(), from: value.id, to: segment.id },
    });
    expect(play([...both, connect(), connect()]).connections.size).toBe(1);
  });

  test('leaves the state it was given as it was', () => {
    const before = play(both);
    const copy = structuredClone(before);
    play([{ id: id(), type: 'note.remove', noteId: value.id }], before);
    expect(before).toEqual(copy);
  });
});
