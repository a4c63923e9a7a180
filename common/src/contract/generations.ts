import { z } from 'zod';
import { BlockName, Id, LanguageCode, LIMITS, plainText } from '../canvas/note.ts';
import { Suggestion } from '../canvas/suggestion.ts';
import { page, PageQuery } from '../cursor.ts';
import { defineRoutes } from './route.ts';

/**
 * What can be asked for: a draft of the whole canvas or of one block, changes that repair what fails the checks, and
 * things to read: a critique, an answer, provocations, patterns that fit, tips for a block, the riskiest assumptions.
 */
export const TASKS = [
  'canvas',
  'block',
  'improve',
  'critique',
  'ask',
  'what-if',
  'patterns',
  'tips',
  'risks',
] as const;
export type Task = (typeof TASKS)[number];

/** Tasks that are about one block, which the request names. */
export const BLOCK_TASKS: readonly Task[] = ['block', 'tips'];
/** Tasks whose notes may become edits as they come. */
export const ACCEPTING_TASKS: readonly Task[] = ['canvas', 'block'];

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

/** What kind of thing a point is, and through whose eyes or as which kind of assumption it is seen. */
export const POINT_KINDS = ['finding', 'provocation', 'pattern', 'tip', 'risk'] as const;
export const LENSES = [
  'investor',
  'customer',
  'sceptic',
  'desirability',
  'feasibility',
  'viability',
] as const;

/** Something to read about the canvas, tied to its notes, with what could be done about it. All of it is plain text. */
export const Point = z
  .object({
    id: Id,
    kind: z.enum(POINT_KINDS),
    lens: z.enum(LENSES).optional(),
    title: z.string(),
    text: z.string(),
    block: BlockName.optional(),
    noteIds: z.array(Id).describe('notes of the canvas that it is about'),
    test: z.string().optional().describe('of a risk: how to find out'),
    metric: z.string().optional().describe('of a risk: what to measure'),
    threshold: z.string().optional().describe('of a risk: the figure from which on the assumption holds'),
    suggestions: z
      .array(Suggestion)
      .describe('what could be done, to be put on the board by `suggestion.add`'),
  })
  .meta({ id: 'Point' });
export type Point = z.infer<typeof Point>;

/** What a generation that is to be read has given. */
export const GenerationResult = z
  .object({
    text: z.string(),
    points: z.array(Point),
    suggestions: z
      .array(Suggestion)
      .describe('of an answer: not on the board unless somebody puts them there'),
  })
  .meta({ id: 'GenerationResult' });
export type GenerationResult = z.infer<typeof GenerationResult>;

const Checked = z.object({ passed: z.number().int(), total: z.number().int() });

