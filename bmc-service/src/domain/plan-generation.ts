import {
  ACCEPTING_TASKS,
  BLOCK_TASKS,
  type generationsRoutes,
  PATTERN_LIBRARY,
  type Task,
} from '@aibmc/common/contract/generations';
import type { Call } from '@aibmc/common/contract/mount';
import { AppError } from '@aibmc/common/errors';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { GenerationRow, NewGeneration } from '../sql/generations.ts';

export type AskBody = Call<typeof generationsRoutes.createGeneration>['body'];

/** What is to be done, as it was asked for and as it fits the canvas. */
export type Plan = Omit<NewGeneration, 'id' | 'userId' | 'idempotencyKey' | 'fingerprint' | 'canvasId'>;

/** What a request asks for by itself, or what the generation had been asked for that it goes on with. */
type Wishes = Pick<
  AskBody,
  'task' | 'block' | 'noteIds' | 'instruction' | 'model' | 'accept' | 'idea' | 'language'
>;

interface Offer {
  /** The default first. */
  models: readonly { id: string; tasks: readonly Task[] }[];
}

/** Tasks that say something of notes that are there. */
const NEEDING_NOTES: readonly Task[] = ['improve', 'critique', 'risks'];

/**
 * Makes a request whole, and throws `invalid`, naming the field, where it cannot be done. `before` is the generation
 * that it goes on with. Pure.
 */
export function planGeneration(
  { models }: Offer,
  body: AskBody,
  { canvas, notes }: Pick<CanvasForPrompt, 'canvas' | 'notes'>,
  before: GenerationRow | null,
): Plan {
  const known = new Set(notes.map(({ id }) => id));
  const wishes = before ? wishesOf(before, body, models, known) : body;
  const { task, block = null, instruction = '' } = wishes;
  const isAbout = (id: string): boolean => known.has(id);
  refuseUnless(BLOCK_TASKS.includes(task) === (block !== null), 'block', blockFault(task));
  refuseUnless(task !== 'ask' || instruction.trim() !== '', 'instruction', 'is required: it is the question');
  refuseUnless(!wishes.accept || ACCEPTING_TASKS.includes(task), 'accept', `cannot be true for ${task}`);
  refuseUnless((wishes.noteIds ?? []).every(isAbout), 'noteIds', 'must be notes of this canvas');
  refuseUnless(!NEEDING_NOTES.includes(task) || notes.length > 0, 'task', 'needs notes on the canvas');
  const idea = (wishes.idea ?? canvas.idea).trim();
  const needsIdea = task === 'canvas' || notes.length === 0;
  refuseUnless(idea !== '' || !needsIdea, 'idea', 'is required while the canvas has none');
  return {
    ...{ task, block, instruction, idea },
    noteIds: [...new Set(wishes.noteIds)],
    continues: before?.id ?? null,
    model: modelFor(task, wishes.model, models),
    language: wishes.language ?? canvas.language,
    accept: wishes.accept ?? (task === 'canvas' && notes.length === 0),
  };
}

/** What is taken from the generation that is gone on with; only the model and `accept` can be asked for anew. */
function wishesOf(
  before: GenerationRow,
  body: AskBody,
  models: Offer['models'],
  known: ReadonlySet<string>,
): Wishes {
  const { task, block, instruction, idea, language, status } = before;
  refuseUnless(status !== 'queued' && status !== 'running', 'continues', 'has not ended yet');
  refuseUnless(status !== 'done', 'continues', 'is done: there is nothing to go on with');
  const isOffered = models.some(({ id }) => id === before.model);
  return {
    ...{ task, instruction, idea, language, block: block ?? undefined },
    // what was deleted meanwhile is left out
    noteIds: before.noteIds.filter((id) => known.has(id)),
    model: body.model ?? (isOffered ? before.model : undefined),
    accept: body.accept ?? before.accept,
  };
}

function modelFor(task: Task, asked: string | undefined, models: Offer['models']): string {
  const model = asked === undefined ? models[0] : models.find(({ id }) => id === asked);
  if (!model) throw invalid('model', 'is not offered here');
  const isLibrary = model.id === PATTERN_LIBRARY;
  const needs = `needs an AI endpoint: ${isLibrary ? 'the pattern library' : 'this model'} cannot do it`;
  refuseUnless(model.tasks.includes(task), 'task', needs);
  return model.id;
}

function blockFault(task: Task): string {
  return BLOCK_TASKS.includes(task) ? `is required for ${task}` : `is only for ${BLOCK_TASKS.join(' and ')}`;
}

function refuseUnless(condition: boolean, path: string, message: string): void {
  if (!condition) throw invalid(path, message);
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid', `Check the fields that are named: ${path} ${message}`, {
    errors: [{ path, message }],
  });
}
