import { z } from 'zod';
import { BlockName, Id } from '../canvas/note.ts';
import { AppliedEdits, CanvasDetail, EditsBody } from './canvases.ts';
import { GenerationNotice } from './live.ts';
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
    response: CanvasDetail.extend({
      rejected: z
        .array(z.object({ block: BlockName.nullable(), text: z.string() }))
        .describe('texts of suggestions that were rejected last, newest first; 60 at most'),
    }),
  },
  applyEditsFor: {
    method: 'POST',
    path: '/internal/canvases/:canvasId/edits',
    summary: 'Edits on behalf of a person, whose role is checked as ever, with origin AI',
    access: 'anyone',
    params: canvasParams,
    body: EditsBody.extend({
      userId: Id,
      generationId: Id.optional().describe(
        'before its first edits (suggestions aside) the canvas as it is becomes a version',
      ),
    }),
    bodyLimit: 1024 * 1024,
    status: 200,
    response: AppliedEdits,
  },
  tellGeneration: {
    method: 'POST',
    path: '/internal/canvases/:canvasId/generations',
    summary: 'Tell everybody who has a canvas open how it stands with a generation; may be lost',
    access: 'anyone',
    params: canvasParams,
    body: GenerationNotice,
    status: 204,
    response: null,
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
