import type { Block } from '@aibmc/common/canvas/blocks';
import { element, icon, setAttribute } from '../dom.ts';
import { word } from './page.ts';
import type { SuggestionFacts } from './suggestion-facts.ts';

/** What can be done about a suggestion; a button says which by `data-decide`. */
export type Decision = 'accept' | 'edit' | 'reject';

const SIGNS: Readonly<Record<Decision, string>> = { accept: 'check', edit: 'pencil', reject: 'close' };

/** The buttons that decide on a suggestion, which is called `name`. */
export function decisions({ text }: SuggestionFacts, name: string): HTMLElement {
  const row = element('div', { class: 'suggestion-acts' });
  for (const decision of ['accept', 'edit', 'reject'] as const) {
    if (decision === 'edit' && !text) continue;
    const label = word(decision === 'edit' ? 'edit-hint' : `suggestion-${decision}-of`, { text: name });
    const button = decisionButton(decision, decision === 'edit' ? '' : word(`suggestion-${decision}`));
    button.setAttribute('aria-label', label);
    row.append(button);
  }
  return row;
}

/** Buttons that decide on several suggestions at once; `tellAll` says on which. */
export function decideAll(): HTMLElement {
  const head = element('div', { class: 'suggestions-head' });
  head.append(decisionButton('accept'), decisionButton('reject'));
  return head;
}

/** Brings such buttons to the suggestions that they are for: those of a block, or of the canvas. */
export function tellAll(
  head: HTMLElement,
  facts: readonly SuggestionFacts[],
  mayEdit: boolean,
  block?: Block,
): void {
  head.hidden = facts.length < 2 || !mayEdit;
  const ids = facts.map(({ id }) => id).join(' ');
  const count = facts.length;
  for (const button of head.querySelectorAll<HTMLElement>('[data-decide]')) {
    if (button.dataset['all'] === ids) continue;
    button.dataset['all'] = ids;
    const decision = button.dataset['decide'] ?? '';
    button.querySelector('.decide-word')?.replaceChildren(word(`suggestions-${decision}`, { count }));
    const label = block && word(`suggestions-${decision}-in`, { count, block: word(block) });
    setAttribute(button, 'aria-label', label);
  }
}

function decisionButton(decision: Decision, text = ''): HTMLElement {
  return element(
    'button',
    { type: 'button', 'data-decide': decision },
    icon(SIGNS[decision]),
    element('span', { class: 'decide-word' }, text),
  );
}
