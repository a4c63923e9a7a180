import { byId } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import { loadOnce } from './load-once.ts';
import { word } from './page.ts';
import type { Panel } from './panel.ts';
import type { Decision } from './suggestion-buttons.ts';
import type { Suggestions } from './suggestions.ts';

let started: Suggestions | null = null;

/** The suggestions, whose code comes right behind the page, which does not wait for it. */
export function enableSuggestions(page: CanvasPage, panel: Panel): void {
  const load = loadOnce(
    async () => {
      const { startSuggestions } = await import('./suggestions.ts');
      started = startSuggestions(page, panel);
    },
    () => (byId('suggestions-content').textContent = word('suggestions-away')),
  );
  panel.onShow('suggestions', () => void load());
  page.store.onState(({ suggestions }) => {
    if (!started && suggestions.size > 0) void load();
  });
  void load();
}

/** Decides on the suggestion that has the focus; whether there is one. */
export function decideOnFocused(decision: Decision): boolean {
  return started?.decideOnFocused(decision) ?? false;
}
