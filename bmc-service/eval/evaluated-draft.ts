import type { Usage } from '@aibmc/common/contract/generations';
import type { z } from 'zod';
import { Draft } from '../src/domain/draft.ts';
import type { ToldNote } from '../src/domain/draft-step.ts';
import type { Idea } from './ideas.ts';
import type { Provider } from './provider.ts';

/** A draft as it stood when its provider was done, or had failed. Times in milliseconds from the start. */
export interface EvaluatedDraft {
  idea: Idea;
  notes: ToldNote[];
  connections: { from: string; to: string }[];
  /** Null where no note came. */
  firstNoteMs: number | null;
  totalMs: number;
  calls: number;
  /** Null where the provider gives none. */
  usage: z.infer<typeof Usage> | null;
  /** The message of what ended it early. */
  error: string | null;
}

/** Lets a provider draft for one idea. Never throws: a failure is part of the result, with what came before it. */
export async function evaluateDraft(
  provider: Provider,
  idea: Idea,
  signal: AbortSignal,
): Promise<EvaluatedDraft> {
  const draft = new Draft();
  const start = performance.now();
  const callsBefore = provider.calls();
  let firstNoteMs: number | null = null;
  let usage: EvaluatedDraft['usage'] = null;
  let error: string | null = null;
  try {
    for await (const { events } of provider.draft(idea, signal)) {
      draft.take(events);
      if (draft.notes.size > 0) firstNoteMs ??= performance.now() - start;
      for (const event of events) if (event.name === 'usage') usage = event.data;
    }
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return {
    idea,
    notes: [...draft.notes.values()],
    connections: [...draft.connections.values()],
    firstNoteMs,
    totalMs: performance.now() - start,
    calls: provider.calls() - callsBefore,
    usage,
    error,
  };
}
