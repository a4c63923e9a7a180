import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { byId, element } from '../dom.ts';
import { word } from './page.ts';
import { decideAll, tellAll } from './suggestion-buttons.ts';
import { entryFor, fillEntry } from './suggestion-entry.ts';
import type { ShownSuggestions, SuggestionFacts } from './suggestion-facts.ts';

interface Group {
  section: HTMLElement;
  head: HTMLElement;
  list: HTMLElement;
}

/**
 * All suggestions of the canvas, block by block, with what there is to know about each. An entry is the same element
 * for as long as its suggestion is there.
 */
export class SuggestionsPanel {
  readonly #root = byId('suggestions-content');
  readonly #all = decideAll();
  readonly #groups = new Map<Block, Group>();
  readonly #entries = new Map<string, { entry: HTMLElement; signature: string }>();
  readonly #empty: HTMLElement;

  /** `empty` is what shows where there are none. */
  constructor(empty: HTMLElement) {
    this.#empty = empty;
    this.#root.replaceChildren(this.#all, this.#empty);
  }

  show({ facts, notes }: ShownSuggestions, mayEdit: boolean): void {
    const ids = new Set(facts.map(({ id }) => id));
    for (const [id, { entry }] of this.#entries) {
      if (ids.has(id)) continue;
      entry.remove();
      this.#entries.delete(id);
    }
    for (const each of facts) {
      const signature = JSON.stringify([each, mayEdit]);
      const known = this.#entries.get(each.id);
      const entry = known?.entry ?? entryFor(each);
      if (known?.signature !== signature && !entry.querySelector('.is-editing')) {
        fillEntry(entry, each, notes, mayEdit);
        this.#entries.set(each.id, { entry, signature });
      }
      const { list } = this.#groupOf(each.block);
      if (entry.parentElement !== list) list.append(entry);
    }
    const byBlock = Map.groupBy(facts, ({ block }) => block);
    for (const [block, group] of this.#groups) showGroup(group, block, byBlock.get(block) ?? [], mayEdit);
    this.#empty.hidden = facts.length > 0;
    // Of a single block its own buttons say it.
    tellAll(this.#all, byBlock.size > 1 ? facts : [], mayEdit);
  }

  #groupOf(block: Block): Group {
    const known = this.#groups.get(block);
    if (known) return known;
    const title = `suggestions-of-${block}`;
    const head = decideAll();
    const list = element('ul', { class: 'suggestion-entries', role: 'list', 'aria-labelledby': title });
    const section = element('div', { class: 'suggestion-group' });
    section.append(element('h3', { id: title }, word(block)), head, list);
    this.#groups.set(block, { section, head, list });
    const next = BLOCKS.slice(BLOCKS.indexOf(block) + 1).find((other) => this.#groups.has(other));
    this.#root.insertBefore(section, (next && this.#groups.get(next)?.section) ?? null);
    return { section, head, list };
  }
}

function showGroup(
  { section, head }: Group,
  block: Block,
  facts: readonly SuggestionFacts[],
  mayEdit: boolean,
): void {
  section.hidden = facts.length === 0;
  tellAll(head, facts, mayEdit, block);
}
