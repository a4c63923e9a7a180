import type { Generation, Task } from '@aibmc/common/contract/generations';
import type { Block } from '@aibmc/common/canvas/blocks';
import { word } from '../canvas/page.ts';
import { clockOf, counted } from '../history/telling.ts';
import { leftToday, type Usage } from './offers.ts';
import { countMade, type RunState } from './run-state.ts';
import type { Refusal } from './starting.ts';

/* What goes on, in the language of the page. */

const PATTERN_LIBRARY = 'pattern-library';

/** Failures whose own text says that what had come is kept. */
const SAYING_KEPT: readonly string[] = ['interrupted', 'model-timeout', 'truncated'];

interface Asked {
  task: Task;
  block?: Block | null;
  accept?: boolean;
}

/** What was asked for, as a heading. */
export function taskName({ task, block, accept }: Asked): string {
  if (task === 'canvas' && accept) return word('ai-task-draft');
  return word(`ai-task-${task}`, block ? { block: word(block) } : {});
}

export function modelName(model: string): string {
  return model === PATTERN_LIBRARY ? word('ai-patterns') : model;
}

/** What a generation that has not ended is doing. */
export function stageInWords(run: RunState, model: string): string {
  if (run.isLost) return word('ai-lost');
  if (run.status === 'queued') return queueInWords(run.position);
  if (run.stage === 'checking') return word('ai-checking');
  if (run.stage === 'repairing') return counted('ai-repairing', run.failing);
  const isAsking = run.stage === 'asking' && model !== PATTERN_LIBRARY;
  return isAsking ? word('ai-asking', { model }) : word('ai-working');
}

function queueInWords(position: number | null): string {
  if (position === null) return word('ai-starting');
  return position > 1 ? counted('ai-before', position - 1) : word('ai-next');
}

/** Whether anything came of it. */
export function gaveSomething({ text, points, made }: RunState, notes: number): boolean {
  return text !== '' || points.length > 0 || made.size > 0 || notes > 0;
}

/** How it ended; nothing where what it gave says it. */
export function endInWords(run: RunState, { task, accept, notes }: Generation): string {
  if (run.status !== 'done') {
    const why = run.status === 'cancelled' ? word('ai-cancelled') : (run.error?.message ?? word('ai-failed'));
    const isSaid = SAYING_KEPT.includes(run.error?.code ?? '');
    return gaveSomething(run, notes) && !isSaid ? `${why} ${word('ai-kept')}` : why;
  }
  if (task === 'ask' || run.points.length > 0) return '';
  const made = countMade(run) || notes;
  if (made === 0) return word('ai-none');
  return counted(accept ? 'ai-drafted' : 'ai-made', made);
}

/** Why it was not started, and what to do. */
export function refusalInWords({ code, message, isKnown, retryAfter }: Refusal, usage: Usage | null): string {
  if (!isKnown) return word('ai-refused-lost');
  if (code === 'quota-used' && usage) return word('ai-used-up', { time: clockOf(usage.resetsAt) });
  if (code === 'conflict' || code === 'forbidden') return word(`ai-refused-${code}`);
  if (code === 'too-many-requests') return word('ai-refused-busy', { seconds: retryAfter || 10 });
  return word('ai-refused', { reason: message });
}

/** How many are left today, or from when on there are new ones. */
export function usageInWords(usage: Usage): string {
  const { left, limit, isOfAll } = leftToday(usage);
  if (left === 0) return word('ai-used-up', { time: clockOf(usage.resetsAt) });
  return word(isOfAll ? 'ai-left-all' : 'ai-left', { left, limit });
}
