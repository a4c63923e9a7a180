import { AppError } from '@aibmc/common/errors';
import { can } from '@aibmc/common/permissions';
import type { CanvasForPrompt, GroupService } from '../clients/group-service.ts';

/**
 * The canvas, if this person may generate on it as group-service says right now. Throws `not-found` for an outsider
 * and `forbidden` for a role that may only read.
 */
export async function requireGenerate(
  group: GroupService,
  canvasId: string,
  userId: string,
  options: { requestId?: string; signal?: AbortSignal } = {},
): Promise<CanvasForPrompt> {
  const canvas = await group.readCanvas(canvasId, userId, options);
  if (!can(canvas.role, 'canvas.generate')) throw mayNotGenerate();
  return canvas;
}

export function mayNotGenerate(): AppError {
  return new AppError('forbidden', 'Only editors and owners may generate on this canvas');
}

export function noSuchCanvas(): AppError {
  return new AppError('not-found', 'There is no such canvas');
}
