import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { createClient, type Result } from '@aibmc/common/contract/client';
import { groupInternalRoutes } from '@aibmc/common/contract/internal';
import type { GenerationNotice } from '@aibmc/common/contract/live';
import type { Role } from '@aibmc/common/permissions';

interface Options {
  requestId?: string;
  signal?: AbortSignal;
}

/** Somebody, on a canvas. */
export interface Pair {
  canvasId: string;
  userId: string;
}

/** A canvas with what people rejected of the suggestions for it. */
export type CanvasForPrompt = Result<typeof groupInternalRoutes.readCanvasFor>;

/** What bmc-service asks of group-service, over its second port, on behalf of a person. */
export interface GroupService {
  /** The canvas as this person may see it; throws `not-found` where they may not. */
  readCanvas: (canvasId: string, userId: string, options?: Options) => Promise<CanvasForPrompt>;
  /** The roles of people on canvases, in the order of the list, of 1,000 at most; null: none. */
  findRoles: (of: readonly Pair[], options?: Options) => Promise<(Role | null)[]>;
  /** Applies edits of a generation with origin AI; throws `forbidden` or `not-found` when the person may not edit. */
  applyEdits: (
    canvasId: string,
    of: { userId: string; generationId: string },
    edits: Edit[],
    options?: Options,
  ) => Promise<AppliedEdits>;
  /** Tells everybody who has the canvas open; may be lost. */
  tellGeneration: (canvasId: string, notice: GenerationNotice, options?: Options) => Promise<void>;
}

/** Calls to group-service's second port with the cluster's own token. */
export function createGroupService(baseUrl: string, token: string): GroupService {
  const calls = createClient(baseUrl, groupInternalRoutes);
  return {
    readCanvas: (canvasId, userId, options) =>
      calls.readCanvasFor({ params: { canvasId }, query: { userId } }, { ...options, token }),
    findRoles: async (of, options) =>
      (await calls.findRoles({ body: { of: [...of] } }, { ...options, token })).roles,
    applyEdits: (canvasId, of, edits, options) =>
      calls.applyEditsFor({ params: { canvasId }, body: { ...of, edits } }, { ...options, token }),
    tellGeneration: (canvasId, notice, options) =>
      calls.tellGeneration({ params: { canvasId }, body: notice }, { ...options, token }),
  };
}
