import type { Voting } from '@aibmc/common/contract/comments';

/** How many dots a person gave to each note. */
export type OwnDots = ReadonlyMap<string, number>;

export function dotsOf(items: readonly { noteId: string; dots: number }[]): OwnDots {
  return new Map(items.map(({ noteId, dots }) => [noteId, dots]));
}

export function countOf(own: OwnDots): number {
  return [...own.values()].reduce((sum, dots) => sum + dots, 0);
}

/** The dots with one more or less on a note; null where that is not possible. */
export function withStep(own: OwnDots, noteId: string, step: 1 | -1, most: number): OwnDots | null {
  const dots = (own.get(noteId) ?? 0) + step;
  if (dots < 0 || (step > 0 && countOf(own) >= most)) return null;
  const next = new Map(own);
  if (dots === 0) next.delete(noteId);
  else next.set(noteId, dots);
  return next;
}

/** Without those on notes that are gone, which can be given again. */
export function onNotes(own: OwnDots, notes: ReadonlyMap<string, unknown>): OwnDots {
  return new Map([...own].filter(([noteId]) => notes.has(noteId)));
}

/** The state as it is at a moment of the server's time: nobody tells when the time is over. */
export function stateAt({ state, endsAt }: Pick<Voting, 'state' | 'endsAt'>, now: number): Voting['state'] {
  return state === 'open' && endsAt !== null && now >= Date.parse(endsAt) ? 'closed' : state;
}
