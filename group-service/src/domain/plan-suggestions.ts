import type { CanvasDraft } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';

type SuggestionEnd = Extract<Edit, { type: 'suggestion.remove' }>['as'];

/** What an edit does to one suggestion. */
export interface SuggestionStep {
  id: string;
  to: 'opened' | 'changed' | SuggestionEnd;
  revision: number;
  /** As it was before, of one that was open. */
  was: Suggestion | undefined;
}

/** A suggestion that is kept; `revision` is that of the edit that opened or rejected it, 0 where it stays as it was. */
interface SuggestionRow {
  id: string;
  state: 'open' | 'rejected';
  revision: number;
  suggestion: Suggestion;
}

/** How a canvas was before a generation changed it, itself or by a suggestion that was accepted: a version, the first time. */
export interface Beginning {
  generationId: string;
  revision: number;
  author: string;
  noteCount: number;
}

/** What a batch writes of the suggestions of one canvas. */
export interface SuggestionChanges {
  saved: SuggestionRow[];
  gone: string[];
  /** Each generation once. */
  begun: Beginning[];
}

/** What an edit is about to do to a suggestion, null where that is nothing. */
export function suggestionStep(
  edit: Edit,
  revision: number,
  { suggestions }: CanvasDraft,
): SuggestionStep | null {
  switch (edit.type) {
    case 'suggestion.add': {
      const { id } = edit.suggestion;
      return suggestions.get(id) ? null : { id, to: 'opened', revision, was: undefined };
    }
    case 'suggestion.set': {
      const was = suggestions.get(edit.suggestionId);
      return was ? { id: was.id, to: 'changed', revision, was } : null;
    }
    case 'suggestion.remove': {
      const { suggestionId: id, as } = edit;
      const was = suggestions.get(id);
      // who accepts what another has rejected wants it: then it is no longer remembered as rejected
      if (!was && as !== 'accepted') return null;
      return { id, to: as, revision, was };
    }
    default:
      return null;
  }
}

/** What steps accept of generations; `before` is how the canvas was before them. */
export function beginningsIn(
  steps: readonly SuggestionStep[],
  before: Omit<Beginning, 'generationId'>,
): Beginning[] {
  return steps.flatMap(({ to, was }) =>
    to === 'accepted' && was?.generationId ? [{ generationId: was.generationId, ...before }] : [],
  );
}

/** What steps, one after the other, leave to be written; `draft` is what they have led to. */
export function suggestionChanges(
  steps: readonly SuggestionStep[],
  beginnings: readonly Beginning[],
  { suggestions }: CanvasDraft,
): SuggestionChanges {
  const rows = new Map<string, SuggestionRow | null>();
  for (const { id, to, revision, was } of steps) {
    if (to === 'rejected' && was) rows.set(id, { id, state: 'rejected', revision, suggestion: was });
    else if (to === 'opened' || to === 'changed') {
      const suggestion = suggestions.get(id);
      const since = to === 'opened' ? revision : (rows.get(id)?.revision ?? 0);
      if (suggestion) rows.set(id, { id, state: 'open', revision: since, suggestion });
    } else rows.set(id, null);
  }
  const first = new Map(beginnings.toReversed().map((beginning) => [beginning.generationId, beginning]));
  return {
    saved: [...rows.values()].filter((row) => row !== null),
    gone: [...rows].filter(([, row]) => row === null).map(([id]) => id),
    begun: [...first.values()],
  };
}
