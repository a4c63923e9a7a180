import { element } from '../dom.ts';
import { type CardActs, ThreadCard } from './thread-card.ts';
import type { Thread } from './threads.ts';
import { counted } from '../history/telling.ts';
import { agoOf, shortTimeOf } from '../history/telling.ts';

const MINUTE_MS = 60_000;

/** The threads in the panel: those that are open, and folded below them those that are resolved. */
export class ThreadList {
  readonly #acts: CardActs;
  readonly #open = element('div', { class: 'thread-list' });
  readonly #resolved = element('div', { class: 'thread-list' });
  readonly #summary = element('summary', {});
  readonly #folded = element('details', { class: 'threads-resolved' }, this.#summary, this.#resolved);
  readonly element = element('div', { class: 'threads' }, this.#open, this.#folded);
  readonly #cards = new Map<string, ThreadCard>();

  constructor(acts: CardActs) {
    this.#acts = acts;
    setInterval(() => this.#tellTime(), MINUTE_MS);
  }

  show(threads: readonly Thread[]): void {
    const held = this.#held();
    const before = held?.getBoundingClientRect().top;
    const known = new Set(threads.map(({ id }) => id));
    for (const [id, card] of this.#cards) {
      if (known.has(id)) continue;
      card.element.remove();
      this.#cards.delete(id);
    }
    const [resolved, open] = [true, false].map((is) => threads.filter(({ isResolved }) => isResolved === is));
    this.#place(this.#open, open ?? []);
    this.#place(this.#resolved, resolved ?? []);
    this.#folded.hidden = (resolved ?? []).length === 0;
    this.#summary.textContent = counted('comments-resolved', (resolved ?? []).length);
    const scroller = this.element.closest('.tab-panel');
    if (held?.isConnected && before !== undefined && scroller)
      scroller.scrollTop += held.getBoundingClientRect().top - before;
  }

  card(id: string): ThreadCard | undefined {
    return this.#cards.get(id);
  }

  /** Shows a thread, unfolded; whether there is one. */
  reveal(id: string): boolean {
    const card = this.#cards.get(id);
    if (!card) return false;
    if (this.#resolved.contains(card.element)) this.#folded.open = true;
    card.element.scrollIntoView({ block: 'nearest' });
    card.element.focus({ preventScroll: true });
    return true;
  }

  get elements(): HTMLElement[] {
    return [...this.#cards.values()].map(({ element }) => element);
  }

  /** What somebody writes in or points at stays where it is. */
  #held(): Element | null {
    return this.element.querySelector('.thread:focus-within') ?? this.element.querySelector('.thread:hover');
  }

  #place(
    list: HTMLElement & { moveBefore?: (moved: Element, before: Element | null) => void },
    threads: readonly Thread[],
  ): void {
    let next = list.firstElementChild;
    for (const thread of threads) {
      const card = this.#cards.get(thread.id) ?? new ThreadCard(thread, this.#acts);
      this.#cards.set(thread.id, card);
      card.update(thread);
      if (card.element === next) {
        next = next.nextElementSibling;
        continue;
      }
      // Where it can be moved as it is, a field in it keeps the focus.
      if (card.element.isConnected && list.moveBefore) list.moveBefore(card.element, next);
      else list.insertBefore(card.element, next);
    }
  }

  #tellTime(): void {
    for (const time of this.element.querySelectorAll<HTMLElement>('[data-ago]')) {
      const at = time.dataset['ago'] ?? '';
      time.textContent = agoOf(at) || shortTimeOf(at);
    }
  }
}
