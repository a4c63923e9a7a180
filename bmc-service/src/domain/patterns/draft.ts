import type { Block, Language } from '@aibmc/common/canvas/blocks';
import { checkCanvas } from '@aibmc/common/canvas/checks';
import { choosePattern } from './choose.ts';
import { composeNotes } from './compose.ts';
import { connectNotes, type DraftConnection } from './connect.ts';
import type { DomainId } from './domain-cues.ts';
import { DOMAINS_EN } from './domains-en.ts';
import { DOMAINS_ES } from './domains-es.ts';
import type { PatternId } from './pattern-cues.ts';
import { PATTERNS_EN } from './patterns-en.ts';
import { PATTERNS_ES } from './patterns-es.ts';
import { readInWords, readPlainly } from './read-for-draft.ts';
import type { Reading } from './read-idea.ts';

/** A note of a draft; `source` is the table and place that it comes from, such as 'pattern:r1'. */
interface DraftNote {
  key: string;
  block: Block;
  text: string;
  source: string;
  /** It states what the idea does not. */
  assumption?: true;
}

export interface Draft {
  pattern: { id: PatternId; name: string };
  /** In the order in which a canvas is drafted. */
  notes: DraftNote[];
  /** Between keys of notes; one can be made as soon as both its notes are there. */
  connections: DraftConnection[];
}

const PATTERNS = { en: PATTERNS_EN, es: PATTERNS_ES };
const DOMAINS = { en: DOMAINS_EN, es: DOMAINS_ES };

/** The draft of an idea, as it was read, by one pattern in one field of business. */
export function draftBy(
  chosen: { pattern: PatternId; domain: DomainId },
  reading: Reading,
  idea: string,
  language: Language,
): Draft {
  const pattern = PATTERNS[language][chosen.pattern];
  const notes = composeNotes(reading, { pattern, domain: DOMAINS[language][chosen.domain] }, language, idea);
  return {
    pattern: { id: chosen.pattern, name: pattern.name },
    notes: notes.map(({ key, block, text, source, assumption }) => ({
      ...{ key, block, text, source },
      ...(assumption ? { assumption } : {}),
    })),
    connections: connectNotes(notes),
  };
}

function draftFrom(reading: Reading, idea: string, language: Language): Draft {
  return draftBy(choosePattern(idea, reading), reading, idea, language);
}

/** Whether the checks find nothing on a canvas made of this draft. */
function isSound(draft: Draft, idea: string, language: Language): boolean {
  const notes = draft.notes.map(({ key, block, text }) => ({ id: key, block, text }));
  const { passed, total } = checkCanvas({ idea, language, notes, connections: draft.connections });
  return passed === total;
}

/**
 * Drafts a canvas from the pattern library, in the words of the idea. Pure and deterministic. The draft
 * passes every check; where a full reading of an odd text would not, a plainer one is drafted from.
 */
export function draftFromPatterns({ idea, language }: { idea: string; language: Language }): Draft {
  const draft = draftFrom(readInWords(idea, language), idea, language);
  return isSound(draft, idea, language) ? draft : draftFrom(readPlainly(idea, language), idea, language);
}
