import { type Block, BLOCKS, type Language } from '../src/canvas/blocks.ts';
import type { CheckedCanvas } from '../src/canvas/checks.ts';

export const IDEA =
  'A subscription that delivers fresh sourdough bread by bicycle to offices in Granada every morning';

/** Two notes for each block, of one business. */
export const TEXTS: Record<Block, string[]> = {
  'customer-segments': ['Offices in Granada that start early', 'Coworking spaces with shared kitchens'],
  'value-propositions': [
    'Fresh bread before the first meeting',
    'Sourdough breakfast without leaving the office',
  ],
  channels: ['Bicycle delivery to the office door', 'Order page for office managers'],
  'customer-relationships': ['Weekly message with tomorrow’s bread', 'One named baker for each coworking'],
  'revenue-streams': ['Monthly bread subscription per office', 'Price per extra sourdough loaf'],
  'key-resources': ['Wood oven in Granada', 'Cargo bicycles with insulated boxes'],
  'key-activities': ['Baking sourdough through the night', 'Planning bicycle rounds each morning'],
  'key-partners': ['Millers of Granada flour', 'Bicycle workshop for weekly repairs'],
  'cost-structure': ['Flour for sourdough bread', 'Wages of riders on morning rounds'],
};

/** A canvas of these texts; note n of a block is connected to note n of each that `links` name for its block. */
export function canvasOf(
  texts: Record<Block, readonly string[]>,
  links: readonly (readonly [Block, Block])[],
  language: Language = 'en',
): CheckedCanvas {
  return {
    idea: IDEA,
    language,
    notes: BLOCKS.flatMap((block) => texts[block].map((text, n) => ({ id: `${block}-${n}`, block, text }))),
    connections: links.flatMap(([from, to]) =>
      [0, 1].map((n) => ({ from: `${from}-${n}`, to: `${to}-${n}` })),
    ),
  };
}
