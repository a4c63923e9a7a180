import { element } from '../dom.ts';
import { word } from './page.ts';
import { decisions } from './suggestion-buttons.ts';
import type { NamedNotes, SuggestionFacts } from './suggestion-facts.ts';
import { nameOf, remarksOf, wordsOf } from './suggestion-words.ts';

/** The entry of a suggestion in the panel. */
export function entryFor({ id }: SuggestionFacts): HTMLElement {
  return element('li', { class: 'suggestion-entry', 'data-suggestion': id });
}

/** Fills an entry: what it is about, what it would change, what there is to know, what can be done. */
export function fillEntry(
  entry: HTMLElement,
  facts: SuggestionFacts,
  notes: NamedNotes,
  mayEdit: boolean,
): void {
  const hadFocus = entry.contains(document.activeElement);
  const name = nameOf(facts, notes);
  const remarks = remarksOf(facts, notes).map((remark) => element('li', {}, remark));
  entry.replaceChildren(
    element('p', { class: 'suggestion-kind' }, word(`suggestion-kind-${facts.type}`)),
    faceOf(facts, notes),
    element('ul', { class: 'suggestion-remarks', role: 'list' }, ...remarks),
    ...(mayEdit ? [decisions(facts, name)] : []),
    showButton(name),
  );
  if (hadFocus) entry.querySelector('button')?.focus();
}

function showButton(name: string): HTMLElement {
  const label = word('suggestion-show-of', { text: name });
  const attributes = { type: 'button', class: 'suggestion-show', 'data-show': '', 'aria-label': label };
  return element('button', attributes, word('suggestion-show'));
}

/** The text; of a note that is there, as it is and as it would be. */
function faceOf(facts: SuggestionFacts, notes: NamedNotes): HTMLElement {
  const { type, text, was, ends, hues } = facts;
  if (ends) return element('p', { class: 'suggestion-line' }, wordsOf(facts, notes));
  const face = element('div', { class: 'note suggestion suggestion-face' });
  if (type === 'note.add') face.setAttribute('data-hue', hues[0] ?? 'grey');
  const shown = element('p', { class: 'suggestion-text', tabindex: '-1' });
  if (was) {
    const isGone = text !== '' || type === 'note.remove';
    shown.append(element(isGone ? 'del' : 'span', {}, was), ' ');
  }
  if (type === 'note.add') shown.append(text);
  else if (type === 'note.set') shown.append(element('ins', {}, wordsOf(facts, notes)));
  face.append(shown);
  return face;
}
