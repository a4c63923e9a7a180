import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { type GenerationEvent, PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import { listConversation } from '../sql/conversation.ts';
import type { Ending } from '../sql/endings.ts';
import { appendEvents, type JobProgress } from '../sql/generation-events.ts';
import { beginCall, handBackJob, type Job } from '../sql/jobs.ts';
import { requireGenerate } from './canvas-access.ts';
import { clearMoot } from './clear-moot.ts';
import { inBatches } from './batches.ts';
import { type DraftStep, editsOf, type ToldNote } from './draft-step.ts';
import { type Drafter, draftWithModel } from './draft-with-model.ts';
import { endGeneration } from './end-generation.ts';
import { endingOf, failureCodeOf, GenerationFailure } from './failures.ts';
import type { JobContext } from './job-context.ts';
import { librarySteps } from './library-steps.ts';
import { MODEL_TASKS } from './model-tasks.ts';
import { retryWhileAway } from './retry.ts';

/** Why a running job is stopped from outside. */
export type StopReason = 'cancelled' | 'lease-lost' | 'shutdown';

/** The job is no longer ours: it was cancelled, deleted or taken over. Nothing may be written any more. */
class JobLost extends Error {}

/** Starts of a job that is begun again and again, as one that kills its process would be. */
const MOST_ATTEMPTS = 5;

/** Earlier questions and answers that a question is asked with. */
const MOST_ANSWERS = 8;

/** What who queued the job and claimed it at once has just read; a first call is then recorded with the claim. */
interface Given {
  canvas?: CanvasForPrompt;
}

/**
 * Works a claimed job off to its end, and writes that end. Aborting the signal with a StopReason stops it: cancelled
 * or lost it leaves everything to the other side; at a shutdown it goes back to the queue, or ends as `interrupted`
 * when the model had been asked. Never throws.
 */
export async function runJob(
  ctx: JobContext,
  job: Job,
  signal: AbortSignal,
  given: Given = {},
): Promise<void> {
  const log = ctx.log.child({ generationId: job.id, model: job.model });
  try {
    await draft(ctx, job, signal, given);
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

async function draft(ctx: JobContext, job: Job, signal: AbortSignal, given: Given): Promise<void> {
  if (job.attempts > MOST_ATTEMPTS) throw new GenerationFailure('internal');
  // asked before and not ended: what it cost is spent, so it is not asked again
  if (job.calledAt !== null && !given.canvas) throw new GenerationFailure('interrupted');
  const progress: JobProgress = { ...job };
  const told = new Map<string, ToldNote>();
  // written by an earlier attempt
  let written = job.lastSeq;
  const open = (left: AbortSignal) => steps(ctx, job, AbortSignal.any([signal, left]), given);
  // the library would be done before its first block is seen
  const source = job.model === PATTERN_LIBRARY ? steps(ctx, job, signal, given) : inBatches(open);
  for await (const step of source) {
    const events = step.events.slice(written);
    written = Math.max(0, written - step.events.length);
    if (events.length === 0 && !step.checks) continue;
    signal.throwIfAborted();
    await applyToCanvas(ctx, job, events, told, signal);
    advance(progress, { ...step, events });
    await publish(ctx, job, progress, events, signal);
  }
}

/** The steps of the job's drafter, once the person's right has been confirmed. */
async function* steps(
  ctx: JobContext,
  job: Job,
  signal: AbortSignal,
  given: Given,
): AsyncGenerator<DraftStep> {
  const canvas = given.canvas ?? (await readCanvas(ctx, job, signal));
  await applyEdits(ctx, job, clearMoot(job.id, canvas), signal);
  if (job.model === PATTERN_LIBRARY) {
    yield* librarySteps(job, canvas);
    return;
  }
  // configured when it was queued and no longer
  if (!ctx.model) throw new GenerationFailure('model-unknown');
  let isFirstRecorded = given.canvas !== undefined && job.calledAt !== null;
  let calls = job.calls;
  const recordCall = (nth: number): Promise<boolean> =>
    retryWhileAway(() => beginCall(ctx.pool, job, nth), signal);
  const drafter: Drafter = {
    model: ctx.model,
    repairs: ctx.modelRepairs,
    repairWithinMs: ctx.modelRepairWithinMs,
    log: ctx.log.child({ generationId: job.id }),
    beginCall: async () => {
      if (isFirstRecorded) isFirstRecorded = false;
      else if (!(await recordCall((calls += 1)))) throw new JobLost();
      job.calledAt ??= new Date();
      ctx.figures.calls.inc();
    },
  };
  const conversation = job.task === 'ask' ? await readConversation(ctx, job, signal) : [];
  yield* draftWithModel(drafter, job, canvas, conversation, signal);
}

function readCanvas(ctx: JobContext, job: Job, signal: AbortSignal): Promise<CanvasForPrompt> {
  return retryWhileAway(() => requireGenerate(ctx.group, job.canvasId, job.userId, { signal }), signal);
}

function readConversation(ctx: JobContext, { canvasId }: Job, signal: AbortSignal) {
  return retryWhileAway(() => listConversation(ctx.pool, canvasId, MOST_ANSWERS), signal);
}

/** What is told becomes edits before anybody is told; their ids make a repeat harmless. */
async function applyToCanvas(
  ctx: JobContext,
  job: Job,
  events: GenerationEvent[],
  told: Map<string, ToldNote>,
  signal: AbortSignal,
): Promise<void> {
  // what people did with a note meanwhile is theirs
  const isMending = job.accept && events.some(({ name }) => name === 'revised' || name === 'dropped');
  const now = isMending ? await readCanvas(ctx, job, signal) : null;
  const textNow = new Map(now?.notes.map(({ id, text }) => [id, text]));
  const target = {
    generationId: job.id,
    accept: job.accept,
    toBoard: MODEL_TASKS[job.task].gives !== 'reading',
  };
  const edits = editsOf(target, events, told, ({ id, text }) => textNow.get(id) === text);
  await applyEdits(ctx, job, edits, signal);
}

async function applyEdits(
  ctx: JobContext,
  job: Job,
  edits: readonly Edit[],
  signal: AbortSignal,
): Promise<void> {
  const of = { userId: job.userId, generationId: job.id };
  for (let from = 0; from < edits.length; from += LIMITS.editsPerRequest) {
    const part = edits.slice(from, from + LIMITS.editsPerRequest);
    await retryWhileAway(() => ctx.group.applyEdits(job.canvasId, of, part, { signal }), signal);
  }
}

function advance(progress: JobProgress, { events, pattern, checks }: DraftStep): void {
  progress.lastSeq += events.length;
  progress.pattern = pattern ?? progress.pattern;
  progress.checksPassed = checks?.passed ?? progress.checksPassed;
  progress.checksTotal = checks?.total ?? progress.checksTotal;
  for (const event of events) {
    if (event.name === 'note') progress.noteCount += 1;
    else if (event.name === 'connection') progress.connectionCount += 1;
    else if (event.name === 'usage') Object.assign(progress, event.data);
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
  if (progress.lastSeq === events.length) ctx.figures.observeFirstEvent(job);
}

/** Writes the end even while the process stops, so it has no signal but a limit in time. */
async function end(ctx: JobContext, job: Job, ending: Ending): Promise<void> {
  const limit = AbortSignal.timeout(20_000);
  await retryWhileAway(() => endGeneration(ctx, job.id, job.leaseToken, ending), limit);
}
