import { type Block, DRAFT_ORDER } from '@aibmc/common/canvas/blocks';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { connectionIdOf, type DraftStep, noteIdOf } from './draft-step.ts';

/** A draft as the pattern library makes it; keys are local to it. */
export interface PatternDraft {
  pattern: { id: string; name: string };
  notes: readonly { key: string; block: Block; text: string }[];
  connections: readonly { from: string; to: string }[];
}

/**
 * A pattern draft as steps, one a block in the order of drafting. A connection comes with the later of its ends.
 * The same draft gives the same steps with the same ids, so that a run can be resumed after any of them.
 */
export function* patternSteps(generationId: string, draft: PatternDraft): Generator<DraftStep> {
  const total = DRAFT_ORDER.length;
  const rankByKey = new Map(draft.notes.map(({ key, block }) => [key, DRAFT_ORDER.indexOf(block)]));
  const rankOf = (key: string): number => rankByKey.get(key) ?? total;
  for (const [rank, block] of DRAFT_ORDER.entries()) {
    const notes = draft.notes.filter((note) => note.block === block);
    const connections = draft.connections.filter(
      ({ from, to }) => Math.max(rankOf(from), rankOf(to)) === rank,
    );
    yield {
      pattern: draft.pattern.name,
      events: [
        { name: 'progress', data: { block, done: rank, total } },
        ...notes.map(({ key, text }): GenerationEvent => {
          return { name: 'note', data: { id: noteIdOf(generationId, key), block, text } };
        }),
        ...connections.map((connection): GenerationEvent => {
          const from = noteIdOf(generationId, connection.from);
          const to = noteIdOf(generationId, connection.to);
          return { name: 'connection', data: { id: connectionIdOf(generationId, from, to), from, to } };
        }),
        { name: 'progress', data: { block, done: rank + 1, total } },
      ],
    };
  }
}
