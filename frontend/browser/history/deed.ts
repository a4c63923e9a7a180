import type { Block } from '@aibmc/common/canvas/blocks';

/** The sorts of change that people tell apart, in the order in which a summary names them. */
export const SORTS = [
  'added',
  'changed',
  'moved',
  'deleted',
  'connected',
  'disconnected',
  'suggested',
  'accepted',
  'rejected',
  'withdrawn',
  'settings',
  'nothing',
] as const;
export type Sort = (typeof SORTS)[number];

/** What an edit did: a text by its key with what goes into it, and what a summary counts. */
export interface Deed {
  sort: Sort;
  key: string;
  /** Texts of notes, and under `block` and `fromBlock` names of blocks. */
  params: Record<string, string>;
  /** What it was done to: a note, a connection or the canvas. */
  subject: string;
  block: Block | null;
}
