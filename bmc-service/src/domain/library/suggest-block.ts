import type { Block } from '@aibmc/common/canvas/blocks';
import type { DraftStep } from '../draft-step.ts';
import { connectionsFor } from './connect-note.ts';
import { checksOf } from './draft-canvas.ts';
import { connectionEvent, noteEvent } from './events.ts';
import { FULL_BLOCK, type Ground, notesIn } from './ground.ts';
import { poolFor } from './pool.ts';

const FEWEST = 2;
const MOST = 4;

/** Two to four notes for a block that are not there yet, connected to notes that are. */
export function* suggestBlock(ground: Ground, block: Block): Generator<DraftStep> {
  const { generationId, notes, idea } = ground;
  const room = FULL_BLOCK - notesIn(ground, block).length;
  const made = poolFor(ground, block).slice(0, Math.min(MOST, Math.max(FEWEST, room)));
  const added = made.flatMap((note, nth) => connectionsFor(note, notes, idea, nth));
  yield {
    events: [
      { name: 'progress', data: { block, done: 0, total: 1 } },
      ...made.map(noteEvent),
      ...added.map(({ from, to }) => connectionEvent(generationId, from, to)),
      { name: 'progress', data: { block, done: 1, total: 1 } },
    ],
    checks: checksOf(ground, made, added),
  };
}