export const Generation = z
  .object({
    id: z.uuid(),
    canvasId: z.uuid(),
    userId: z.uuid().describe('who asked'),
    task: z.enum(TASKS),
    block: BlockName.nullable(),
    instruction: z.string().describe('the wishes, or the question'),
    status: z.enum(GENERATION_STATUSES),
    position: z.number().int().nullable().describe('while it is queued: 1 is the next to begin'),
    model: z.string().describe(`'${PATTERN_LIBRARY}' or the model's name`),
    pattern: z.string().nullable().describe('the business model pattern it was drafted from'),
    language: LanguageCode,
    accept: z.boolean(),
    continues: z.uuid().nullable().describe('the generation that it goes on with'),
    notes: z.number().int(),
    connections: z.number().int(),
    checks: Checked.nullable().describe('of what it made, once it is done'),
    usage: Usage.nullable(),
    calls: z.number().int().describe('calls of the endpoint that it made'),
    result: GenerationResult.nullable().describe('what there is to read, once it has ended'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Generation' });
export type Generation = z.infer<typeof Generation>;

const toldNote = {
  id: Id,
  block: BlockName,
  text: z.string(),
  assumption: z.literal(true).optional(),
};

/**
 * The events of a generation's stream, by name. Their ids count from 1 without a gap; `queue` has none, as it is told
 * only to who watches.
 */
export const GENERATION_EVENTS = {
  note: z.object(toldNote),
  revised: z
    .object({
      ...toldNote,
      fails: z.array(z.string()).optional().describe('checks that it does not pass'),
    })
    .describe('a note that was told before, as it is now that it was checked'),
  dropped: z.object({ id: Id }).describe('a note that was told before and did not pass the checks'),
  connection: z.object({ id: Id, from: Id, to: Id }),
  suggestion: Suggestion.describe(
    'a change of what is on the canvas; suggested notes and connections are told as `note` and `connection`',
  ),
  point: Point,
  text: z.object({ text: z.string().describe('a piece of the answer') }),
  progress: z.object({ block: BlockName, done: z.number().int(), total: z.number().int() }),
  stage: z.object({
    stage: z.enum(['asking', 'checking', 'repairing']),
    failing: z.number().int().describe('notes that do not pass the checks yet'),
  }),
  queue: z.object({ position: z.number().int() }),
  usage: Usage,
  done: z.object({
    status: z.enum(['done', 'cancelled']),
    notes: z.number().int(),
    connections: z.number().int(),
    checks: Checked.nullish(),
  }),
  error: z.object({ code: z.string(), message: z.string() }),
};

export type GenerationEventName = keyof typeof GENERATION_EVENTS;
export type GenerationEvent = {
  [K in GenerationEventName]: { name: K; data: z.infer<(typeof GENERATION_EVENTS)[K]> };
}[GenerationEventName];

const generationParams = z.object({ generationId: Id });

export const generationsRoutes = defineRoutes({
  listModels: {
    method: 'GET',
    path: '/models',
    summary: 'What can draft here: the pattern library, or the configured models',
    access: 'person',
    status: 200,
    response: z.object({
      items: z.array(
        z.object({ id: z.string(), kind: z.enum(['patterns', 'model']), tasks: z.array(z.enum(TASKS)) }),
      ),
      default: z.string(),
      endpoint: z
        .object({
          host: z.string().describe('without user, password, path or query'),
          format: z
            .enum(['json_schema', 'json_object', 'text'])
            .nullable()
            .describe('what it has shown to take; null: not asked yet'),
          state: z
            .enum(['ready', 'paused'])
            .describe('paused: it failed several times in a row and is left alone for a while'),
          atOnce: z.number().int().describe('calls at once, at most'),
        })
        .nullable()
        .describe('null: no endpoint is configured'),
    }),
  },
  tryModel: {
    method: 'POST',
    path: '/models/try',
    summary: 'Ask a model for one word, to see whether it answers; takes one of the generations of today',
    access: 'person',
    body: z.strictObject({ model: z.string().max(200).optional() }),
    status: 200,
    response: z.object({
      model: z.string(),
      ok: z.boolean(),
      ms: z.number().int().describe('until the answer was complete, or failed'),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
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
      remaining: z.number().int().describe('what is left to this person, of what is left to all'),
      instance: z
        .object({ used: z.number().int(), limit: z.number().int() })
        .nullable()
        .describe('of everybody together; null: no ceiling is set'),
      resetsAt: z.string(),
    }),
  },
  createGeneration: {
    method: 'POST',
    path: '/generations',
    summary: 'Start a task; repeated with the same Idempotency-Key it answers the first',
    access: 'person',
    headers: z.object({
      'idempotency-key': z
        .string()
        .regex(/^[\x21-\x7e]{8,128}$/)
        .optional(),
    }),
    body: z.strictObject({
      canvasId: Id,
      task: z.enum(TASKS).default('canvas'),
      idea: plainText(LIMITS.idea).optional().describe("the canvas's own idea where it is missing"),
      language: LanguageCode.optional().describe("the canvas's own language where it is missing"),
      block: BlockName.optional().describe('which a block or tips are asked for'),
      noteIds: z.array(Id).max(50).optional().describe('notes that it is about; of improve, the only ones'),
      instruction: plainText(2_000).optional().describe('wishes; of ask, the question'),
      continues: Id.optional().describe(
        'a generation of this canvas that ended early, to go on with: its task and wishes are taken',
      ),
      model: z.string().max(200).optional(),
      accept: z
        .boolean()
        .optional()
        .describe(
          'notes become edits as they come instead of suggestions; the default for the draft of an empty canvas',
        ),
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
    query: PageQuery.extend({ canvasId: Id, task: z.enum(TASKS).optional() }),
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
