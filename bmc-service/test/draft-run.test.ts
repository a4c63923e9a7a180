import { describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import { Edit as EditSchema } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { inBatches } from '../src/domain/batches.ts';
import { clearMoot } from '../src/domain/clear-moot.ts';
import { Draft } from '../src/domain/draft.ts';
import { type DraftStep, editsOf, type ToldNote } from '../src/domain/draft-step.ts';
import { judgeDraft } from '../src/domain/judge-draft.ts';
import { createMarker } from '../src/domain/mark-assumptions.ts';
import { repairEvents, repairOf } from '../src/domain/repair.ts';
import { TokenCount } from '../src/domain/token-count.ts';

const GENERATION = newId();
const SEGMENT = newId();
const EMPTY = stateOf({ title: '', idea: '', language: 'en', notes: [], connections: [] });
const author = { author: newId(), origin: 'ai' } as const;

const note = (id: string, text: string, more: Partial<ToldNote> = {}): GenerationEvent => ({
  name: 'note',
  data: { id, block: 'channels', text, ...more },
});
const revised = (id: string, text: string, more: Partial<ToldNote> = {}): GenerationEvent => ({
  name: 'revised',
  data: { id, block: 'channels', text, ...more },
});
const connection = (from: string, to: string): GenerationEvent => ({
  name: 'connection',
  data: { id: newId(), from, to },
});

describe('events as edits', () => {
  const told = new Map<string, ToldNote>();
  const put = (
    events: GenerationEvent[],
    { accept = true, toBoard = true, unchanged = (): boolean => true } = {},
    known = told,
  ): Edit[] => editsOf({ generationId: GENERATION, accept, toBoard }, events, known, unchanged);
  const applied = (edits: Edit[], state: CanvasState = EMPTY): CanvasState =>
    applyEdits(
      state,
      edits.map((edit) => ({ ...edit, ...author })),
    );

  test('an accepted note and a connection are edits at once, valid and the same each time', () => {
    const [a, b] = [newId(), newId()];
    const events = [note(a, 'Bakery door'), note(b, 'Offices', { block: 'customer-segments' })];
    const link = connection(a, b);
    const edits = put([...events, link], {}, new Map());
    expect(edits.map((edit) => EditSchema.parse(edit).type)).toEqual([
      'note.add',
      'note.add',
      'connection.add',
    ]);
    expect(put([...events, link], {}, new Map())).toEqual(edits);
    expect(applied(edits).connections.size).toBe(1);
  });

  test('what is not accepted waits as a suggestion with the same note id', () => {
    const a = newId();
    const edits = put([note(a, 'Bakery door', { assumption: true })], { accept: false }, new Map());
    expect(edits.map((edit) => EditSchema.parse(edit).type)).toEqual(['suggestion.add']);
    const state = applied(edits);
    expect(state.notes.size).toBe(0);
    expect([...state.suggestions.values()]).toEqual([
      expect.objectContaining({
        generationId: GENERATION,
        change: {
          type: 'note.add',
          note: { id: a, block: 'channels', text: 'Bakery door', assumption: true },
        },
      }),
    ]);
  });

  test('a note that is told again is rewritten where nobody has changed it, and left alone where somebody has', () => {
    const known = new Map<string, ToldNote>();
    const a = newId();
    const first = applied(put([note(a, 'Door')], {}, known));
    expect(put([revised(a, 'Door', { fails: ['note-length'] })], {}, known)).toEqual([]);
    const again = put([revised(a, 'Bakery door at nine')], {}, known);
    expect(applied(again, first).notes.get(a)?.text).toBe('Bakery door at nine');
    expect(put([revised(a, 'Another text')], { unchanged: () => false }, known)).toEqual([]);
  });

  test('a suggestion that is told again changes while it is open', () => {
    const known = new Map<string, ToldNote>();
    const a = newId();
    const open = applied(put([note(a, 'Door')], { accept: false }, known));
    const again = put([revised(a, 'Bakery door', { fails: ['no-orphans'] })], { accept: false }, known);
    expect(again.map((edit) => EditSchema.parse(edit).type)).toEqual(['suggestion.set']);
    const [suggestion] = applied(again, open).suggestions.values();
    expect(suggestion).toMatchObject({ fails: ['no-orphans'], change: { note: { text: 'Bakery door' } } });
    expect(applied(again, EMPTY)).toBe(EMPTY);
  });

  test('a dropped note goes, a dropped suggestion is withdrawn', () => {
    for (const accept of [true, false]) {
      const known = new Map<string, ToldNote>();
      const a = newId();
      const before = applied(put([note(a, 'Door')], { accept }, known));
      const after = applied(put([{ name: 'dropped', data: { id: a } }], { accept }, known), before);
      expect([after.notes.size, after.suggestions.size]).toEqual([0, 0]);
    }
  });

  test('what an answer suggests stays off the board', () => {
    const suggestion = { id: newId(), change: { type: 'note.remove', noteId: newId() } } as const;
    const event: GenerationEvent = { name: 'suggestion', data: suggestion };
    expect(put([event], { accept: false }, new Map())).toHaveLength(1);
    expect(put([event], { accept: false, toBoard: false }, new Map())).toEqual([]);
  });
});

describe('steps in batches', () => {
  const text = (piece: string): DraftStep => ({ events: [{ name: 'text', data: { text: piece } }] });
  async function* source(steps: DraftStep[], end?: Error): AsyncGenerator<DraftStep> {
    for (const step of steps) {
      await Promise.resolve();
      yield step;
    }
    if (end) throw end;
  }

  test('what comes while the taker is busy comes together, texts joined, in order', async () => {
    const taken: DraftStep[] = [];
    for await (const step of inBatches(() =>
      source([{ events: [note('a', 'A')] }, text('x'), text('y'), text('z')]),
    )) {
      taken.push(step);
      await delay(5);
    }
    expect(taken).toHaveLength(2);
    expect(taken[1]?.events).toEqual([{ name: 'text', data: { text: 'xyz' } }]);
  });

  test('an error comes after what was before it', async () => {
    const taken: DraftStep[] = [];
    const all = async (): Promise<void> => {
      for await (const step of inBatches(() => source([text('x')], new Error('broken')))) taken.push(step);
    };
    await expect(all()).rejects.toThrow('broken');
    expect(taken).toHaveLength(1);
  });

  test('leaving early ends the source', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<DraftStep> {
      try {
        for (;;) {
          await delay(1);
          yield { events: [note('a', 'A')] };
        }
      } finally {
        ended = true;
      }
    }
    for await (const step of inBatches(endless)) {
      expect(step.events.length).toBeGreaterThan(0);
      break;
    }
    expect(ended).toBe(true);
  });
});

