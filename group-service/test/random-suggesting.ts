import { randomUUID } from 'node:crypto';
import type { Edit } from '@aibmc/common/canvas/edits';
import { type Suggestion, SUGGESTION_ENDS } from '@aibmc/common/canvas/suggestion';

/** Few ids, so that suggestions are made again, changed and ended by several, while they are open and after. */
const SUGGESTION_IDS = Array.from({ length: 9 }, () => randomUUID());
const GENERATION_IDS = Array.from({ length: 3 }, () => randomUUID());

/** Any edit of a suggestion; it may be about any of the notes and connections named. */
export function randomSuggesting(
  random: () => number,
  noteIds: readonly string[],
  connectionIds: readonly string[],
): Edit {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = <T>(value: T): T | undefined => (random() < 0.4 ? value : undefined);
  const id = randomUUID();
  const suggestionId = pick(SUGGESTION_IDS);
  const change = (): Suggestion['change'] => {
    const noteId = pick(noteIds);
    const text = `idea ${Math.floor(random() * 1_000)} "ü☕"`;
    return pick<Suggestion['change']>([
      { type: 'note.add', note: { id: noteId, block: 'channels', text, details: maybe('why {not}') } },
      {
        type: 'note.set',
        noteId,
        set: { text: maybe(text), block: maybe('channels'), assumption: maybe(true) },
      },
      { type: 'note.remove', noteId },
      { type: 'connection.add', connection: { id: pick(connectionIds), from: noteId, to: pick(noteIds) } },
      { type: 'connection.remove', connectionId: pick(connectionIds) },
    ]);
  };
  const chance = random();
  if (chance < 0.5) {
    const generationId = maybe(pick(GENERATION_IDS));
    const suggestion = { id: suggestionId, generationId, change: change(), fails: maybe(['too-long']) };
    return { id, type: 'suggestion.add', suggestion };
  }
  if (chance < 0.65) {
    const set = { change: maybe(change()), why: maybe('Better so'), fails: maybe(pick([null, ['vague']])) };
    return { id, type: 'suggestion.set', suggestionId, set };
  }
  return { id, type: 'suggestion.remove', suggestionId, as: pick(SUGGESTION_ENDS) };
}
