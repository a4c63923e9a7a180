import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { Logger } from '@aibmc/common/logger';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { AnswerEnd, ModelClient } from '../clients/model.ts';
import type { AnswerReader } from './answer-reader.ts';
import { Draft } from './draft.ts';
import type { DraftStep } from './draft-step.ts';
import { GenerationFailure } from './failures.ts';
import { type Ground, judgeDraft, type Judgement } from './judge-draft.ts';
import { createMarker } from './mark-assumptions.ts';
import { MODEL_TASKS } from './model-tasks.ts';
import { ObjectScanner } from './readers/object-scanner.ts';
import { type Asked, promptInputOf } from './prompt-input.ts';
import { repairPrompt } from './prompts/repair.ts';
import type { Prompt, PromptInput } from './prompts/prompt.ts';
import { repairEvents, repairOf } from './repair.ts';
import { TokenCount } from './token-count.ts';

/** What a model is asked with. */
export interface Drafter {
  model: ModelClient;
  /** Calls that may repair a draft, at most. */
  repairs: number;
  /** Milliseconds after which no repair is begun any more. */
  repairWithinMs: number;
  /** Runs before each call of the endpoint; what it throws ends the generation. */
  beginCall: () => Promise<void>;
  log: Logger;
}

/**
 * Asks the model for a task and gives each thing as soon as it is complete in the answer. What is a draft is then
 * checked; its notes that fail are repaired in a few further calls, and what still fails is marked. Throws
 * GenerationFailure when the first answer is refused, cut off or of no use; what came before has been given by then.
 */
export async function* draftWithModel(
  drafter: Drafter,
  asked: Asked,
  canvas: CanvasForPrompt,
  conversation: PromptInput['conversation'],
  signal: AbortSignal,
): AsyncGenerator<DraftStep> {
  const startedAt = Date.now();
  const { input, notes, connections } = promptInputOf(asked, canvas, conversation);
  // nothing to repair is no reason to pay for a call
  if (asked.task === 'improve' && input.findings.length === 0) return;
  const task = MODEL_TASKS[asked.task];
  const reader = task.createReader({
    ...{ generationId: asked.id, notes, connections, block: asked.block },
    avoid: [...input.suggested, ...input.rejected],
    failing: new Set(input.findings.flatMap(({ keys }) => keys)),
  });
  const mark = createMarker(asked, canvas);
  const tokens = new TokenCount();
  const draft = new Draft();
  for await (const events of ask(drafter, { asked, prompt: task.prompt(input), signal, tokens }, reader)) {
    const marked = events.map(mark);
    draft.take(marked);
    yield { events: marked };
  }
  if (task.gives !== 'draft') return;
  const ground: Ground = {
    idea: asked.idea,
    language: asked.language,
    notes: [...notes.values()],
    connections: canvas.connections,
  };
  const until = startedAt + drafter.repairWithinMs;
  yield* repair(drafter, { asked, input, ground, draft, mark, tokens, until, signal });
}

interface Call {
  asked: Asked;
  prompt: Prompt;
  signal: AbortSignal;
  tokens: TokenCount;
}

/** One call of the model; the events of its answer, piece by piece. */
async function* ask(
  { model, beginCall }: Drafter,
  { asked, prompt, signal, tokens }: Call,
  reader: AnswerReader,
): AsyncGenerator<GenerationEvent[]> {
  await beginCall();
  const answer = model.stream({ model: asked.model, prompt }, signal);
  try {
    for (;;) {
      const { value, done } = await answer.next();
      if (done) {
        const usage = tokens.add(value.usage);
        if (usage) yield [{ name: 'usage', data: usage }];
        // a reader holds words back until it knows that nothing follows
        const last = reader.end();
        if (last.length > 0) yield last;
        requireWhole(value, reader);
        return;
      }
      const events = reader.push(value);
      if (events.length > 0) yield events;
    }
  } finally {
    // leaving early ends the request, so that nothing more is written or paid for
    await answer.return({ finishReason: null, refused: false, usage: null });
  }
}

/** Throws when the answer was refused, cut off, or had nothing of use in it. */
function requireWhole({ refused, finishReason }: AnswerEnd, reader: AnswerReader): void {
  if (refused || finishReason === 'content_filter') throw new GenerationFailure('model-refused');
  if (!reader.complete && finishReason === 'length') throw new GenerationFailure('truncated');
  if (reader.usable === 0) throw new GenerationFailure('model-bad-output');
  if (!reader.complete && finishReason === null) throw new GenerationFailure('truncated');
}

interface Repairing {
  asked: Asked;
  input: PromptInput;
  ground: Ground;
  draft: Draft;
  mark: (event: GenerationEvent) => GenerationEvent;
  tokens: TokenCount;
  until: number;
  signal: AbortSignal;
}

/** Checks the draft, has what fails repaired as long as that helps, and marks what still fails. */
async function* repair(drafter: Drafter, given: Repairing): AsyncGenerator<DraftStep> {
  const { asked, ground, draft, until } = given;
  const whole = asked.task === 'canvas';
  const judge = (): Judgement =>
    judgeDraft(
      ground,
      { notes: [...draft.notes.values()], connections: [...draft.connections.values()] },
      whole,
    );
  let judgement = judge();
  yield { events: [stage('checking', judgement)] };
  for (let round = 1; round <= drafter.repairs; round += 1) {
    const before = judgement.findings.length;
    if (before === 0 || Date.now() > until) break;
    yield { events: [stage('repairing', judgement)] };
    const events = await repairOnce(drafter, given, judgement, round);
    draft.take(events);
    yield { events: [...events, ...given.tokens.events()] };
    judgement = judge();
    if (judgement.findings.length >= before) break;
  }
  const { fails, passed, total } = judgement;
  const failing = [...fails].flatMap(([id, checks]): GenerationEvent[] => {
    const note = draft.notes.get(id);
    return note ? [{ name: 'revised', data: { ...note, fails: checks } }] : [];
  });
  yield { events: failing, checks: { passed, total } };
}

function stage(name: 'checking' | 'repairing', { fails }: Judgement): GenerationEvent {
  return { name: 'stage', data: { stage: name, failing: fails.size } };
}

/** What one more call mends; nothing where it fails, as the draft stands without it. */
async function repairOnce(
  drafter: Drafter,
  { asked, input, ground, draft, mark, tokens, signal }: Repairing,
  judgement: Judgement,
  round: number,
): Promise<GenerationEvent[]> {
  const { input: repairInput, notes } = repairOf(input, ground, draft, judgement);
  const scanner = new ObjectScanner();
  const answers: string[] = [];
  const reader: AnswerReader = {
    push: (chunk) => {
      answers.push(...scanner.push(chunk));
      return [];
    },
    end: () => [],
    get complete() {
      return scanner.complete;
    },
    get usable() {
      return answers.length;
    },
  };
  try {
    const call = { asked, prompt: repairPrompt(repairInput), signal, tokens };
    for await (const events of ask(drafter, call, reader)) void events;
  } catch (error) {
    if (!(error instanceof GenerationFailure)) throw error;
    drafter.log.info({ code: error.code, round }, 'a draft could not be repaired');
  }
  const takesNew = asked.task === 'canvas';
  return repairEvents({ generationId: asked.id, round, draft, notes, takesNew }, answers).map(mark);
}