describe('a draft under the checks', () => {
  const ground = {
    idea: 'Sourdough bread by bicycle to offices in Granada',
    language: 'en' as const,
    notes: [{ id: SEGMENT, block: 'customer-segments' as const, text: 'Offices in Granada with 20 desks' }],
    connections: [],
  };
  function draftOf(...events: GenerationEvent[]): Draft {
    const draft = new Draft();
    draft.take(events);
    return draft;
  }
  const judged = (draft: Draft, whole = false) =>
    judgeDraft(
      ground,
      { notes: [...draft.notes.values()], connections: [...draft.connections.values()] },
      whole,
    );

  test('its failing notes are named with what they fail; notes of people are not', () => {
    const [good, vague] = [newId(), newId()];
    const draft = draftOf(
      note(good, 'Bicycle delivery before nine'),
      note(vague, 'Innovative solutions for everyone'),
      connection(good, SEGMENT),
    );
    const { fails } = judged(draft);
    expect([...fails.keys()]).not.toContain(SEGMENT);
    expect([...fails.keys()]).not.toContain(good);
    expect(fails.get(vague)).toEqual(expect.arrayContaining(['no-vague-words', 'no-orphans']));
  });

  test('a draft of the whole canvas is asked for the blocks it left empty', () => {
    expect(judged(draftOf(), true).findings.map(({ check }) => check)).toContain('blocks-filled');
    expect(judged(draftOf(), false).findings).toEqual([]);
  });

  test('a repair changes the draft only: texts, drops, new notes and connections', () => {
    const [vague, copy] = [newId(), newId()];
    const draft = draftOf(note(vague, 'Everyone'), note(copy, 'Everyone'));
    const { input, notes } = repairOf(
      { idea: ground.idea, language: 'en', instruction: '', block: null, rejected: [] },
      ground,
      draft,
      judged(draft, true),
    );
    expect(input.about).toEqual(expect.arrayContaining(['n2', 'n3']));
    expect(input.about).not.toContain('n1');
    const answers = [
      '{"key":"n1","block":"customer-segments","text":"Stolen","connectsTo":[],"drop":true}',
      '{"key":"n2","block":"channels","text":"Bicycle couriers at 8 in offices","connectsTo":["n1","x"]}',
      '{"key":"n3","block":"channels","text":"","connectsTo":[],"drop":true}',
      '{"key":"new","block":"value-propositions","text":"Warm sourdough at the desk","connectsTo":["n1"]}',
      'nonsense',
    ];
    const round = { generationId: GENERATION, round: 1, draft, notes, takesNew: true };
    const events = repairEvents(round, answers);
    expect(repairEvents(round, answers)).toEqual(events);
    draft.take(events);
    expect([...draft.notes.values()].map(({ text }) => text)).toEqual([
      'Bicycle couriers at 8 in offices',
      'Warm sourdough at the desk',
    ]);
    expect([...draft.connections.values()].map(({ to }) => to)).toEqual([SEGMENT, SEGMENT]);
    expect(events.some(({ data }) => 'id' in data && data.id === SEGMENT)).toBe(false);
  });
});

