import type { Block } from '@aibmc/common/canvas/blocks';

/** What one can comment on. */
export type Commented = { noteId: string } | { block: Block };
