import { z } from 'zod';
import { Id } from '../canvas/note.ts';
import { AppliedEdits, CanvasDetail, EditsBody } from './canvases.ts';
import { defineRoutes } from './route.ts';

/**
 * Calls between services, on their second ports, behind the cluster's own token (`requireInternalToken`). They are
 * mounted and called like the public contract and are no part of it.
 */
const canvasParams = z.object({ canvasId: Id });

export const groupInternalRoutes = defineRoutes({
  readCanvasFor: {
    method: 'GET',
    path: '/internal/canvases/:canvasId',
    summary: 'A canvas as this person may see it; 404 where they may not',
    access: 'anyone',
    params: canvasParams,
    query: z.object({ userId: z.uuid() }),
    status: 200,
    response: CanvasDetail,
  },
  applyEditsFor: {
    method: 'POST',
    path: '/internal/canvases/:canvasId/edits',
    summary: 'Edits on behalf of a person, whose role is checked as ever, with origin AI',
    access: 'anyone',
    params: canvasParams,
    body: EditsBody.extend({
      userId: Id,
      generationId: Id.optional().describe('before its first edits the canvas as it is becomes a version'),
    }),
    bodyLimit: 1024 * 1024,
    status: 200,
    response: AppliedEdits,
  },
});

/** Mounted by every service that keeps something about people. */
export const peopleInternalRoutes = defineRoutes({
  forgetPerson: {
    method: 'DELETE',
    path: '/internal/people/:userId',
    summary: 'Remove a deleted account and what was only theirs; may be repeated',
    access: 'anyone',
    params: z.object({ userId: z.uuid() }),
    status: 204,
    response: null,
  },
});
