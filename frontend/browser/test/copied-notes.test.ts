import { describe, expect, test } from '@jest/globals';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import { copiedText, copyNotes, readCopied } from '../canvas/copied-notes.ts';
import { pasteNotes } from '../canvas/note-acts.ts';

const note = (fields: Pick<Note, 'id' | 'block'> & Partial<Note>): Note => {
  return { text: fields.id, order: 'a0', origin: 'human', author: 'ana', ...fields };
};
const NOTES = [
  note({ id: 'office', block: 'customer-segments', colour: 'violet', details: 'From 20 desks' }),
  note({ id: 'bread', block: 'value-propositions', text: 'Fresh\nbread' }),
  note({ id: 'door', block: 'channels' }),
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
const EMPTY: CanvasState = { ...STATE, notes: new Map(), connections: new Map(), suggestions: new Map() };
const apply = (state: CanvasState, edits: Edit[]) =>
  applyEdits(
    state,
    edits.map((edit) => ({ ...edit, author: 'ben', origin: 'human' as const })),
  );
const copied = copyNotes(STATE, ['office', 'bread', 'gone']);

describe('copied notes', () => {
  test('are lines of text to other programs, block by block', () => {
    expect(copiedText(copied)).toBe('Fresh bread\noffice');
  });

  test('keep block, colour, details and the connections between them on another canvas', () => {
    const read = readCopied(JSON.stringify(copied));
    const pasted = apply(EMPTY, pasteNotes(EMPTY, read ?? copied));
    const [bread, office] = [...pasted.notes.values()];
    expect(bread).toMatchObject({ block: 'value-propositions', text: 'Fresh\nbread', author: 'ben' });
    expect(office).toMatchObject({ block: 'customer-segments', colour: 'violet', details: 'From 20 desks' });
    expect([...pasted.connections.values()]).toMatchObject([{ from: bread?.id, to: office?.id }]);
    expect([...pasted.notes.keys()]).not.toContain('office');
  });

  test('go behind the notes that are there, and into one block where that is wished', () => {
    const pasted = apply(STATE, pasteNotes(STATE, copied, 'channels'));
    const inBlock = [...pasted.notes.values()].filter(({ block }) => block === 'channels');
    const orders = inBlock.map(({ order }) => order);
    expect(inBlock.map(({ text }) => text)).toEqual(['door', 'Fresh\nbread', 'office']);
    expect(orders.toSorted()).toEqual(orders);
    expect(new Set(orders).size).toBe(3);
    expect(pasted.connections.size).toBe(2);
  });

  test.each([
    'plain text',
    'null',
    '{}',
    '{"notes":[],"connections":[]}',
    '{"notes":[null],"connections":[]}',
    '{"notes":[{"id":"a","block":"nowhere","text":"x"}],"connections":[]}',
    '{"notes":[{"id":"a","block":"channels","text":" "}],"connections":[]}',
    `{"notes":[{"id":"a","block":"channels","text":"${'x'.repeat(281)}"}],"connections":[]}`,
    '{"notes":[{"id":"a","block":"channels","text":"x","colour":"red"}],"connections":[]}',
    '{"notes":[{"id":"a","block":"channels","text":"x"}],"connections":[7]}',
  ])('are not read from what something else wrote: %s', (json) => {
    expect(readCopied(json)).toBeNull();
  });
});
