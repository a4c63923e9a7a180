import { describe, expect, test } from '@jest/globals';
import { LIMITS, type Note } from '@aibmc/common/canvas/note';
import { AppError } from '@aibmc/common/errors';
import { type EditCommand, type LoadedCanvas, planCanvas } from '../src/domain/plan-edits.ts';

const shop: Note = {
  id: 'shop',
  block: 'channels',
  text: 'Shop',
  order: 'a0',
  origin: 'human',
  author: 'ada',
};

const NEW = new Map<string, number>();

/** A canvas of so many notes; one of them is the shop, the last one of the channels. */
function loaded(noteCount = 10): LoadedCanvas {
  const others = Array.from({ length: noteCount - 1 }, (_, index): Note => {
    return { ...shop, id: `partner ${index}`, block: 'key-partners' };
  });
  const notes = new Map([shop, ...others].map((note) => [note.id, note]));
  const state = {
    title: 'Bread',
    idea: '',
    language: 'en' as const,
    notes,
    connections: new Map(),
    suggestions: new Map(),
  };
  return { id: 'canvas', revision: 7, textLength: 100, state };
}

function command(...edits: EditCommand['edits']): EditCommand {
  return { canvasId: 'canvas', userId: 'ada', origin: 'human', edits };
}

function add(id: string, noteId = `note of ${id}`) {
  return { id, type: 'note.add' as const, note: { id: noteId, block: 'channels' as const, text: 'x' } };
}

describe('planCanvas', () => {
  test('counts revisions on from the canvas and notes on from their number', () => {
    const { outcomes, changes } = planCanvas(loaded(), NEW, [command(add('1'), add('2')), command(add('3'))]);
    expect(outcomes).toEqual([
      {
        revision: 9,
        edits: [
          { id: '1', revision: 8 },
          { id: '2', revision: 9 },
        ],
      },
      { revision: 10, edits: [{ id: '3', revision: 10 }] },
    ]);
    expect(changes).toMatchObject({ revision: 10, noteCount: 13, connectionCount: 0 });
    expect(changes?.savedNotes.map(({ order }) => order)).toEqual(['a1', 'a2', 'a3']);
  });

  test('writes nothing for edits that were applied before', () => {
    const { outcomes, changes } = planCanvas(loaded(), new Map([['1', 4]]), [command(add('1'))]);
    expect(outcomes).toEqual([{ revision: 7, edits: [{ id: '1', revision: 4 }] }]);
    expect(changes).toBeNull();
  });

  test('logs an edit that finds nothing to change, and saves nothing for it', () => {
    const { changes } = planCanvas(loaded(), NEW, [
      command({ id: '1', type: 'note.set', noteId: 'gone', set: { text: 'y' } }),
    ]);
    expect(changes).toMatchObject({ revision: 8, savedNotes: [], goneNotes: [] });
    expect(changes?.log).toHaveLength(1);
  });

  test('a refused command leaves no trace, and its edits may come again', () => {
    const full = loaded(LIMITS.notes - 1);
    const { outcomes, changes } = planCanvas(full, NEW, [
      command(add('1'), add('2')),
      command({ id: '3', type: 'note.remove', noteId: shop.id }),
      command(add('1'), add('2')),
    ]);
    expect(outcomes[0]).toBeInstanceOf(AppError);
    expect(outcomes.slice(1)).toMatchObject([{ revision: 8 }, { revision: 10 }]);
    expect(changes).toMatchObject({ noteCount: LIMITS.notes, goneNotes: [shop.id] });
    expect(changes?.log.map(({ edit }) => edit.id)).toEqual(['3', '1', '2']);
  });

  test('settings are written where they differ', () => {
    const set = { title: 'Bread', idea: 'Warm', language: 'en' as const };
    const { changes } = planCanvas(loaded(), NEW, [command({ id: '1', type: 'canvas.set', set })]);
    expect(changes?.settings).toEqual({ title: undefined, idea: 'Warm', language: undefined });
  });
});
