import type { Block } from '@aibmc/common/canvas/blocks';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';

/** Sizes of the notes' text on paper that the style sheets know, in points. */
const SIZES = [9, 8, 7, 6, 5, 4, 3] as const;

/** Room for notes in millimetres on a landscape A4 page: as wide as a fifth of the board, as high as two rows or one. */
const COLUMN = { width: 46, height: 112 };
const CELL = { width: 46, height: 50 };
/** Two notes stand beside each other in it. */
const FOOT = { width: 46, height: 100 };

const ROOM: Partial<Record<Block, typeof COLUMN>> = {
  'key-partners': COLUMN,
  'value-propositions': COLUMN,
  'customer-segments': COLUMN,
  'cost-structure': FOOT,
  'revenue-streams': FOOT,
};

const MM_PER_POINT = 25.4 / 72;
/** Of a character, in its own size; on the safe side. */
const WIDTH_OF_CHARACTER = 0.56;
const LINE_HEIGHT = 1.3;
/** Edge, padding and gap of a note, in its own size. */
const AROUND_NOTE = 1;

/** The largest size of text, in points, with which a canvas of these notes fits one page; the smallest where none does. */
export function printSize(notes: CanvasDetail['notes']): number {
  const byBlock = [...Map.groupBy(notes, ({ block }) => block)];
  const fits = (size: number): boolean =>
    byBlock.every(([block, own]) => heightOf(own, size, ROOM[block] ?? CELL) <= (ROOM[block] ?? CELL).height);
  return SIZES.find(fits) ?? SIZES[SIZES.length - 1] ?? 3;
}

/** Height of notes one under the other, in millimetres. */
function heightOf(notes: CanvasDetail['notes'], points: number, { width }: typeof COLUMN): number {
  const size = points * MM_PER_POINT;
  const perLine = Math.max(1, Math.floor(width / (size * WIDTH_OF_CHARACTER)));
  const lines = notes.map(({ text }) =>
    text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0),
  );
  return lines.reduce((sum, count) => sum + size * (count * LINE_HEIGHT + AROUND_NOTE), 0);
}
