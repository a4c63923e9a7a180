import { element, setAttribute } from '../dom.ts';
import { word } from './page.ts';
import { decisions } from './suggestion-buttons.ts';
import type { NamedNotes, SuggestionFacts } from './suggestion-facts.ts';
import { nameOf, remarksOf, wordsOf } from './suggestion-words.ts';

/** The card of a suggestion on the board: that of a new note like a note, any other to stand on the note it is about. */
export function cardFor({ id, noteId, type }: SuggestionFacts): HTMLElement {
  if (noteId === null) return element('li', { class: 'note suggestion', 'data-suggestion': id });
  const name = word(`suggestion-kind-${type}`);
  return element('div', {
    class: 'suggestion is-change',
    role: 'group',
    'aria-label': name,
    'data-suggestion': id,
  });
}

/**
 * Fills a card: its text is a button that shows what there is to know, and that Enter edits; then the remarks and,
 * where this person may decide, the buttons.
 */
export function fillCard(
  card: HTMLElement,
  facts: SuggestionFacts,
  notes: NamedNotes,
  mayEdit: boolean,
): void {
  const isStop = card.querySelector('button')?.tabIndex === 0;
  const hadFocus = card.contains(document.activeElement);
  const hues = facts.type === 'note.add' ? facts.hues : [];
  ['data-hue', 'data-hue2', 'data-hue3'].forEach((name, at) => setAttribute(card, name, hues[at]));
  const text = element('button', { type: 'button', class: 'suggestion-text' });
  const kind = `${word(`suggestion-kind-${facts.type}`)}: `;
  text.append(element('span', { class: 'visually-hidden' }, kind), wordsOf(facts, notes));
  card.replaceChildren(text, ...marksOf(facts));
  const remarks = remarksOf(facts, notes);
  if (remarks.length > 0) {
    const id = `remarks-${facts.id}`;
    const lines = remarks.map((remark) => element('li', {}, remark));
    text.setAttribute('aria-describedby', id);
    card.append(element('ul', { class: 'suggestion-remarks', id, role: 'list' }, ...lines));
  }
  if (mayEdit) card.append(decisions(facts, nameOf(facts, notes)));
  for (const button of card.querySelectorAll('button')) button.tabIndex = isStop ? 0 : -1;
  if (hadFocus) text.focus();
}

/** For the eye: what they say is among the remarks. */
function marksOf({ fails, isAssumption, type }: SuggestionFacts): HTMLElement[] {
  const mark = (name: string, sign: string): HTMLElement =>
    element('span', { class: name, 'aria-hidden': 'true' }, sign);
  return [
    ...(type === 'note.add' && isAssumption ? [mark('assumption-mark', '?')] : []),
    ...(fails.length > 0 ? [mark('suggestion-fails', '')] : []),
  ];
}
