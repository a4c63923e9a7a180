import { z } from 'zod';
import { BlockName, Id, LanguageCode, LIMITS, plainText } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { defineRoutes } from './route.ts';

export const TASKS = ['canvas'] as const;
export const GENERATION_STATUSES = [
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const;

/** Name of the drafter that needs no endpoint: the built-in pattern library. */
export const PATTERN_LIBRARY = 'pattern-library';

export const Usage = z
  .object({ promptTokens: z.number().int().nullable(), completionTokens: z.number().int().nullable() })
  .meta({ id: 'TokenUsage' });

export const Generation = z
  .object({
    id: z.uuid(),
    canvasId: z.uuid(),
    task: z.enum(TASKS),
    status: z.enum(GENERATION_STATUSES),
    model: z.string().describe(`'${PATTERN_LIBRARY}' or the model's name`),
    pattern: z.string().nullable().describe('the business model pattern it was drafted from'),
    language: LanguageCode,
    accept: z.boolean(),
    notes: z.number().int(),
    connections: z.number().int(),
    usage: Usage.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Generation' });
export type Generation = z.infer<typeof Generation>;

/** The events of a generation's stream, by name. Their ids count from 1 without a gap. */
export const GENERATION_EVENTS = {
  note: z.object({ id: Id, block: BlockName, text: z.string() }),
  connection: z.object({ id: Id, from: Id, to: Id }),
  text: z.object({ text: z.string() }),
  progress: z.object({ block: BlockName, done: z.number().int(), total: z.number().int() }),
  usage: Usage,
  done: z.object({
    status: z.enum(['done', 'cancelled']),
    notes: z.number().int(),
    connections: z.number().int(),
  }),
  error: z.object({ code: z.string(), message: z.string() }),
};

export type GenerationEventName = keyof typeof GENERATION_EVENTS;
export type GenerationEvent = {
  [K in GenerationEventName]: { name: K; data: z.infer<(typeof GENERATION_EVENTS)[K]> };
}[GenerationEventName];

const generationParams = z.object({ generationId: z.uuid() });

export const generationsRoutes = defineRoutes({
  listModels: {
    method: 'GET',
    path: '/models',
    summary: 'What can draft here: the pattern library, or the configured models',
    access: 'person',
    status: 200,
    response: z.object({
      items: z.array(z.object({ id: z.string(), kind: z.enum(['patterns', 'model']) })),
      default: z.string(),
    }),
  },
  getUsage: {
    method: 'GET',
    path: '/usage',
    summary: "One's own generations of today (UTC) and how many are left",
    access: 'person',
    status: 200,
    response: z.object({
      day: z.string(),
      used: z.number().int(),
      limit: z.number().int(),
      remaining: z.number().int(),
    }),
  },
  createGeneration: {
    method: 'POST',
    path: '/generations',
    summary: 'Draft a canvas; repeated with the same Idempotency-Key it answers the first',
    access: 'person',
    headers: z.object({
      'idempotency-key': z
        .string()
        .regex(/^[\x21-\x7e]{8,128}$/)
        .optional(),
    }),
    body: z.strictObject({
      canvasId: z.uuid(),
      task: z.enum(TASKS).default('canvas'),
      idea: plainText(LIMITS.idea).optional().describe("the canvas's own idea where it is missing"),
      language: LanguageCode.optional().describe("the canvas's own language where it is missing"),
      instruction: plainText(1_000).optional(),
      model: z.string().max(200).optional(),
      accept: z
        .boolean()
        .optional()
        .describe('notes become edits as they come; the default on an empty canvas'),
    }),
    bodyLimit: 32 * 1024,
    status: 202,
    response: Generation,
  },
  listGenerations: {
    method: 'GET',
    path: '/generations',
    summary: 'Generations of a canvas that one may edit, newest first',
    access: 'person',
    query: PageQuery.extend({ canvasId: z.uuid() }),
    status: 200,
    response: page(Generation),
  },
  getGeneration: {
    method: 'GET',
    path: '/generations/:generationId',
    summary: 'A generation',
    access: 'canvas.generate',
    params: generationParams,
    status: 200,
    response: Generation,
  },
  streamGeneration: {
    method: 'GET',
    path: '/generations/:generationId/events',
    summary: 'Its events from the first, or after `Last-Event-ID`, until it ends',
    access: 'canvas.generate',
    params: generationParams,
    headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).max(2_147_483_647).default(0) }),
    status: 200,
    response: null,
    stream: GENERATION_EVENTS,
  },
  cancelGeneration: {
    method: 'POST',
    path: '/generations/:generationId/cancel',
    summary: 'Stop it; what was received is kept',
    access: 'canvas.generate',
    params: generationParams,
    status: 202,
    response: Generation,
  },
});
