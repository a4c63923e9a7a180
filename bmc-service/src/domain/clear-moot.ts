import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { isMoot } from '@aibmc/common/canvas/suggestions';
import { derivedId } from '@aibmc/common/ids';
import type { CanvasForPrompt } from '../clients/group-service.ts';

/** So many open suggestions are left alone, moot or not: what one is about may come back by an undo. */
const FEW = LIMITS.suggestions / 3;

/**
 * The edits that make room on a canvas for new suggestions: those that no longer say anything, which nobody sees and
 * which count all the same, are withdrawn. Pure.
 */
export function clearMoot(generationId: string, canvas: CanvasForPrompt): Edit[] {
  if (canvas.suggestions.length <= FEW) return [];
  const state = stateOf({ ...canvas.canvas, ...canvas });
  return canvas.suggestions
    .filter((suggestion) => isMoot(suggestion, state))
    .slice(0, LIMITS.editsPerRequest)
    .map(({ id: suggestionId }) => ({
      id: derivedId(generationId, `clear:${suggestionId}`),
      type: 'suggestion.remove',
      suggestionId,
      as: 'withdrawn',
    }));
}
