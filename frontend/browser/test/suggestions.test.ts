import { describe, expect, test } from '@jest/globals';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import { byOrder } from '@aibmc/common/canvas/colours';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { UndoStack } from '../canvas/live/undo-stack.ts';
import { acceptActs, rejectActs } from '../canvas/suggestion-decisions.ts';
import { shownSuggestions } from '../canvas/suggestion-facts.ts';
import { suggestedLines } from '../canvas/suggestion-lines.ts';

const note = (id: string, block: Block, more: Partial<Note> = {}): Note => {
  return { id, block, text: id, order: 'a0', origin: 'human', author: 'ana', ...more };
};

const suggestNote = (id: string, block: Block, more: Partial<Suggestion> = {}): Suggestion => {
  return { id: `s-${id}`, change: { type: 'note.add', note: { id, block, text: id } }, ...more };
};

const suggestLink = (from: string, to: string): Suggestion => {
  const connection = { id: `${from}-${to}`, from, to };
  return { id: `s-${from}-${to}`, change: { type: 'connection.add', connection } };
};

function canvas(
  suggestions: readonly Suggestion[],
  notes: readonly Note[] = [note('office', 'customer-segments'), note('bread', 'value-propositions')],
  connections: readonly Connection[] = [],
): CanvasState {
  return {
    title: '',
    idea: '',
    language: 'en',
    notes: new Map(notes.map((each) => [each.id, each])),
    connections: new Map(connections.map((each) => [each.id, each])),
    suggestions: new Map(suggestions.map((each) => [each.id, each])),
  };
}

function after(state: CanvasState, acts: readonly (readonly Edit[])[]): CanvasState {
  return applyEdits(
    state,
    acts.flat().map((edit) => ({ ...edit, author: 'ana', origin: 'human' as const })),
  );
}

describe('what is shown of suggestions', () => {
  test('come block by block, each with what it would change', () => {
    const state = canvas([
      suggestNote('cafe', 'customer-segments'),
      suggestNote('mill', 'key-partners', { why: 'Flour', fails: ['one-idea', 'unheard-of'] }),
      { id: 's-set', change: { type: 'note.set', noteId: 'bread', set: { text: 'Fresh bread' } } },
      { id: 's-go', change: { type: 'note.remove', noteId: 'office' } },
    ]);
    const { facts } = shownSuggestions(state);
    expect(facts.map(({ id, block }) => [id, block])).toEqual([
      ['s-mill', 'key-partners'],
      ['s-set', 'value-propositions'],
      ['s-cafe', 'customer-segments'],
      ['s-go', 'customer-segments'],
    ]);
    expect(facts[0]).toMatchObject({
      text: 'mill',
      was: '',
      noteId: null,
      why: 'Flour',
      fails: ['one-idea'],
    });
    expect(facts[1]).toMatchObject({ text: 'Fresh bread', was: 'bread', noteId: 'bread' });
    expect(facts[3]).toMatchObject({ text: '', was: 'office', noteId: 'office' });
  });

  test('a note has the hue of the segment that its suggested connection leads to', () => {
    const state = canvas([suggestNote('post', 'channels'), suggestLink('post', 'office')]);
    const { facts } = shownSuggestions(state);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({ hues: ['blue'], segments: ['office'] });
    expect(facts[0]?.along).toEqual([{ id: 'post-office', from: 'post', to: 'office' }]);
  });

  test('a suggested segment takes no hue from one that is there', () => {
    const { facts } = shownSuggestions(canvas([suggestNote('cafe', 'customer-segments')]));
    expect(facts[0]?.hues).toEqual(['orange']);
  });

  test('what somebody did already is not shown', () => {
    const state = canvas([
      { id: 's-gone', change: { type: 'note.remove', noteId: 'nowhere' } },
      { id: 's-same', change: { type: 'note.set', noteId: 'bread', set: { text: 'bread' } } },
    ]);
    expect(shownSuggestions(state).facts).toEqual([]);
  });

  test('connections between notes that are there are lines, to come or to go', () => {
    const fee = note('fee', 'revenue-streams');
    const connection = { id: 'paid', from: 'office', to: 'fee' };
    const notes = [note('office', 'customer-segments'), note('bread', 'value-propositions'), fee];
    const state = canvas(
      [
        suggestLink('bread', 'office'),
        { id: 's-cut', change: { type: 'connection.remove', connectionId: 'paid' } },
      ],
      notes,
      [connection],
    );
    expect(suggestedLines(state)).toEqual([
      { connection: { id: 'bread-office', from: 'bread', to: 'office' }, goes: false },
      { connection, goes: true },
    ]);
    expect(shownSuggestions(state).facts.map(({ ends }) => ends)).toContainEqual(connection);
  });
});

