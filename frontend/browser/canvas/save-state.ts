import { byId } from '../dom.ts';
import type { SaveStatus } from './canvas-store.ts';
import { word } from './page.ts';

const place = byId('save-state');
/** Saving that takes no longer than this is not worth a word. */
const QUIET_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
let wasWaiting = false;

/** Shows whether all is saved, quietly. */
export function showSaveState({ link, waiting }: SaveStatus): void {
  const isAway = link !== 'live' && link !== 'connecting';
  if (isAway) set('offline', waiting > 0 ? word('waiting', { count: waiting }) : '');
  else if (waiting === 0) set('saved', wasWaiting ? word('saved') : place.textContent);
  else timer ??= setTimeout(() => set('saving', word('saving')), QUIET_MS);
  wasWaiting ||= waiting > 0;
}

function set(state: string, text: string): void {
  clearTimeout(timer);
  timer = undefined;
  place.dataset['state'] = state;
  if (place.textContent !== text) place.textContent = text;
}
