import { randomUUID } from 'node:crypto';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { COLOURS } from '@aibmc/common/canvas/note';
import { randomSuggesting } from './random-suggesting.ts';

/** A source of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Few ids, so that writers meet: they remove what others set, and add again what was removed. */
export const NOTE_IDS = Array.from({ length: 14 }, () => randomUUID());
const CONNECTION_IDS = Array.from({ length: 8 }, () => randomUUID());
const NEAR_BLOCKS = ['channels', 'customer-segments', 'value-propositions'] as const;
const ORDERS = ['a0', 'a1', 'a0V', 'Zz', 'zz', 'b', '0'];

/** Any edit; `before` holds edits that were sent already, of which some come again. */
export function randomEdit(random: () => number, before: Edit[]): Edit {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = <T>(value: T): T | undefined => (random() < 0.3 ? value : undefined);
  const block = () => (random() < 0.9 ? pick(NEAR_BLOCKS) : pick(BLOCKS));
  if (before.length > 0 && random() < 0.08) return pick(before);
  if (random() < 0.2) return randomSuggesting(random, NOTE_IDS, CONNECTION_IDS);
  const id = randomUUID();
  const chance = random();
  if (chance < 0.3) {
    const note = { id: pick(NOTE_IDS), block: block(), text: `text ${Math.floor(random() * 1_000)}` };
    return {
      id,
      type: 'note.add',
      note: {
        ...note,
        order: maybe(pick(ORDERS)),
        colour: maybe(pick(COLOURS)),
        details: maybe('it\'s {a,"b\\\\"}'),
        assumption: maybe(true),
      },
    };
  }
  if (chance < 0.55) {
    const set = {
      text: maybe('Ünïcode ☕ "quoted"'),
      block: maybe(block()),
      order: maybe(pick(ORDERS)),
      colour: maybe(random() < 0.5 ? null : pick(COLOURS)),
      details: maybe(random() < 0.5 ? null : 'more'),
      assumption: maybe(random() < 0.5 ? null : (true as const)),
    };
    return { id, type: 'note.set', noteId: pick(NOTE_IDS), set };
  }
  if (chance < 0.67) return { id, type: 'note.remove', noteId: pick(NOTE_IDS) };
  if (chance < 0.9) {
    const connection = { id: pick(CONNECTION_IDS), from: pick(NOTE_IDS), to: pick(NOTE_IDS) };
    return { id, type: 'connection.add', connection };
  }
  if (chance < 0.97) return { id, type: 'connection.remove', connectionId: pick(CONNECTION_IDS) };
  return {
    id,
    type: 'canvas.set',
    set: { title: maybe('A title'), idea: maybe('An idea'), language: maybe('es') },
  };
}
