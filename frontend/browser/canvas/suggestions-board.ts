import type { Block } from '@aibmc/common/canvas/blocks';
import { element, setAttribute } from '../dom.ts';
import type { BoardView } from './board.ts';
import { word } from './page.ts';
import { decideAll, tellAll } from './suggestion-buttons.ts';
import { cardFor, fillCard } from './suggestion-card.ts';
import type { ShownSuggestions, SuggestionFacts } from './suggestion-facts.ts';
import { focusSuggestion } from './suggestion-place.ts';
import { blockElement } from './targets.ts';

/** Where the suggestions of a block show: behind its notes and the form for a new one, so that neither moves. */
interface Place {
  box: HTMLElement;
  head: HTMLElement;
  list: HTMLElement;
  /** In the head of the block: how many there are, also where they are scrolled out of sight. */
  badge: HTMLElement;
}

/**
 * The suggestions on the board: new notes behind the notes of their blocks, changes of a note on that note. A card is
 * the same element for as long as its suggestion is there.
 */
export class SuggestionsBoard {
  readonly #view: BoardView;
  readonly #cards = new Map<string, { card: HTMLElement; signature: string }>();
  readonly #places = new Map<Block, Place>();

  constructor(view: BoardView) {
    this.#view = view;
  }

  show({ facts, notes }: ShownSuggestions, mayEdit: boolean): void {
    const onBoard = facts.filter(({ ends }) => !ends);
    const ids = new Set(onBoard.map(({ id }) => id));
    for (const [id, { card }] of this.#cards) {
      if (ids.has(id)) continue;
      card.remove();
      this.#cards.delete(id);
    }
    for (const each of onBoard) {
      const signature = JSON.stringify([each, mayEdit]);
      const known = this.#cards.get(each.id);
      const card = known?.card ?? cardFor(each);
      if (known?.signature !== signature && !card.classList.contains('is-editing')) {
        fillCard(card, each, notes, mayEdit);
        this.#cards.set(each.id, { card, signature });
      }
      this.#put(card, each);
    }
    const byBlock = Map.groupBy(onBoard, ({ block }) => block);
    for (const block of new Set([...this.#places.keys(), ...byBlock.keys()])) {
      const place = this.#placeOf(block);
      if (place) showPlace(place, block, byBlock.get(block) ?? [], mayEdit);
    }
  }

  #put(card: HTMLElement, { noteId, block }: SuggestionFacts): void {
    const note = noteId === null ? null : this.#view.element(noteId);
    const parent = note ?? this.#placeOf(block)?.list;
    if (!parent || card.parentElement === parent) return;
    parent.append(card);
    if (!note) return;
    // The buttons of a note are reached from its text.
    const stop = note.querySelector('button')?.tabIndex ?? -1;
    for (const button of card.querySelectorAll('button')) button.tabIndex = stop;
  }

  #placeOf(block: Block): Place | null {
    const known = this.#places.get(block);
    const section = blockElement(block);
    const body = section?.querySelector('.block-body');
    if (known || !section || !body) return known ?? null;
    const label = word('suggestions-of', { block: word(block) });
    const list = element('ul', { class: 'suggestion-list', role: 'list', 'aria-label': label });
    const head = decideAll();
    const box = element('div', { class: 'suggestions', hidden: '' }, head, list);
    body.append(box);
    const badge = element('button', { type: 'button', class: 'block-suggested' });
    badge.addEventListener('click', () => focusSuggestion(badge.dataset['first']));
    section.querySelector('.block-title')?.after(badge);
    const place = { box, head, list, badge };
    this.#places.set(block, place);
    return place;
  }
}

function showPlace(
  { box, head, badge }: Place,
  block: Block,
  facts: readonly SuggestionFacts[],
  mayEdit: boolean,
): void {
  const count = facts.length;
  tellAll(head, facts, mayEdit, block);
  box.hidden = head.hidden && facts.every(({ noteId }) => noteId !== null);
  badge.hidden = count === 0;
  badge.dataset['first'] = facts[0]?.id ?? '';
  const said = word('suggestions-in', { count, block: word(block) });
  setAttribute(badge, 'aria-label', said);
  setAttribute(badge, 'title', said);
  if (badge.textContent !== String(count)) badge.textContent = String(count);
}
