import type { DraftStep } from '../draft-step.ts';
import type { Ground } from './ground.ts';
import { findingsOf, Mender } from './mend.ts';

/** Changes that a person decides on at once; more would be no help. */
const MOST_FINDINGS = 20;

/** Suggests how to mend what the checks find: of the notes that it is about, or of all where none are named. */
export function* improve(ground: Ground, about: readonly string[]): Generator<DraftStep> {
  const mender = new Mender(ground);
  const wanted = new Set(about);
  const findings = findingsOf(ground).filter(
    ({ noteIds }) => wanted.size === 0 || noteIds.some((id) => wanted.has(id)),
  );
  let mended = 0;
  for (const finding of findings) {
    if (mended === MOST_FINDINGS) return;
    const events = mender.mend(finding);
    if (events.length === 0) continue;
    mended += 1;
    yield { events };
  }
}
