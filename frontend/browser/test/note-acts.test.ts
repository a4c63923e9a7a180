import { describe, expect, test } from '@jest/globals';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import * as acts from '../canvas/note-acts.ts';

const note = (id: string, block: Block, order = 'a0'): Note => ({
  id,
  block,
  text: id,
  order,
  origin: 'human',
  author: 'ana',
});

const NOTES = [
  note('office', 'customer-segments'),
  note('bread', 'value-propositions'),
  note('door', 'channels'),
  note('stall', 'channels', 'a1'),
  note('mill', 'key-partners'),
];
const STATE: CanvasState = {
  title: '',
  idea: '',
  language: 'en',
  notes: new Map(NOTES.map((n) => [n.id, n])),
  connections: new Map([
    ['l1', { id: 'l1', from: 'door', to: 'office' }],
    ['l2', { id: 'l2', from: 'bread', to: 'office' }],
  ]),
};
const get = (id: string, state = STATE) => state.notes.get(id) as Note;
const apply = (state: CanvasState, edits: Edit[]) =>
  edits.reduce((next, edit) => applyEdit(next, edit, { author: 'ana', origin: 'human' }), state);
const links = (state: CanvasState) => [...state.connections.values()].map(({ from, to }) => `${from}>${to}`);

describe('what is done with notes', () => {
  test('a new note goes to the end of its block', () => {
    const edit = acts.addNote(STATE, 'channels', 'Window');
    expect(edit.type === 'note.add' && (edit.note.order ?? '') > 'a1').toBe(true);
  });

  test('a moved note goes to the end of the other block and loses connections that make no sense there', () => {
    const moved = apply(STATE, acts.moveNote(STATE, get('door'), 'key-resources'));
    expect(get('door', moved).block).toBe('key-resources');
    expect(links(moved)).toEqual(['bread>office']);
    const kept = apply(STATE, acts.moveNote(STATE, get('door'), 'customer-relationships'));
    expect(links(kept)).toEqual(['door>office', 'bread>office']);
  });

  test('undo brings a removed note back with its connections', () => {
    const removed = apply(STATE, [acts.removeNote('office')]);
    expect(links(removed)).toEqual([]);
    const back = apply(removed, acts.restoreNote(STATE, get('office')));
    expect(get('office', back)).toEqual(get('office'));
    expect(links(back)).toEqual(['door>office', 'bread>office']);
  });

  test('a note can be connected to notes of blocks that connect with its own, in the direction that has a meaning', () => {
    const found = acts.connectionCandidates(STATE, get('office'));
    expect(found.map(({ from, to, connectionId }) => [from, to, connectionId])).toEqual([
      ['bread', 'office', 'l2'],
      ['door', 'office', 'l1'],
      ['stall', 'office', undefined],
    ]);
  });

  test('a note that was moved comes back with the connections it lost', () => {
    const edits = acts.moveNote(STATE, get('office'), 'key-partners');
    const moved = apply(STATE, edits);
    expect(links(moved)).not.toEqual(links(STATE));
    const back = apply(moved, acts.moveBack(STATE, get('office'), edits));
    expect(get('office', back)).toEqual(get('office'));
    expect(links(back).sort()).toEqual(links(STATE).sort());
  });

  test('the notes to connect to come block by block, whatever their order', () => {
    const late = { ...get('bread'), id: 'cake', order: 'b0' };
    const state = { ...STATE, notes: new Map([...STATE.notes, [late.id, late]]) };
    const blocks = acts.connectionCandidates(state, get('office')).map((found) => found.note.block);
    expect(blocks).toEqual(['value-propositions', 'value-propositions', 'channels', 'channels']);
  });

  test('a connection is made where there is none and taken away where there is one', () => {
    const candidates = () => acts.connectionCandidates(STATE, get('office'));
    const toggled = candidates().map((candidate) => links(apply(STATE, [acts.toggleConnection(candidate)])));
    expect(toggled).toEqual([
      ['door>office'],
      ['bread>office'],
      ['door>office', 'bread>office', 'stall>office'],
    ]);
  });
});
