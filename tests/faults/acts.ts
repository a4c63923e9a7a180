import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { BLOCKS, CONNECTION_KINDS } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { COLOURS } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import { acceptEdits, rejectEdits } from '@aibmc/common/canvas/suggestions';
import { newId } from '@aibmc/common/ids';

/** Boards do not grow beyond so many notes: then what people do is tidy up. */
const MOST_NOTES = 60;
/** Nor are there more suggestions than this: then people decide. */
const MOST_SUGGESTIONS = 20;
/** How many of all acts are about suggestions. */
const SUGGESTING = 0.15;
const WORDS = [
  'bread',
  'bicycles',
  'bakeries',
  'offices',
  'subscriptions',
  'mornings',
  'ünïcode ☕',
  'a "quote"',
];

/** What somebody who looks at this board might do next: its edits are one act. */
export function nextAct(random: () => number, state: CanvasState): Edit[] {
  const notes = [...state.notes.values()];
  const connections = [...state.connections.values()];
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const text = (): string => `${pick(WORDS)} ${pick(WORDS)} ${Math.floor(random() * 1_000)}`;
  if (random() < SUGGESTING && notes.length > 0) return suggesting(random, state, text());
  const chance = random();
  if (notes.length < 4 || (chance < 0.25 && notes.length < MOST_NOTES)) {
    const block = pick(BLOCKS);
    // Two who add at the same time choose the same place.
    const order = orderAtEnd(notes, block);
    return [{ id: newId(), type: 'note.add', note: { id: newId(), block, text: text(), order } }];
  }
  const note = pick(notes);
  if (chance < 0.5) return [{ id: newId(), type: 'note.set', noteId: note.id, set: { text: text() } }];
  if (chance < 0.65) {
    const block = pick(BLOCKS);
    return [
      { id: newId(), type: 'note.set', noteId: note.id, set: { block, order: orderAtEnd(notes, block) } },
    ];
  }
  if (chance < 0.7) {
    const set = random() < 0.5 ? { colour: pick([...COLOURS, null]) } : { details: pick([text(), null]) };
    return [{ id: newId(), type: 'note.set', noteId: note.id, set }];
  }
  if (chance < 0.8) {
    const gone = notes.length < MOST_NOTES ? [note] : notes.filter(() => random() < 0.3);
    return gone.map(({ id }) => ({ id: newId(), type: 'note.remove', noteId: id }));
  }
  if (chance < 0.95) {
    const kind = pick(CONNECTION_KINDS);
    const from = notes.filter(({ block }) => block === kind.from);
    const to = notes.filter(({ block }) => block === kind.to);
    if (from.length > 0 && to.length > 0) {
      const connection = { id: newId(), from: pick(from).id, to: pick(to).id };
      return [{ id: newId(), type: 'connection.add', connection }];
    }
  }
  if (chance < 0.98 && connections.length > 0) {
    return [{ id: newId(), type: 'connection.remove', connectionId: pick(connections).id }];
  }
  return [{ id: newId(), type: 'canvas.set', set: { title: text() } }];
}

/** Something is suggested, or some suggestions are accepted or rejected as one act. */
function suggesting(random: () => number, state: CanvasState, text: string): Edit[] {
  const { notes, suggestions } = state;
  const some = [...suggestions.keys()].filter(() => random() < 0.3);
  if (some.length > 0 && (random() < 0.5 || suggestions.size >= MOST_SUGGESTIONS)) {
    const accepting = random() < 0.6 ? acceptEdits(state, some, newId) : [];
    return accepting.length > 0 ? accepting : rejectEdits(state, some, newId);
  }
  const noteId = [...notes.keys()][Math.floor(random() * notes.size)] ?? '';
  const added = { id: newId(), block: 'channels' as const, text };
  const more: Suggestion['change'][] = [
    { type: 'note.add', note: added },
    { type: 'connection.add', connection: { id: newId(), from: added.id, to: noteId } },
  ];
  const other: Suggestion['change'][] = [
    { type: 'note.set', noteId, set: { text } },
    { type: 'note.remove', noteId },
  ];
  return (random() < 0.6 ? more : other).map((change) => {
    return { id: newId(), type: 'suggestion.add', suggestion: { id: newId(), change } };
  });
}
