import { checkCanvas } from '@aibmc/common/canvas/checks';
import {
  type GenerationEvent,
  type GenerationEventName,
  PATTERN_LIBRARY,
} from '@aibmc/common/contract/generations';
import type { Context } from '../context.ts';
import { appendEvents, type JobProgress } from '../sql/generation-events.ts';
import { type Ending, finishGeneration, handBackJob, type Job, beginCall } from '../sql/jobs.ts';
import { requireGenerate } from './canvas-access.ts';
import { type DraftStep, editsOf } from './draft-step.ts';
import { endingOf, failureCodeOf, GenerationFailure } from './failures.ts';
import { modelSteps } from './model-steps.ts';
import { patternSteps } from './pattern-steps.ts';
import { draftFromPatterns } from './patterns/draft.ts';
import { retryWhileAway } from './retry.ts';

/** Why a running job is stopped from outside. */
export type StopReason = 'cancelled' | 'lease-lost' | 'shutdown';

/** The job is no longer ours: it was cancelled, deleted or taken over. Nothing may be written any more. */
class JobLost extends Error {}

/** Starts of a job that is begun again and again, as one that kills its process would be. */
const MOST_ATTEMPTS = 5;

type JobContext = Pick<Context, 'pool' | 'log' | 'group' | 'model'>;

/**
 * Works a claimed job off to its end, and writes that end. Aborting the signal with a StopReason stops it: cancelled
 * or lost it leaves everything to the other side; at a shutdown it goes back to the queue, or ends as `interrupted`
 * when the model had been asked. Never throws.
 */
export async function runJob(ctx: JobContext, job: Job, signal: AbortSignal): Promise<void> {
  const log = ctx.log.child({ generationId: job.id, model: job.model });
  try {
    await draft(ctx, job, signal);
    await end(ctx, job, { status: 'done', error: null, giveBack: false });
    log.info('generation done');
  } catch (error) {
    if (error instanceof JobLost || signal.reason === 'cancelled' || signal.reason === 'lease-lost') {
      log.info({ reason: signal.reason as unknown }, 'generation left');
      return;
    }
    await afterFailure(ctx, job, signal.aborted ? signal.reason : error).catch((failed: unknown) => {
      log.error({ err: failed }, 'the end of a generation could not be written');
    });
  }
}

async function afterFailure(ctx: JobContext, job: Job, thrown: unknown): Promise<void> {
  const log = ctx.log.child({ generationId: job.id, model: job.model });
  if (thrown === 'shutdown') {
    if (job.calledAt === null) await handBackJob(ctx.pool, job);
    else await end(ctx, job, endingOf('interrupted', job.language));
    log.info('generation stopped with the process');
    return;
  }
  const code = failureCodeOf(thrown);
  if (code === 'internal') log.error({ err: thrown }, 'generation failed');
  else log.warn({ code }, 'generation failed');
  await end(ctx, job, endingOf(code, job.language));
}

async function draft(ctx: JobContext, job: Job, signal: AbortSignal): Promise<void> {
  if (job.attempts > MOST_ATTEMPTS) throw new GenerationFailure('internal');
  // asked before and not ended: what it cost is spent, so it is not asked again
  if (job.calledAt !== null) throw new GenerationFailure('interrupted');
  const events: GenerationEvent[] = [];
  const progress: JobProgress = { ...job };
  for await (const step of await stepsOf(ctx, job, signal)) {
    events.push(...step.events);
    // written by an earlier attempt
    if (events.length <= job.lastSeq) continue;
    signal.throwIfAborted();
    if (job.accept) await applyToCanvas(ctx, job, step.events, signal);
    advance(progress, step);
    await publish(ctx, job, progress, step.events, signal);
  }
  report(ctx, job, events);
}

/** The steps of the job's drafter, once the person's right has been confirmed. */
async function stepsOf(
  ctx: JobContext,
  job: Job,
  signal: AbortSignal,
): Promise<Iterable<DraftStep> | AsyncIterable<DraftStep>> {
  const canvas = await retryWhileAway(
    () => requireGenerate(ctx.group, job.canvasId, job.userId, { signal }),
    signal,
  );
  if (job.model === PATTERN_LIBRARY) {
    return patternSteps(job.id, draftFromPatterns({ idea: job.idea, language: job.language }));
  }
  // configured when it was queued and no longer
  if (!ctx.model) throw new GenerationFailure('model-unknown');
  if (!(await beginCall(ctx.pool, job))) throw new JobLost();
  job.calledAt = new Date();
  return modelSteps(ctx.model, job, canvas, signal);
}

/** Notes and connections become edits before anybody is told of them; their ids make a repeat harmless. */
async function applyToCanvas(
  ctx: JobContext,
  job: Job,
  events: GenerationEvent[],
  signal: AbortSignal,
): Promise<void> {
  const edits = editsOf(job.id, events);
  if (edits.length === 0) return;
  const of = { userId: job.userId, generationId: job.id };
  await retryWhileAway(() => ctx.group.applyEdits(job.canvasId, of, edits, { signal }), signal);
}

function advance(progress: JobProgress, { events, pattern }: DraftStep): void {
  const count = (name: GenerationEventName): number => events.filter((event) => event.name === name).length;
  progress.lastSeq += events.length;
  progress.noteCount += count('note');
  progress.connectionCount += count('connection');
  progress.pattern = pattern ?? progress.pattern;
  for (const event of events) {
    if (event.name !== 'usage') continue;
    progress.promptTokens = event.data.promptTokens;
    progress.completionTokens = event.data.completionTokens;
  }
}

async function publish(
  ctx: JobContext,
  job: Job,
  progress: JobProgress,
  events: GenerationEvent[],
  signal: AbortSignal,
): Promise<void> {
  const isOurs = await retryWhileAway(() => appendEvents(ctx.pool, job, progress, events), signal);
  if (!isOurs) throw new JobLost();
}

/** Writes the end even while the process stops, so it has no signal but a limit in time. */
async function end(ctx: JobContext, job: Job, ending: Ending): Promise<void> {
  const limit = AbortSignal.timeout(20_000);
  await retryWhileAway(() => finishGeneration(ctx.pool, job.id, job.leaseToken, ending), limit);
}

/** Tells operators how good drafts are by the rules that every canvas is checked by. */
function report(ctx: JobContext, job: Job, events: readonly GenerationEvent[]): void {
  const notes = events.flatMap((event) => (event.name === 'note' ? [event.data] : []));
  const connections = events.flatMap((event) => (event.name === 'connection' ? [event.data] : []));
  const { idea, language } = job;
  const { passed, total } = checkCanvas({ idea, language, notes, connections });
  ctx.log.info({ generationId: job.id, notes: notes.length, passed, total }, 'draft checked');
}
