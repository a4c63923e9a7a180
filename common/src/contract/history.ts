import { z } from 'zod';
import { Connection, Id, LanguageCode, LIMITS, Note, requiredText } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { AppliedEdits, MOST_REVISION, People } from './canvases.ts';
import { defineRoutes } from './route.ts';

const canvasParams = z.object({ canvasId: Id });
const RevisionNumber = z.number().int().min(0).max(MOST_REVISION);

/**
 * Why a revision is kept in the list of versions: somebody named it, nobody changed the canvas for a while, or what
 * came next was a generation or a restore.
 */
export const VERSION_KINDS = ['named', 'quiet', 'before-generation', 'before-restore'] as const;

export const Version = z
  .object({
    revision: z.number().int(),
    kind: z.enum(VERSION_KINDS),
    name: z.string().nullable().describe('of a named one'),
    author: Id.nullable().describe('who named it, generated or restored; null of a quiet one'),
    authorName: z.string().nullable().describe('null also of a deleted account'),
    at: z.string().describe('when the canvas came to be as it is in this version'),
    noteCount: z.number().int(),
  })
  .meta({ id: 'Version' });
export type Version = z.infer<typeof Version>;

export const Revision = z
  .object({
    canvas: z.object({
      title: z.string(),
      idea: z.string(),
      language: LanguageCode,
      revision: z.number().int(),
      at: z.string().describe('time of the edit that made it; of revision 0, when the canvas was made'),
      author: Id.nullable().describe('who made that edit; null of revision 0 where it is not known'),
    }),
    notes: z.array(Note),
    connections: z.array(Connection),
    people: People.describe('names of the authors of the notes, and of the author of the revision'),
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;

export const historyRoutes = defineRoutes({
  listVersions: {
    method: 'GET',
    path: '/canvases/:canvasId/revisions',
    summary: 'Versions of a canvas, newest first: revisions that were named, or kept by themselves',
    access: 'canvas.read',
    params: canvasParams,
    query: PageQuery,
    status: 200,
    response: page(Version),
  },
  nameVersion: {
    method: 'POST',
    path: '/canvases/:canvasId/revisions',
    summary: 'Name a revision, the newest where none is given; one that has a name gets the new one',
    access: 'canvas.edit',
    params: canvasParams,
    body: z.strictObject({ name: requiredText(LIMITS.versionName), revision: RevisionNumber.optional() }),
    status: 201,
    response: Version,
  },
  getRevision: {
    method: 'GET',
    path: '/canvases/:canvasId/revisions/:revision',
    summary: 'The canvas as it was at a revision; 0 is as it was made',
    access: 'canvas.read',
    params: canvasParams.extend({ revision: z.coerce.number().int().min(0).max(MOST_REVISION) }),
    status: 200,
    response: Revision,
  },
  restoreRevision: {
    method: 'POST',
    path: '/canvases/:canvasId/restore',
    summary:
      'Make the canvas as it was at a revision, by new edits, all or none; sent again with the same id, it is answered again',
    access: 'canvas.edit',
    params: canvasParams,
    body: z.strictObject({ id: Id.describe('chosen by the client'), revision: RevisionNumber }),
    status: 200,
    response: AppliedEdits,
  },
});
