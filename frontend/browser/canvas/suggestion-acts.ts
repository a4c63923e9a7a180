import type { Edit } from '@aibmc/common/canvas/edits';
import { offerUndo, perform, undo } from './acting.ts';
import type { CanvasPage } from './canvas-page.ts';
import { word } from './page.ts';
import { acceptActs, rejectActs } from './suggestion-decisions.ts';
import { shownSuggestions } from './suggestion-facts.ts';
import { focusSuggestion } from './suggestion-place.ts';
import { nameOf } from './suggestion-words.ts';

/** Accepts suggestions, with the texts that people gave to notes instead of the suggested ones; whether it did. */
export function acceptSuggestions(
  page: CanvasPage,
  ids: readonly string[],
  texts?: ReadonlyMap<string, string>,
): boolean {
  return decide(page, ids, acceptActs(page.store.state, ids, texts), 'accepted', texts);
}

export function rejectSuggestions(page: CanvasPage, ids: readonly string[]): boolean {
  return decide(page, ids, rejectActs(page.store.state, ids), 'rejected');
}

/** Does it and offers the way back. What somebody else decided meanwhile is nothing to do. */
function decide(
  page: CanvasPage,
  ids: readonly string[],
  acts: readonly (readonly Edit[])[],
  how: 'accepted' | 'rejected',
  texts: ReadonlyMap<string, string> = new Map(),
): boolean {
  const { facts, notes } = shownSuggestions(page.store.state);
  const decided = facts.filter(({ id }) => ids.includes(id));
  const done = acts.filter((act) => perform(page, act)).length;
  const [only] = decided;
  if (done === 0 || !only) return false;
  const text = texts.get(only.id) ?? nameOf(only, notes);
  const said =
    decided.length === 1
      ? word(`suggestion-${how}`, { text })
      : word(`suggestions-${how}`, { count: decided.length });
  offerUndo(page, said, () => {
    for (let taken = 0; taken < done; taken++) undo(page, false);
    focusSuggestion(only.id);
  });
  return true;
}
