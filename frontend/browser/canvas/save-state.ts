import { byId, element } from '../dom.ts';
import type { SaveState } from './canvas-store.ts';
import { word } from './page.ts';

const place = byId('save-state');
/** Saving that takes no longer than this is not worth a word. */
const QUIET_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
let wake: (() => void) | undefined;

/** Shows whether all is saved, quietly; when it is not, why, and a button to try at once. */
export function showSaveState(state: SaveState): void {
  clearTimeout(timer);
  if (state === 'saving') {
    timer = setTimeout(() => set(state, word('saving')), QUIET_MS);
  } else if (state === 'saved') set(state, word('saved'));
  else if (state === 'offline' || state === 'signed-out') {
    set('offline', word(state));
    const button = element('button', { type: 'button', class: 'text-link' }, word('retry'));
    button.addEventListener('click', () => wake?.());
    place.append(button);
  }
}

function set(state: SaveState, text: string): void {
  place.dataset['state'] = state;
  if (place.firstChild?.nodeValue !== text) place.textContent = text;
  else place.querySelector('button')?.remove();
}

/** Waits so long before another attempt, or until the network is back or somebody asks for it. */
export function waitToRetry(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(pause);
      removeEventListener('online', done);
      wake = undefined;
      resolve();
    };
    const pause = setTimeout(done, ms);
    wake = done;
    addEventListener('online', done);
  });
}
