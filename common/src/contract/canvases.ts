import { z } from 'zod';
import { Edit } from '../canvas/edits.ts';
import {
  BlockName,
  Connection,
  Id,
  LanguageCode,
  LIMITS,
  Note,
  plainText,
  requiredText,
} from '../canvas/note.ts';
import { Suggestion } from '../canvas/suggestion.ts';
import { page, PageQuery } from '../cursor.ts';
import { RoleName } from './groups.ts';
import { defineRoutes } from './route.ts';

const canvasParams = z.object({ canvasId: Id });
const CanvasTitle = requiredText(LIMITS.title);
const Idea = plainText(LIMITS.idea);

const canvasFields = {
  id: z.uuid(),
  title: z.string(),
  kind: z.literal('bmc'),
  idea: z.string(),
  language: LanguageCode,
  revision: z.number().int(),
  groupId: z.uuid().nullable(),
  groupName: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
};

export const CanvasSummary = z
  .object({ ...canvasFields, role: RoleName, noteCount: z.number().int() })
  .meta({ id: 'CanvasSummary' });
export type CanvasSummary = z.infer<typeof CanvasSummary>;

/** The highest revision that a number of PostgreSQL holds. */
export const MOST_REVISION = 2_147_483_647;

export const People = z.array(z.object({ id: z.uuid(), name: z.string() }));

export const CanvasDetail = z
  .object({
    canvas: z.object(canvasFields),
    notes: z.array(Note),
    connections: z.array(Connection),
    suggestions: z.array(Suggestion).describe('open ones, in the order in which they came'),
    role: RoleName,
    people: People.describe('names of the authors of the notes'),
  })
  .meta({ id: 'CanvasDetail' });
export type CanvasDetail = z.infer<typeof CanvasDetail>;

/** An edit as the log keeps it: the edit itself, flat, with its revision, author and time. */
export const LoggedEditShape = z
  .looseObject({
    revision: z.number().int(),
    id: Id,
    type: z.string(),
    author: Id,
    origin: z.enum(['human', 'ai']),
    at: z.string(),
  })
  .meta({ id: 'LoggedEdit' });
export type LoggedEdit = Edit & { revision: number; author: string; origin: 'human' | 'ai'; at: string };

export const EditsBody = z.strictObject({ edits: z.array(Edit).min(1).max(LIMITS.editsPerRequest) });

export const AppliedEdits = z
  .object({ revision: z.number().int(), edits: z.array(z.object({ id: Id, revision: z.number().int() })) })
  .meta({ id: 'AppliedEdits' });
export type AppliedEdits = z.infer<typeof AppliedEdits>;

export const Findings = z
  .object({
    findings: z.array(
      z.object({
        check: z.string(),
        block: BlockName.optional(),
        noteIds: z.array(Id).optional(),
        detail: z.string().optional(),
      }),
    ),
    passed: z.number().int(),
    total: z.number().int(),
    completeness: z
      .number()
      .int()
      .min(0)
      .max(100)
      .describe('0 to 100: what the notes say and how they hang together; empty words add nothing'),
  })
  .meta({ id: 'Findings' });

const PlaceInLog = z.coerce.number().int().min(0).max(MOST_REVISION);

export const CANVAS_SORTS = ['updated', 'created', 'title'] as const;

export const TrashedCanvas = z
  .object({
    id: z.uuid(),
    title: z.string(),
    groupId: z.uuid().nullable(),
    groupName: z.string().nullable(),
    noteCount: z.number().int(),
    deletedAt: z.string(),
    deletedBy: z.string(),
    goneAt: z.string().describe('when it is removed for good'),
  })
  .meta({ id: 'TrashedCanvas' });
export type TrashedCanvas = z.infer<typeof TrashedCanvas>;

/** A group, or null for oneself. */
const Place = z.strictObject({ groupId: Id.nullable() });