test('a figure that nobody gave is marked as assumed, wherever the model put it', () => {
  const mark = createMarker({ idea: 'Bread for 200 desks', instruction: '' }, { notes: [] });
  expect(mark(note('a', 'For 200 desks')).data).not.toHaveProperty('assumption');
  expect(mark(note('a', 'At €5 a desk')).data).toMatchObject({ assumption: true });
  const suggestion = { id: 's', change: { type: 'note.set' as const, noteId: 'n', set: { text: 'At €5' } } };
  expect(mark({ name: 'suggestion', data: suggestion }).data).toMatchObject({
    change: { set: { assumption: true } },
  });
});

test('suggestions that say nothing any more make room, once there are many', () => {
  const at = new Date().toISOString();
  const canvas = (count: number) => ({
    canvas: {
      ...{ id: newId(), title: '', kind: 'bmc' as const, idea: '', language: 'en' as const, revision: 1 },
      ...{ groupId: null, groupName: null, createdAt: at, updatedAt: at },
    },
    ...{ notes: [], connections: [], role: 'owner' as const, people: [], rejected: [] },
    suggestions: Array.from({ length: count }, (_, index) => ({
      id: newId(),
      change:
        index % 2 === 0
          ? { type: 'note.remove' as const, noteId: newId() }
          : { type: 'note.add' as const, note: { id: newId(), block: 'channels' as const, text: 'Door' } },
    })),
  });
  expect(clearMoot(GENERATION, canvas(100))).toEqual([]);
  const edits = clearMoot(GENERATION, canvas(120));
  expect(edits).toHaveLength(60);
  expect(EditSchema.parse(edits[0])).toMatchObject({ type: 'suggestion.remove', as: 'withdrawn' });
});

test('tokens of several calls add up, as far as they are told', () => {
  const tokens = new TokenCount();
  expect(tokens.add(null)).toBeNull();
  expect(tokens.add({ promptTokens: 5, completionTokens: null })).toEqual({
    promptTokens: 5,
    completionTokens: null,
  });
  expect(tokens.add({ promptTokens: 5, completionTokens: 7 })).toEqual({
    promptTokens: 10,
    completionTokens: 7,
  });
});
