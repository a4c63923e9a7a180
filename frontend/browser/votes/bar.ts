import type { Voting } from '@aibmc/common/contract/comments';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { showNote } from '../canvas/checks-panel.ts';
import { word } from '../canvas/page.ts';
import { byId, element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { minutesAndSeconds } from './clock.ts';

interface BarActs {
  close: () => void;
  reveal: () => void;
  remove: () => void;
}

export interface BarState {
  voting: Voting;
  state: Voting['state'];
  given: number;
  mayVote: boolean;
  mayLead: boolean;
  /** Own dots that the server does not have yet. */
  isWaiting: boolean;
}

/** The bar above the board while there is a voting: what it is about, the time that is left, one's own dots, the results. */
export class VoteBar {
  readonly #page: CanvasPage;
  readonly #title = element('strong', { class: 'vote-title' });
  readonly #time = element('span', { class: 'vote-time', role: 'timer' });
  readonly #own = element('span', { class: 'vote-own' });
  readonly #voters = element('span', { class: 'vote-voters' });
  readonly #close = button('vote-close');
  readonly #reveal = button('vote-reveal');
  readonly #remove = button('vote-remove');
  readonly #list = element('ol', { class: 'vote-results' });
  readonly #results = element('details', { class: 'vote-details' });
  readonly #hint = element('span', { class: 'vote-hint' });
  readonly element = element('section', { class: 'vote-bar', 'aria-label': word('vote-bar') });
  #shownResults = '';

  constructor(page: CanvasPage, acts: BarActs) {
    this.#page = page;
    this.#results.append(element('summary', {}, word('vote-results')), this.#list);
    this.#close.addEventListener('click', acts.close);
    this.#reveal.addEventListener('click', acts.reveal);
    this.#remove.addEventListener('click', acts.remove);
    const buttons = element('div', { class: 'vote-acts' }, this.#close, this.#reveal, this.#remove);
    this.element.append(this.#title, this.#time, this.#own, this.#hint, this.#voters, this.#results, buttons);
    this.element.hidden = true;
    byId('board-tools').before(this.element);
  }

  show(shown: BarState | null): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = shown === null;
    if (shown) {
      this.#fill(shown);
      if (hadFocus && !(document.activeElement as HTMLElement | null)?.checkVisibility()) this.#focus();
    }
  }

  tick(left: number | null, state: Voting['state']): void {
    const said =
      state !== 'open'
        ? word(`vote-is-${state}`)
        : left === null
          ? word('vote-is-open')
          : word('vote-left', { time: minutesAndSeconds(left) });
    if (this.#time.textContent !== said) this.#time.textContent = said;
    this.#time.classList.toggle('is-short', state === 'open' && left !== null && left <= 60_000);
  }

  #fill({ voting, state, given, mayVote, mayLead, isWaiting }: BarState): void {
    const { title, dots, voters, results } = voting;
    this.#title.textContent = title;
    this.#own.textContent =
      word('vote-own', { given, dots }) + (isWaiting ? ` · ${word('comments-waiting')}` : '');
    this.#own.hidden = !mayVote || (state !== 'open' && given === 0);
    this.#hint.hidden = state !== 'open' || !mayVote || given > 0;
    this.#hint.textContent = word('vote-how');
    this.#voters.textContent = counted('vote-voters', voters);
    this.#close.hidden = !mayLead || state !== 'open';
    this.#reveal.hidden = !mayLead || state === 'revealed';
    this.#remove.hidden = !mayLead || state === 'open';
    this.#showResults(results);
  }

  #showResults(results: Voting['results']): void {
    const { notes } = this.#page.store.state;
    const there = (results ?? []).filter(({ noteId }) => notes.has(noteId));
    this.#results.hidden = results === null;
    const key = JSON.stringify(there.map(({ noteId, dots }) => [dots, notes.get(noteId)?.text]));
    if (key === this.#shownResults) return;
    this.#shownResults = key;
    this.#list.replaceChildren(...there.map(({ noteId, dots }) => this.#line(noteId, dots)));
    if (there.length === 0) this.#list.append(element('li', {}, word('vote-nothing')));
  }

  #line(noteId: string, dots: number): HTMLElement {
    const { text = '' } = this.#page.store.state.notes.get(noteId) ?? {};
    const show = element('button', { type: 'button', class: 'vote-result' });
    show.append(
      element('span', {}, text),
      element('span', { class: 'vote-count' }, counted('vote-dots', dots)),
    );
    show.addEventListener('click', () => {
      this.#results.open = false;
      showNote(this.#page, noteId);
    });
    return element('li', {}, show);
  }

  /** Opens the results where they have just come. */
  openResults(): void {
    this.#results.open = true;
  }

  #focus(): void {
    this.element.querySelector<HTMLElement>('.vote-acts button:not([hidden])')?.focus();
  }
}

function button(name: string): HTMLButtonElement {
  return element('button', { type: 'button', class: 'button quiet-button small' }, word(name));
}
