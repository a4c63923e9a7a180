import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { z } from 'zod';

/* What models are asked for. What is believed of it is apart (readers/). */

/** A note with its connections. */
export const NoteShape = z.object({
  key: z.string(),
  block: z.enum(BLOCKS),
  text: z.string(),
  connectsTo: z.array(z.string()),
  assumption: z.boolean(),
});

/** What every point has. */
export const pointShape = {
  title: z.string(),
  text: z.string(),
  notes: z.array(z.string()),
};

export const proposalsShape = z.array(NoteShape);
