import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { z } from 'zod';

/** Where a list goes on, by the longest cursor that a list has; what is none is the beginning. */
export const Cursor = canvasesRoutes.listCanvases.query.shape.cursor.catch(undefined);

/** The query of a page that shows one list. */
export const CursorQuery = z.object({ cursor: Cursor });
