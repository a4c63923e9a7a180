import { DRAFT_ORDER } from '@aibmc/common/canvas/blocks';
import { checkCanvas } from '@aibmc/common/canvas/checks';
import { type DraftStep, noteIdOf } from '../draft-step.ts';
import { type Draft, draftFromPatterns } from '../patterns/draft.ts';
import { connectionEvent, type NewNote, noteEvent } from './events.ts';
import { FULL_BLOCK, type Ground, isNews, notesIn, whichSays } from './ground.ts';

/**
 * A draft of the whole canvas as steps, one a block in the order of drafting. A connection comes with the later of its
 * ends. The same ground gives the same steps with the same ids, so that a run can be resumed after any of them. What
 * the canvas says already is not said again: what the draft connects to it is connected to the note that is there.
 */
export function* draftCanvas(ground: Ground): Generator<DraftStep> {
  const { generationId, idea, language } = ground;
  const draft = draftFromPatterns({ idea, language });
  const { made, idByKey } = placeNotes(draft, ground);
  const connections = placeConnections(draft, ground, idByKey);
  const blockOf = new Map([...ground.notes, ...made].map(({ id, block }) => [id, block]));
  const rankOf = (id: string): number => DRAFT_ORDER.indexOf(blockOf.get(id)!);
  const total = DRAFT_ORDER.length;
  for (const [rank, block] of DRAFT_ORDER.entries()) {
    yield {
      pattern: draft.pattern.name,
      events: [
        { name: 'progress', data: { block, done: rank, total } },
        ...made.filter((note) => note.block === block).map(noteEvent),
        ...connections
          .filter(({ from, to }) => Math.max(rankOf(from), rankOf(to)) === rank)
          .map(({ from, to }) => connectionEvent(generationId, from, to)),
        { name: 'progress', data: { block, done: rank + 1, total } },
      ],
      ...(rank === total - 1 ? { checks: checksOf(ground, made, connections) } : {}),
    };
  }
}

/** The notes that the draft adds, and which note stands for each of its own. */
function placeNotes(draft: Draft, ground: Ground): { made: NewNote[]; idByKey: Map<string, string> } {
  const made: NewNote[] = [];
  const idByKey = new Map<string, string>();
  for (const { key, block, text, assumption } of draft.notes) {
    const there = notesIn(ground, block);
    const same = whichSays(there, text);
    if (same) {
      idByKey.set(key, same.id);
      continue;
    }
    const isFull = there.length + made.filter((note) => note.block === block).length >= FULL_BLOCK;
    if (isFull || !isNews(ground, text)) continue;
    const id = noteIdOf(ground.generationId, key);
    idByKey.set(key, id);
    made.push({ id, block, text, ...(assumption ? { assumption } : {}) });
  }
  return { made, idByKey };
}

function placeConnections(
  { connections }: Draft,
  ground: Ground,
  idByKey: ReadonlyMap<string, string>,
): { from: string; to: string }[] {
  const known = new Set(ground.connections.map(({ from, to }) => `${from}>${to}`));
  return connections.flatMap((connection) => {
    const from = idByKey.get(connection.from);
    const to = idByKey.get(connection.to);
    if (!from || !to || known.has(`${from}>${to}`)) return [];
    known.add(`${from}>${to}`);
    return [{ from, to }];
  });
}

/** What the checks say of the canvas with these on it. */
export function checksOf(
  { idea, language, notes, connections }: Ground,
  made: readonly NewNote[],
  added: readonly { from: string; to: string }[],
): DraftStep['checks'] {
  const { passed, total } = checkCanvas({
    idea,
    language,
    notes: [...notes, ...made],
    connections: [...connections, ...added],
  });
  return { passed, total };
}
