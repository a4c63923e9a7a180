import { CHECKS } from '@aibmc/common/canvas/checks';
import { sentenceBeside, sentenceOf } from './connection-sentence.ts';
import { language, word } from './page.ts';
import type { NamedNotes, SuggestionFacts } from './suggestion-facts.ts';

/** What a suggestion is called where its whole text is not needed. */
export function nameOf(facts: SuggestionFacts, notes: NamedNotes): string {
  const { type, text, was, ends } = facts;
  if (ends) return sentenceOf({ notes }, ends);
  if (type === 'note.remove') return word('suggestion-remove-of', { text: was });
  return text || `${was}: ${wordsOf(facts, notes)}`;
}

/** What a suggestion would do, in words; the text of a new note as it is. */
export function wordsOf(facts: SuggestionFacts, notes: NamedNotes): string {
  const { type, text, to, isAssumption, ends } = facts;
  if (type === 'note.add' || ends) return nameOf(facts, notes);
  if (type === 'note.remove') return word('suggestion-remove');
  const parts = [
    text ? `→ ${text}` : '',
    to ? word('suggestion-move', { block: word(to) }) : '',
    isAssumption ? word('assumption-set') : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What there is to know before deciding: why, what it comes with, what speaks against it. */
export function remarksOf(
  { type, addedId, why, details, along, fails, isAssumption, segments, block }: SuggestionFacts,
  notes: NamedNotes,
): string[] {
  const titles = fails.map((check) => CHECKS[check][language].title);
  const isNew = type === 'note.add';
  const hasNames = isNew && along.length === 0 && segments.length > 0 && block !== 'customer-segments';
  return [
    why,
    details,
    ...along.map((ends) => sentenceBeside(notes, addedId, ends)),
    hasNames ? word('segment', { names: segments.join(', ') }) : '',
    isNew && isAssumption ? word('assumption') : '',
    titles.length > 0 ? word('suggestion-fails', { titles: titles.join('; ') }) : '',
  ].filter(Boolean);
}
