import { type Block, BLOCK_TEXT } from '@aibmc/common/canvas/blocks';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { OpenFinding } from '@aibmc/common/canvas/open-findings';
import type { Point } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';
import type { DraftStep } from '../draft-step.ts';
import { polish } from '../patterns/inflect.ts';
import { slotsOf } from '../patterns/slots.ts';
import { suggestionsOf } from './events.ts';
import { type BoardNote, type Ground, notesIn } from './ground.ts';
import { findingsOf, Mender } from './mend.ts';
import { readingOf } from './pool.ts';
import { type Hint, HINTS } from './tip-words.ts';

const MOST_FINDINGS = 2;
const MOST_TIPS = 4;
const LONGEST_NAME = 60;

/** Three or four tips for a block: what the checks find there, and then what there is to ask of its notes. */
export function* tipsFor(ground: Ground, block: Block): Generator<DraftStep> {
  const mender = new Mender(ground);
  const found = findingsOf(ground)
    .filter((finding) => isIn(block, finding, ground))
    .slice(0, MOST_FINDINGS)
    .map((finding) => tipOfFinding(finding, block, ground, mender));
  const hints = HINTS[ground.language][block].flatMap((hint, nth) => tipOfHint(hint, nth, block, ground));
  yield {
    events: [...found, ...hints].slice(0, MOST_TIPS).map((data) => ({ name: 'point' as const, data })),
  };
}

function isIn(block: Block, finding: OpenFinding, { notes }: Ground): boolean {
  if (finding.block === block) return true;
  return finding.noteIds.some((id) => notes.find((note) => note.id === id)?.block === block);
}

/** A finding as a tip, with what would mend it. */
function tipOfFinding(finding: OpenFinding, block: Block, ground: Ground, mender: Mender): Point {
  return {
    id: derivedId(ground.generationId, `tip:${finding.key}`),
    kind: 'tip',
    title: finding.title,
    text: `${finding.why} ${finding.fix}`,
    block,
    noteIds: [...finding.noteIds],
    suggestions: suggestionsOf(ground.generationId, mender.mend(finding), finding.title.slice(0, LIMITS.why)),
  };
}

/** A hint as a tip about a note of the block or a segment; none where it asks for what is not there. */
function tipOfHint({ title, text }: Hint, nth: number, block: Block, ground: Ground): Point[] {
  const both = `${title} ${text}`;
  const own = pick(notesIn(ground, block), nth);
  const segment = pick(notesIn(ground, 'customer-segments'), nth);
  if ((both.includes('{note}') && !own) || (both.includes('{s}') && !segment)) return [];
  const values = { ...productOf(ground), note: nameOf(own), s: inSentence(nameOf(segment)) };
  const fill = (line: string): string =>
    polish(
      line.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]),
      ground.language,
    );
  return [
    {
      id: derivedId(ground.generationId, `tip:${block}-${nth + 1}`),
      kind: 'tip',
      title: fill(title),
      text: fill(text),
      block,
      noteIds: [
        ...(both.includes('{note}') && own ? [own.id] : []),
        ...(both.includes('{s}') && segment ? [segment.id] : []),
      ],
      suggestions: [],
    },
  ];
}

/** What is offered, as it stands in a sentence; the block's own question where nothing says what that is. */
function productOf(ground: Ground): { p: string; lp: string } {
  const slots = slotsOf(readingOf(ground), ground.language);
  const p = slots['p']?.[0] ?? BLOCK_TEXT[ground.language]['value-propositions'].title;
  return { p, lp: slots['lp']?.[0] ?? p };
}

function pick(notes: readonly BoardNote[], nth: number): BoardNote | undefined {
  return notes[nth % Math.max(1, notes.length)];
}

function nameOf(note: BoardNote | undefined): string {
  const text = note?.text.replace(/\s+/g, ' ') ?? '';
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 1).trimEnd()}…`;
}

function inSentence(text: string): string {
  return /^\p{Lu}\p{Ll}+(?:\s|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
