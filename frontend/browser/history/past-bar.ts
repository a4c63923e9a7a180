import { element, icon } from '../dom.ts';
import { word } from '../canvas/page.ts';
import { type Comparison } from './marks.ts';
import { counted } from './telling.ts';

interface BarActs {
  back: () => void;
  restore: () => void;
  askForName: (button: HTMLElement) => void;
  toggleChanges: () => void;
  togglePlay: () => void;
  setSpeed: (speed: number) => void;
  scrub: (revision: number) => void;
}

const SPEEDS = [1, 2, 4];

/** The bar above the board while it shows the past: what is shown, and what can be done with it. */
export class PastBar {
  readonly #title = element('p', { class: 'past-title', tabindex: '-1' });
  readonly #changes = button('history-compare', 'compare');
  readonly #name = button('history-name');
  readonly #restore = button('history-restore');
  readonly #back = button('history-back-now');
  readonly #play = element('button', { type: 'button', class: 'icon-button past-play' });
  readonly #scrubber = element('input', { type: 'range', min: '0', step: '1', class: 'past-scrubber' });
  readonly #place = element('span', { class: 'past-place', 'aria-hidden': 'true' });
  readonly #player = element('div', { class: 'past-player' });
  readonly #legend = element('ul', { class: 'past-legend', role: 'list' });
  readonly element = element('section', { class: 'past-bar', 'aria-label': word('history-past') });

  constructor(acts: BarActs) {
    const row = element('div', { class: 'past-acts' }, this.#changes, this.#name, this.#restore);
    const head = element('div', { class: 'past-head' }, this.#title, row, this.#back);
    this.#scrubber.setAttribute('aria-label', word('history-scrubber'));
    this.#player.append(this.#play, this.#scrubber, this.#place, speedChoice(acts.setSpeed));
    this.element.append(head, this.#player, this.#legend);
    this.#changes.addEventListener('click', acts.toggleChanges);
    this.#name.addEventListener('click', () => acts.askForName(this.#name));
    this.#restore.addEventListener('click', acts.restore);
    this.#back.addEventListener('click', acts.back);
    this.#play.addEventListener('click', acts.togglePlay);
    this.#scrubber.addEventListener('input', () => acts.scrub(this.#scrubber.valueAsNumber));
    this.showPlaying(false);
  }

  focus(): void {
    this.#title.focus();
  }

  focusPlay(): void {
    this.#play.focus();
  }

  /** `mayEdit`: whether the person may name and restore. */
  showTitle(text: string, { mayEdit, isComparing }: { mayEdit: boolean; isComparing: boolean }): void {
    this.#title.textContent = text;
    this.#restore.hidden = !mayEdit;
    this.#name.hidden = !mayEdit || isComparing;
    this.#restore.textContent = word(isComparing ? 'history-restore-older' : 'history-restore');
    this.#changes.setAttribute('aria-pressed', String(isComparing));
    this.#player.hidden = isComparing;
  }

  showPlace(revision: number, total: number, spoken: string): void {
    this.#scrubber.max = String(total);
    this.#scrubber.valueAsNumber = revision;
    this.#scrubber.setAttribute('aria-valuetext', spoken);
    this.#place.textContent = word('of-nine', { done: revision, total });
  }

  /** Puts the scrubber somewhere before what is there is known. */
  place(revision: number): void {
    this.#scrubber.valueAsNumber = revision;
  }

  showPlaying(isPlaying: boolean): void {
    this.#play.replaceChildren(icon(isPlaying ? 'pause' : 'play'));
    this.#play.setAttribute('aria-label', word(isPlaying ? 'history-pause' : 'history-play'));
  }

  /** What the marks on the board mean, and how many there are of each. */
  showLegend(comparison: Comparison | null): void {
    this.#legend.hidden = !comparison;
    this.#legend.replaceChildren(...(comparison ? legendOf(comparison) : []));
  }
}

function button(key: string, symbol?: string): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'button quiet-button small' });
  if (symbol) made.append(icon(symbol));
  made.append(word(key));
  return made;
}

function speedChoice(choose: (speed: number) => void): HTMLElement {
  const options = SPEEDS.map((speed) => element('option', { value: String(speed) }, `${speed} ×`));
  const choice = element('select', { class: 'past-speed', 'aria-label': word('history-speed') }, ...options);
  choice.addEventListener('change', () => choose(Number(choice.value)));
  return choice;
}

function legendOf({ counts, settings }: Comparison): HTMLElement[] {
  const lines = [
    { sort: 'added', sign: '+', count: counts.added },
    { sort: 'removed', sign: '−', count: counts.removed },
    { sort: 'changed', sign: '≠', count: counts.changed },
    { sort: 'moved', sign: '→', count: counts.moved },
    { sort: 'linked', sign: '—', count: counts.linked },
    { sort: 'unlinked', sign: '┄', count: counts.unlinked },
  ].filter(({ count }) => count > 0);
  const shown = lines.map(({ sort, sign, count }) => {
    const mark = element('span', { class: `past-sign is-${sort}`, 'aria-hidden': 'true' }, sign);
    return element('li', {}, mark, counted(`history-legend-${sort}`, count));
  });
  for (const name of settings) shown.push(element('li', {}, word(`history-other-${name}`)));
  return shown.length > 0 ? shown : [element('li', {}, word('history-same'))];
}