describe('deciding on suggestions', () => {
  test('an accepted note comes last in its block, with its connections, as one act', () => {
    const notes = [note('office', 'customer-segments'), note('bread', 'value-propositions', { order: 'a5' })];
    const state = canvas([suggestNote('loaf', 'value-propositions'), suggestLink('loaf', 'office')], notes);
    const acts = acceptActs(state, ['s-loaf']);
    expect(acts).toHaveLength(1);
    const now = after(state, acts);
    const block = [...now.notes.values()].filter((each) => each.block === 'value-propositions').sort(byOrder);
    expect(block.map(({ id }) => id)).toEqual(['bread', 'loaf']);
    expect(now.notes.get('loaf')?.origin).toBe('ai');
    expect([...now.connections.keys()]).toEqual(['loaf-office']);
    expect(now.suggestions.size).toBe(0);
  });

  test('a text that somebody gave takes the place of the suggested one', () => {
    const state = canvas([suggestNote('loaf', 'value-propositions')]);
    const now = after(state, acceptActs(state, ['s-loaf'], new Map([['s-loaf', 'Rye loaf']])));
    expect(now.notes.get('loaf')?.text).toBe('Rye loaf');
  });

  test('taken back, the suggestion is there again and the note is not', () => {
    const state = canvas([suggestNote('loaf', 'value-propositions'), suggestLink('loaf', 'office')]);
    const stack = new UndoStack();
    const [act = []] = acceptActs(state, ['s-loaf']);
    stack.record(state, act);
    const now = after(state, [act]);
    const back = after(now, [stack.undo(now)?.edits ?? []]);
    expect([...back.suggestions.keys()].sort()).toEqual(['s-loaf', 's-loaf-office']);
    expect(back.notes.has('loaf')).toBe(false);
  });

  test('three hundred are accepted in acts of at most two hundred edits, none torn apart', () => {
    const ids = Array.from({ length: 150 }, (_, at) => `n${at}`);
    const state = canvas([
      ...ids.map((id) => suggestNote(id, 'channels')),
      ...ids.map((id) => suggestLink(id, 'office')),
    ]);
    const acts = acceptActs(
      state,
      ids.map((id) => `s-${id}`),
    );
    expect(Math.max(...acts.map((act) => act.length))).toBeLessThanOrEqual(200);
    const now = after(state, acts);
    expect(now.suggestions.size).toBe(0);
    expect(now.notes.size).toBe(152);
    expect(now.connections.size).toBe(150);
    const orders = ids.map((id) => now.notes.get(id)?.order ?? '');
    expect(orders).toEqual(orders.toSorted());
  });

  test('rejecting takes the connections of a note with it, in acts that are not too long', () => {
    const ids = Array.from({ length: 150 }, (_, at) => `n${at}`);
    const state = canvas([
      ...ids.map((id) => suggestNote(id, 'channels')),
      ...ids.map((id) => suggestLink(id, 'office')),
    ]);
    const acts = rejectActs(
      state,
      ids.map((id) => `s-${id}`),
    );
    expect(acts.map((act) => act.length)).toEqual([200, 100]);
    const now = after(state, acts);
    expect(now.suggestions.size).toBe(0);
    expect(now.notes.size).toBe(2);
  });

  test('what somebody else decided meanwhile is left alone', () => {
    expect(acceptActs(canvas([]), ['s-gone'])).toEqual([]);
    expect(rejectActs(canvas([]), ['s-gone'])).toEqual([]);
  });
});
