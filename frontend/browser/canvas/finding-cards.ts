import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { MOST_SHOWN, type OpenFinding, stepOf } from '@aibmc/common/canvas/open-findings';
import { byId, element, icon } from '../dom.ts';
import { askAi, hasAi } from './ask-ai.ts';
import { language, word } from './page.ts';

export type Step = ReturnType<typeof stepOf>;

interface Card {
  card: HTMLElement;
  signature: string;
}

/**
 * The list of findings: the most useful ones, and the rest folded. A card stays the same element for as long as its
 * finding is there, so that whoever is on it stays on it.
 */
export class FindingCards {
  readonly #cards = new Map<string, Card>();
  readonly #act: (step: Step) => void;
  readonly #rest = byId('findings-rest') as HTMLDetailsElement;
  #folded: readonly OpenFinding[] = [];
  #state: CanvasState | null = null;
  #mayEdit = false;

  constructor(act: (step: Step) => void) {
    this.#act = act;
    for (const list of document.querySelectorAll('#findings, #findings-rest ul')) list.replaceChildren();
    this.#rest.addEventListener('toggle', () => this.#showRest());
  }

  show(findings: readonly OpenFinding[], state: CanvasState, mayEdit: boolean): void {
    this.#state = state;
    this.#mayEdit = mayEdit;
    this.#folded = findings.slice(MOST_SHOWN);
    const held = this.#cards.get(keyOf(document.activeElement));
    this.#fill(byId('findings'), findings.slice(0, MOST_SHOWN));
    this.#rest.hidden = this.#folded.length === 0;
    const summary = this.#rest.querySelector('summary');
    if (summary) summary.textContent = word('findings-more', { count: this.#folded.length });
    this.#showRest();
    const keys = new Set(findings.map(({ key }) => key));
    for (const key of this.#cards.keys()) if (!keys.has(key)) this.#cards.delete(key);
    // The finding that had the focus is mended: the next one is at hand.
    if (held && !held.card.isConnected) focusStep(document.querySelector('.finding') ?? byId('checks-title'));
  }

  /** Brings the card of a finding into sight, and the focus to it where that is wanted. */
  reveal(key: string, focuses: boolean): void {
    if (this.#folded.some((finding) => finding.key === key)) {
      this.#rest.open = true;
      this.#showRest();
    }
    for (const other of document.querySelectorAll('.finding.is-pointed'))
      other.classList.remove('is-pointed');
    const card = this.#cards.get(key)?.card;
    card?.classList.add('is-pointed');
    card?.scrollIntoView({ block: 'nearest' });
    if (card && focuses) focusStep(card);
  }

  #showRest(): void {
    const list = this.#rest.querySelector('ul');
    if (list && this.#rest.open) this.#fill(list, this.#folded);
  }

  #fill(list: Element, findings: readonly OpenFinding[]): void {
    const cards = findings.map((finding) => this.#cardFor(finding));
    const wanted = new Set<Element>(cards);
    for (const card of [...list.children]) if (!wanted.has(card)) card.remove();
    let next = list.firstElementChild;
    for (const card of cards) {
      if (card === next) next = next.nextElementSibling;
      else list.insertBefore(card, next);
    }
  }

  #cardFor(finding: OpenFinding): HTMLElement {
    const step = stepOf(finding, this.#state?.notes ?? new Map(), language, this.#mayEdit);
    const signature = JSON.stringify([finding.title, step, this.#mayEdit]);
    const known = this.#cards.get(finding.key);
    if (known?.signature === signature) return known.card;
    const card = known?.card ?? element('li', { class: 'finding', 'data-key': finding.key });
    const hadFocus = card.contains(document.activeElement);
    const button = element(
      'button',
      { type: 'button', class: 'finding-step', title: finding.fix },
      step.label,
    );
    button.addEventListener('click', () => this.#act(step));
    card.replaceChildren(
      element('h3', { title: finding.rule }, finding.title),
      element('p', {}, finding.why),
      element(
        'div',
        { class: 'finding-steps' },
        button,
        ...(this.#mayEdit && hasAi ? [suggestButton(finding)] : []),
      ),
    );
    if (hadFocus) button.focus();
    this.#cards.set(finding.key, { card, signature });
    return card;
  }
}

/** Has AI suggest what would mend a finding. */
function suggestButton({ noteIds, block, title }: OpenFinding): HTMLElement {
  const label = word('ai-suggest-for', { title });
  const made = element('button', { type: 'button', class: 'finding-ai', 'aria-label': label }, icon('spark'));
  made.append(word('ai-suggest'));
  made.addEventListener('click', () =>
    askAi(noteIds.length === 0 && block ? { task: 'block', block } : { task: 'improve', noteIds }),
  );
  return made;
}

function keyOf(target: Element | null): string {
  return target?.closest<HTMLElement>('.finding')?.dataset['key'] ?? '';
}

function focusStep(target: Element): void {
  const step = target.querySelector<HTMLElement>('.finding-step') ?? (target as HTMLElement);
  step.focus({ preventScroll: true });
}
