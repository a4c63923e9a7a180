import { describe, expect, test } from '@jest/globals';
import { applyEdit, applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { connectionKind } from '@aibmc/common/canvas/blocks';
import { changesBetween } from '@aibmc/common/canvas/diff';
import { Edit } from '@aibmc/common/canvas/edits';
import { editsBetween } from '@aibmc/common/canvas/edits-between';
import type { Note } from '@aibmc/common/canvas/note';
import { newId } from '@aibmc/common/ids';
import { randomEdit, seeded } from './random-edits.ts';

const author = newId();
const other = newId();

/** Any state that edits can lead to, from the one given. */
function wander(random: () => number, from: CanvasState, steps: number): CanvasState {
  const sent: Edit[] = [];
  let state = from;
  for (let count = 0; count < steps; count += 1) {
    const edit = randomEdit(random, sent);
    sent.push(edit);
    // as the lane does, which gives every note a place
    if (edit.type === 'note.add') edit.note.order ??= `a${count}`;
    state = applyEdit(state, edit, { author, origin: random() < 0.3 ? 'ai' : 'human' });
  }
  return state;
}

const empty: CanvasState = {
  title: 'T',
  idea: '',
  language: 'en',
  notes: new Map(),
  connections: new Map(),
  suggestions: new Map(),
};

/** All but authors and suggestions, through JSON, where what is undefined is not there. */
function comparable({ notes, connections, suggestions: _, ...settings }: CanvasState): unknown {
  const sorted = <T extends { id: string }>(entries: Iterable<T>): T[] =>
    [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const withoutAuthors = sorted(notes.values()).map((note: Note) => ({ ...note, author: '' }));
  return JSON.parse(
    JSON.stringify({ ...settings, notes: withoutAuthors, connections: sorted(connections.values()) }),
  );
}

const isEmpty = (before: CanvasState, after: CanvasState) => {
  const { added, removed, changed, connections, settings } = changesBetween(before, after);
  return [added, removed, changed, connections.added, connections.removed, settings].every(
    (list) => list.length === 0,
  );
};

describe('editsBetween', () => {
  const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

  test('leads from any state to any other, by valid edits', () => {
    let count = 0;
    for (const seed of seeds) {
      const random = seeded(seed);
      const before = wander(random, empty, 75);
      const after = seed % 2 === 0 ? wander(random, before, 30) : wander(random, empty, 75);
      const edits = editsBetween(before, after, newId);
      for (const edit of edits) expect(Edit.parse(edit)).toEqual(edit);
      const authored = edits.map((edit) => ({ ...edit, author: other, origin: 'human' as const }));
      const reached = applyEdits(before, authored);
      expect([seed, comparable(reached)]).toEqual([seed, comparable(after)]);
      expect(isEmpty(reached, after)).toBe(true);
      expect(reached.suggestions).toBe(before.suggestions);
      expect(new Set(edits.map(({ id }) => id)).size).toBe(edits.length);
      count += edits.length;
    }
    expect(count).toBeGreaterThan(seeds.length * 10);
  });

  test('needs one edit for each difference, and none where there is none', () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const before = wander(random, empty, 60);
      expect(editsBetween(before, before, newId)).toEqual([]);
      const after = wander(random, before, 25);
      const { added, removed, changed, connections, settings } = changesBetween(before, after);
      const kindOf = (id: string) => after.notes.get(id)!.block;
      // what needs more: notes of another origin, and connections that could not be made where their notes are now
      if (changed.some(({ fields }) => fields.includes('origin'))) continue;
      if (connections.added.some(({ from, to }) => connectionKind(kindOf(from), kindOf(to)) === null))
        continue;
      const gone = new Set(removed.map(({ id }) => id));
      const cut = connections.removed.filter(({ from, to }) => !gone.has(from) && !gone.has(to));
      expect(editsBetween(before, after, newId)).toHaveLength(
        added.length +
          removed.length +
          changed.length +
          connections.added.length +
          cut.length +
          (settings.length > 0 ? 1 : 0),
      );
    }
  });
});