export const canvasesRoutes = defineRoutes({
  listCanvases: {
    method: 'GET',
    path: '/canvases',
    summary: 'Canvases one may see',
    access: 'person',
    query: PageQuery.extend({
      // it holds a title where that is what is sorted by
      cursor: z.string().max(800).optional(),
      groupId: Id.optional(),
      personal: z.enum(['true']).optional().describe('only those of no group'),
      q: plainText(100).trim().optional().describe('words that title or idea have'),
      sort: z.enum(CANVAS_SORTS).default('updated').describe('last changed first, newest first, or by title'),
    }),
    status: 200,
    response: page(CanvasSummary),
  },
  createCanvas: {
    method: 'POST',
    path: '/canvases',
    summary: 'Make an empty canvas, personal or of a group',
    access: 'person',
    body: z.strictObject({
      title: CanvasTitle,
      kind: z.literal('bmc').default('bmc'),
      idea: Idea.default(''),
      language: LanguageCode.default('en'),
      groupId: Id.nullish(),
    }),
    bodyLimit: 32 * 1024,
    status: 201,
    response: CanvasSummary,
  },
  getCanvas: {
    method: 'GET',
    path: '/canvases/:canvasId',
    summary: 'A canvas with its notes and connections',
    access: 'canvas.read',
    guests: true,
    params: canvasParams,
    status: 200,
    response: CanvasDetail,
  },
  updateCanvas: {
    method: 'PATCH',
    path: '/canvases/:canvasId',
    summary: 'Change title, idea or language (the same as a canvas.set edit)',
    access: 'canvas.edit',
    params: canvasParams,
    body: z.strictObject({
      title: CanvasTitle.optional(),
      idea: Idea.optional(),
      language: LanguageCode.optional(),
    }),
    bodyLimit: 32 * 1024,
    status: 200,
    response: CanvasSummary,
  },
  deleteCanvas: {
    method: 'DELETE',
    path: '/canvases/:canvasId',
    summary: 'Put a canvas into the trash, for 30 days',
    access: 'canvas.delete',
    params: canvasParams,
    status: 204,
    response: null,
  },
  moveCanvas: {
    method: 'POST',
    path: '/canvases/:canvasId/move',
    summary: 'Move a canvas into a group, or to oneself; share links are revoked',
    access: 'canvas.move',
    params: canvasParams,
    body: Place,
    status: 200,
    response: CanvasSummary,
  },
  copyCanvas: {
    method: 'POST',
    path: '/canvases/:canvasId/copy',
    summary: 'Copy a canvas as it is, without history and comments, into a group or to oneself',
    access: 'canvas.copy',
    params: canvasParams,
    body: Place.extend({ title: CanvasTitle.optional() }),
    status: 201,
    response: CanvasSummary,
  },
  listTrashedCanvases: {
    method: 'GET',
    path: '/trash/canvases',
    summary: 'Deleted canvases that one may restore, newest first',
    access: 'person',
    query: PageQuery,
    status: 200,
    response: page(TrashedCanvas),
  },
  restoreCanvas: {
    method: 'POST',
    path: '/trash/canvases/:canvasId/restore',
    summary: 'Bring a deleted canvas back to where it was; `conflict` while its group is in the trash itself',
    access: 'canvas.delete',
    params: canvasParams,
    status: 200,
    response: CanvasSummary,
  },
  applyEdits: {
    method: 'POST',
    path: '/canvases/:canvasId/edits',
    summary: 'Change a canvas; all edits of a request are applied together or not at all, each id once',
    access: 'canvas.edit',
    guests: true,
    params: canvasParams,
    body: EditsBody,
    bodyLimit: 1024 * 1024,
    status: 200,
    response: AppliedEdits,
  },
  listEdits: {
    method: 'GET',
    path: '/canvases/:canvasId/edits',
    summary: 'The log of edits: the first ones after a revision, or the last ones before one; oldest first',
    access: 'canvas.read',
    params: canvasParams,
    query: z
      .object({
        after: PlaceInLog.optional().describe('0, the beginning, where neither is given'),
        before: PlaceInLog.optional().describe('instead of `after`'),
        limit: z.coerce.number().int().min(1).max(1_000).default(500),
      })
      .refine(({ after, before }) => after === undefined || before === undefined, {
        path: ['before'],
        message: 'cannot be combined with after',
      }),
    status: 200,
    response: z.object({
      edits: z.array(LoggedEditShape),
      revision: z.number().int(),
      people: People.describe('names of the authors of these edits'),
    }),
  },
  getChecks: {
    method: 'GET',
    path: '/canvases/:canvasId/checks',
    summary: 'What the checks find on a canvas',
    access: 'canvas.read',
    guests: true,
    params: canvasParams,
    status: 200,
    response: Findings,
  },
});
