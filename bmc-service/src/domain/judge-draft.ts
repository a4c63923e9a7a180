import { checkCanvas, type CheckId, type Finding } from '@aibmc/common/canvas/checks';
import type { CheckedCanvas } from '@aibmc/common/canvas/checks';
import type { ToldNote } from './draft-step.ts';

type Connection = CheckedCanvas['connections'][number];

/** What a draft stands on: the canvas that it is checked with. */
export type Ground = Pick<CheckedCanvas, 'idea' | 'language' | 'notes' | 'connections'>;

export interface Judgement {
  /** The checks that each note of the draft fails. Notes that pass are not in it. */
  fails: Map<string, CheckId[]>;
  /** Findings that the draft could mend: about its notes, or about blocks that it should have filled. */
  findings: Finding[];
  passed: number;
  total: number;
}

/** Said of the canvas as a whole: it makes no note of it a bad one. */
const WHOLE: ReadonlySet<CheckId> = new Set(['idea-words', 'language']);
const ABOUT_BLOCKS: ReadonlySet<CheckId> = new Set(['blocks-filled', 'notes-per-block']);

/** Checks a canvas with a draft on it. `whole`: the draft is to fill all nine blocks. Pure. */
export function judgeDraft(
  ground: Ground,
  draft: { notes: readonly ToldNote[]; connections: readonly Connection[] },
  whole: boolean,
): Judgement {
  const { findings, passed, total } = checkCanvas({
    idea: ground.idea,
    language: ground.language,
    notes: [...ground.notes, ...draft.notes],
    connections: [...ground.connections, ...draft.connections],
  });
  const own = new Set(draft.notes.map(({ id }) => id));
  const fails = new Map<string, CheckId[]>();
  const mendable: Finding[] = [];
  for (const finding of findings) {
    const noteIds = (finding.noteIds ?? []).filter((id) => own.has(id));
    if (noteIds.length === 0 && !(whole && ABOUT_BLOCKS.has(finding.check))) continue;
    mendable.push({ ...finding, ...(finding.noteIds ? { noteIds } : {}) });
    if (WHOLE.has(finding.check)) continue;
    for (const id of noteIds) fails.set(id, [...(fails.get(id) ?? []), finding.check]);
  }
  return { fails, findings: mendable, passed, total };
}
