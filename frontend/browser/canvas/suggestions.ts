// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import '../canvas.ts';
import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { can } from '@aibmc/common/permissions';
import { byId, element } from '../dom.ts';
import { askAi, hasAi } from './ask-ai.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { holdRows } from './hold-rows.ts';
import { announce, word } from './page.ts';
import type { Panel } from './panel.ts';
import { acceptSuggestions, rejectSuggestions } from './suggestion-acts.ts';
import type { Decision } from './suggestion-buttons.ts';
import { editSuggestion, rescueSuggestion } from './suggestion-editor.ts';
import { shownSuggestions } from './suggestion-facts.ts';
import { focusSuggestion, keepPlace } from './suggestion-place.ts';
import { enableTip } from './suggestion-tip.ts';
import { SuggestionsBoard } from './suggestions-board.ts';
import { SuggestionsPanel } from './suggestions-panel.ts';
import { updateTabStops } from './tab-stops.ts';
import { focusNote } from './targets.ts';

/** Suggestions that come together are told together. */
const SETTLE_MS = 1_000;

/** The suggestions of the page, as its keys know them. */
export interface Suggestions {
  /** Decides on the one that has the focus; whether there is one. */
  decideOnFocused: (decision: Decision) => boolean;
}

/** What is proposed to everybody: on the board and in the panel, to accept, to change or to reject. */
export function startSuggestions(page: CanvasPage, panel: Panel): Suggestions {
  const onBoard = new SuggestionsBoard(page.view);
  const inPanel = new SuggestionsPanel(emptyState(page));
  const root = byId('suggestions-content');
  const tip = enableTip();
  const arrivals = tellArrivals();

  rescueSuggestion(page);
  const show = (state: CanvasState): void => {
    const shown = shownSuggestions(state);
    if (shown.facts.length > 0) holdRows();
    keepPlace(document.activeElement, () => {
      onBoard.show(shown, canEdit(page));
      // Behind another tab it is brought up to date when it shows.
      if (isShown()) inPanel.show(shown, canEdit(page));
    });
    updateTabStops();
    tip.settle();
    showCount(shown.facts.length);
    arrivals(shown.facts.map(({ id }) => id));
  };
  page.store.onState(show);
  // The elements of the notes are others then.
  page.store.onRole(() => queueMicrotask(() => show(page.store.state)));
  document.addEventListener('past-shown', () => show(page.store.state));
  for (const place of [board, byId('panel')]) {
    place.addEventListener('click', ({ target }) => decideAt(page, target as Element));
  }
  // The board takes a press beside its notes for a frame to draw, two for a new note.
  for (const event of ['pointerdown', 'dblclick']) {
    board.addEventListener(
      event,
      (press) => {
        if ((press.target as Element).closest('.suggestions')) press.stopPropagation();
      },
      { capture: true },
    );
  }
  show(page.store.state);
  panel.onShow('suggestions', () => inPanel.show(shownSuggestions(page.store.state), canEdit(page)));
  root.addEventListener('click', ({ target }) => {
    if (!(target as Element).closest('[data-show]')) return;
    const id = (target as Element).closest<HTMLElement>('[data-suggestion]')?.dataset['suggestion'];
    panel.makeRoom();
    showOnBoard(page, id);
  });
  return { decideOnFocused: (decision) => decideOnFocused(page, decision) };
}

/** Whether the panel shows the suggestions; asked every frame, so by what says it and not by what the browser laid out. */
function isShown(): boolean {
  const isOpen = !document.body.classList.contains('panel-closed');
  return isOpen && byId('tab-panel-suggestions').classList.contains('is-shown');
}

/** The card on the board; of a connection, the note that it begins at, which has its line. */
function showOnBoard(page: CanvasPage, id: string | undefined): void {
  const facts = shownSuggestions(page.store.state).facts.find((each) => each.id === id);
  if (!facts) return;
  if (!facts.ends) {
    focusSuggestion(id);
    return;
  }
  focusNote(page, facts.ends.from);
  page.view.element(facts.ends.from)?.scrollIntoView({ block: 'nearest' });
}

/** What to do where there are none. */
function emptyState({ store }: CanvasPage): HTMLElement {
  const text = element('p', {}, word('suggestions-none'));
  const ask = element('button', { type: 'button', class: 'button small' }, word('ai-task-canvas'));
  ask.addEventListener('click', () => askAi({ task: 'canvas' }));
  ask.hidden = !hasAi || !can(store.role, 'canvas.generate');
  store.onRole((role) => (ask.hidden = !hasAi || !can(role, 'canvas.generate')));
  return element('div', { class: 'suggestions-empty' }, text, ask);
}

function decideAt(page: CanvasPage, target: Element): void {
  const button = target.closest<HTMLElement>('[data-decide]');
  const card = target.closest<HTMLElement>('[data-suggestion]');
  const ids = button?.dataset['all']?.split(' ') ?? [];
  const id = card?.dataset['suggestion'];
  if (button) decide(page, button.dataset['decide'] as Decision, id === undefined ? ids : [id], card);
  // A browser that gives no focus to buttons does not show what there is to know about them.
  else target.closest<HTMLElement>('.suggestion-text')?.focus();
}

function decide(
  page: CanvasPage,
  decision: Decision,
  ids: readonly string[],
  card: HTMLElement | null,
): void {
  // A note that goes takes the card that stands on it along.
  const keeping = (act: () => void): void => keepPlace(document.activeElement, act);
  if (decision === 'accept') keeping(() => acceptSuggestions(page, ids));
  else if (decision === 'reject') keeping(() => rejectSuggestions(page, ids));
  else if (card && ids[0] !== undefined)
    editSuggestion(page, ids[0], card.querySelector('.suggestion-face') ?? card);
}

function decideOnFocused(page: CanvasPage, decision: Decision): boolean {
  const card = document.activeElement?.closest<HTMLElement>('[data-suggestion]');
  const id = card?.dataset['suggestion'];
  if (!card || id === undefined || !canEdit(page)) return false;
  decide(page, decision, [id], card);
  return true;
}

let shownCount = '';

function showCount(count: number): void {
  const figureOf = count === 0 ? '' : String(count);
  if (shownCount === figureOf) return;
  shownCount = figureOf;
  for (const figure of document.querySelectorAll('[data-suggestion-count]')) figure.textContent = shownCount;
  for (const opener of document.querySelectorAll<HTMLElement>('[data-opens=suggestions]'))
    opener.hidden = count === 0;
}

/** Says how many suggestions have come, a moment later and together; those that are there at first are no news. */
function tellArrivals(): (ids: readonly string[]) => void {
  const known = new Set<string>();
  let told: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (ids) => {
    const before = known.size;
    for (const id of ids) known.add(id);
    if (told !== null && known.size === before) return;
    clearTimeout(timer);
    const since = told ?? known.size;
    told = since;
    if (known.size === since) return;
    timer = setTimeout(() => {
      announce(word('suggestions-arrived', { count: known.size - since }));
      told = known.size;
    }, SETTLE_MS);
  };
}
