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
  suggestions: new Map(),
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
    const moved = apply(STATE, acts.placeNotes(STATE, ['door'], 'key-resources', null));
    expect(get('door', moved).block).toBe('key-resources');
    expect(links(moved)).toEqual(['bread>office']);
    const kept = apply(STATE, acts.placeNotes(STATE, ['door'], 'customer-relationships', null));
    expect(links(kept)).toEqual(['door>office', 'bread>office']);
  });

  test('a removed note takes its connections with it', () => {
    expect(links(apply(STATE, acts.removeNotes(['office', 'mill'])))).toEqual([]);
  });

  test('a note can be connected to notes of blocks that connect with its own, in the direction that has a meaning', () => {
    const found = acts.connectionCandidates(STATE, get('office'));
    expect(found.map(({ from, to, connectionId }) => [from, to, connectionId])).toEqual([
      ['bread', 'office', 'l2'],
      ['door', 'office', 'l1'],
      ['stall', 'office', undefined],
    ]);
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

const textsIn = (block: Block, state: CanvasState) => acts.notesOf(state, block).map(({ id }) => id);
const channels = (ids: string[], orders: string[]): CanvasState => ({
  ...STATE,
  connections: new Map(),
  suggestions: new Map(),
  notes: new Map(ids.map((id, at) => [id, note(id, 'channels', orders[at])])),
});
const ABCD = channels(['a', 'b', 'c', 'd'], ['a0', 'a1', 'a2', 'a3']);

describe('what is done with several notes', () => {
  test('they are put in front of another, in the order of the board, and only they change', () => {
    const edits = acts.placeNotes(ABCD, ['d', 'c'], 'channels', 'b');
    expect(textsIn('channels', apply(ABCD, edits))).toEqual(['a', 'c', 'd', 'b']);
    expect(edits).toHaveLength(2);
  });

  test('notes of several blocks go into one, with the connections that make sense there', () => {
    const moved = apply(STATE, acts.placeNotes(STATE, ['door', 'bread', 'mill'], 'channels', 'stall'));
    expect(textsIn('channels', moved)).toEqual(['mill', 'bread', 'door', 'stall']);
    expect(links(moved)).toEqual(['door>office', 'bread>office']);
    const away = apply(STATE, acts.placeNotes(STATE, ['door', 'bread'], 'cost-structure', null));
    expect(links(away)).toEqual([]);
  });

  test('one in front of itself or where it is already changes nothing', () => {
    expect(acts.placeNotes(ABCD, ['b'], 'channels', 'c')).toEqual([]);
    expect(acts.placeNotes(ABCD, ['d'], 'channels', null)).toEqual([]);
    expect(acts.placeNotes(ABCD, ['gone'], 'channels', null)).toEqual([]);
  });

  test.each([
    ['the same keys', ['a0', 'a0', 'a0', 'a0']],
    ['keys with nothing between them', ['a', 'a0', 'a00', 'a000']],
    ['keys that something else made', ['0', '01', '1', 'zzzz']],
    ['no keys', ['', '', '', '']],
    ['the last of all keys', ['z'.repeat(200), 'z'.repeat(200), 'z'.repeat(200), 'z'.repeat(200)]],
  ])('%s do not keep a note from its place', (_, orders) => {
    const state = channels(['a', 'b', 'c', 'd'], orders);
    for (const beforeId of ['a', 'b', 'c', null]) {
      const moved = apply(state, acts.placeNotes(state, ['d'], 'channels', beforeId));
      const wanted = ['a', 'b', 'c'];
      wanted.splice(beforeId ? wanted.indexOf(beforeId) : 3, 0, 'd');
      expect(textsIn('channels', moved)).toEqual(wanted);
    }
  });

  test('they step up and down together, and not beyond the ends', () => {
    const step = (ids: string[], way: 'up' | 'down') =>
      textsIn('channels', apply(ABCD, acts.stepNotes(ABCD, ids, way))).join('');
    expect(step(['b'], 'up')).toBe('bacd');
    expect(step(['b'], 'down')).toBe('acbd');
    expect(step(['a', 'b'], 'down')).toBe('cabd');
    expect(step(['b', 'd'], 'up')).toBe('bdac');
    expect(step(['a'], 'up')).toBe('abcd');
    expect(step(['c', 'd'], 'down')).toBe('abcd');
  });

  test('a list is added in its order behind what is there', () => {
    const added = apply(ABCD, acts.addNotes(ABCD, 'channels', ['x', 'y', 'z']));
    expect(acts.notesOf(added, 'channels').map(({ text }) => text)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'x',
      'y',
      'z',
    ]);
  });

  test('they get a colour of their own and give it back', () => {
    const coloured = apply(STATE, acts.colourNotes(['door', 'mill'], 'teal'));
    expect([get('door', coloured).colour, get('mill', coloured).colour]).toEqual(['teal', 'teal']);
    expect(get('door', apply(coloured, acts.colourNotes(['door'], null))).colour).toBeUndefined();
  });

  test('details are set, and taken away by an empty text', () => {
    const detailed = apply(STATE, [acts.setDetails('door', 'Ring twice')]);
    expect(get('door', detailed).details).toBe('Ring twice');
    expect(get('door', apply(detailed, [acts.setDetails('door', ' \n')])).details).toBeUndefined();
  });
});
