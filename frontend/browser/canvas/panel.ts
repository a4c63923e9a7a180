import { byId } from '../dom.ts';

const KEY = 'aibmc.panel';
const WIDE = matchMedia('(min-width: 1200px)');
const PHONE = matchMedia('(max-width: 699px)');

/** The panel folds away; beside the board that is remembered, over it (on narrower screens) it begins closed. */
export function enablePanel(): void {
  const toggle = byId('panel-toggle');
  const hasNews = document.querySelector('#drafting:not([hidden]) .drafting-head, #drafting form') !== null;
  const set = (isOpen: boolean): void => {
    document.body.classList.toggle('panel-closed', !isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
  };
  const initial = (): boolean => hasNews || (WIDE.matches && remembered() !== 'closed');
  toggle.setAttribute('role', 'button');
  toggle.setAttribute('aria-controls', 'panel');
  set(initial());
  WIDE.addEventListener('change', () => set(initial()));

  const flip = (event: Event): void => {
    if (PHONE.matches) return;
    event.preventDefault();
    const isOpen = document.body.classList.contains('panel-closed');
    set(isOpen);
    if (WIDE.matches) remember(isOpen ? 'open' : 'closed');
  };
  toggle.addEventListener('click', flip);
  toggle.addEventListener('keydown', (event) => {
    if (event.key === ' ') flip(event);
  });
}

/** A browser may refuse storage; then nothing is remembered. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(value: string): void {
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // refused: the panel opens as it does for a new visitor
  }
}
