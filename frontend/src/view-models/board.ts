import type { Block } from '@aibmc/common/canvas/blocks';
import { byOrder, segmentColours } from '@aibmc/common/canvas/colours';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';

type Notes = Pick<CanvasDetail, 'notes' | 'connections'>;

/** The notes of a canvas put into their blocks in order, each with the hues and names of its segments. */
export function arrangeBoard<B extends { id: Block }>({ notes, connections }: Notes, blocks: readonly B[]) {
  const colours = segmentColours(notes, connections);
  const textOf = new Map(notes.map(({ id, text }) => [id, text]));
  const shown = notes.toSorted(byOrder).map((note) => {
    const { hues, segmentIds } = colours.get(note.id) ?? { hues: [], segmentIds: [] };
    return { ...note, hues, segments: segmentIds.map((id) => textOf.get(id) ?? '').join(', ') };
  });
  return {
    segments: shown
      .filter(({ block }) => block === 'customer-segments')
      .map(({ id, text, hues }) => ({ id, text, hue: hues[0] })),
    blocks: blocks.map((block) => ({ ...block, notes: shown.filter((note) => note.block === block.id) })),
  };
}
