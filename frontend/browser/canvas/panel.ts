import { byId } from '../dom.ts';

const KEY = 'aibmc.panel';
const CLOSED = 'closed';
const WIDE = matchMedia('(min-width: 1200px)');
const PHONE = matchMedia('(max-width: 699px)');

/** The panel beside the board, as its tabs know it. */
export interface Panel {
  open: (tab: string) => void;
  isShown: (tab: string) => boolean;
  /** Makes room for the board where the panel lies over it; beside the board it stays. */
  makeRoom: () => void;
  /** Calls back whenever a tab is shown, at once where it is shown already. */
  onShow: (tab: string, listener: () => void) => void;
}

/**
 * The tabs of the panel, and the buttons of the top bar that open it at a tab or fold it away. Beside the board that is
 * remembered; over it (on narrower screens) the panel begins closed. On phones Checks stand under the board, and a
 * tab that is a sheet covers the page until it is closed.
 */
export function enablePanel(): Panel {
  const tabs = [...document.querySelectorAll<HTMLElement>('#panel [role=tab]')];
  const openers = [...document.querySelectorAll<HTMLElement>('[data-opens]')];
  const listeners: { tab: string; listener: () => void }[] = [];
  const names = tabs.map(nameOf);
  let shown = '';
  let isOpen = false;

  const show = (tab: string, opens: boolean): void => {
    const isNew = opens && !(isOpen && shown === tab);
    shown = tab;
    isOpen = opens;
    for (const other of tabs) {
      const isShown = nameOf(other) === tab;
      other.setAttribute('aria-selected', String(isShown));
      other.tabIndex = isShown ? 0 : -1;
      panelOf(other).classList.toggle('is-shown', isShown);
    }
    for (const opener of openers) {
      opener.setAttribute('aria-expanded', String(isOpen && opener.dataset['opens'] === tab));
    }
    document.body.classList.toggle('panel-closed', !isOpen);
    coverWithSheet(PHONE.matches && isOpen && isSheet(tab));
    if (isNew) for (const known of listeners) if (known.tab === tab) known.listener();
  };
  const choose = (tab: string, opens: boolean): void => {
    show(tab, opens);
    if (WIDE.matches) remember(opens ? tab : CLOSED);
  };
  const begin = (): void => {
    const known = remembered();
    const hasNews = document.querySelector('#drafting:not([hidden]) :is(.drafting-head, form)') !== null;
    const tab = !hasNews && known && names.includes(known) ? known : (names[0] ?? '');
    show(tab, !PHONE.matches && (hasNews || (WIDE.matches && known !== CLOSED)));
  };

  for (const opener of openers) {
    const tab = opener.dataset['opens'] ?? '';
    opener.setAttribute('role', 'button');
    const flip = (event: Event): void => {
      if (PHONE.matches && !isSheet(tab)) return;
      event.preventDefault();
      choose(tab, !(isOpen && shown === tab));
    };
    opener.addEventListener('click', flip);
    opener.addEventListener('keydown', (event) => {
      if (event.key === ' ') flip(event);
    });
  }
  for (const tab of tabs) tab.addEventListener('click', () => choose(nameOf(tab), true));
  byId('panel').addEventListener('keydown', (event) => {
    const next = neighbour(tabs, event);
    if (!next) return;
    event.preventDefault();
    choose(nameOf(next), true);
    next.focus();
  });
  const leave = (): void => {
    show(shown, false);
    openers.find(({ dataset }) => dataset['opens'] === shown)?.focus();
  };
  byId('panel').addEventListener('click', ({ target }) => {
    if ((target as Element).closest('[data-close-sheet]')) leave();
  });
  // Where it lies over the board, Escape folds it away.
  for (const place of [byId('panel'), ...openers]) {
    place.addEventListener('keydown', (event) => {
      const isOver = isOpen && !WIDE.matches && !(PHONE.matches && !isSheet(shown));
      if (event.key !== 'Escape' || event.defaultPrevented || !isOver) return;
      event.preventDefault();
      leave();
    });
  }
  WIDE.addEventListener('change', begin);
  PHONE.addEventListener('change', begin);
  begin();
  return {
    open: (tab) => choose(tab, true),
    isShown: (tab) => isOpen && shown === tab,
    makeRoom: () => {
      if (!WIDE.matches) show(shown, false);
    },
    onShow: (tab, listener) => {
      listeners.push({ tab, listener });
      if (isOpen && shown === tab) listener();
    },
  };
}

function nameOf(tab: HTMLElement): string {
  return tab.dataset['tab'] ?? '';
}

function panelOf(tab: HTMLElement): HTMLElement {
  return byId(`tab-panel-${nameOf(tab)}`);
}

function isSheet(tab: string): boolean {
  return byId(`tab-panel-${tab}`).classList.contains('is-sheet');
}

/** What lies under a sheet is out of reach until it is closed. */
function coverWithSheet(isCovered: boolean): void {
  const wasCovered = document.body.classList.contains('has-sheet');
  document.body.classList.toggle('has-sheet', isCovered);
  for (const under of document.querySelectorAll<HTMLElement>(
    '.bar, .work, .foot, .tab-panel:not(.is-sheet)',
  )) {
    under.inert = isCovered;
  }
  if (isCovered && !wasCovered) {
    document.querySelector<HTMLElement>('.tab-panel.is-shown [data-close-sheet]')?.focus();
  }
}

/** The tab that an arrow key, Home or End leads to from the one that has the focus. */
function neighbour(tabs: readonly HTMLElement[], { key, target }: KeyboardEvent): HTMLElement | undefined {
  const at = tabs.indexOf(target as HTMLElement);
  if (at < 0) return undefined;
  if (key === 'Home') return tabs[0];
  if (key === 'End') return tabs.at(-1);
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return step === 0 ? undefined : tabs[(at + step + tabs.length) % tabs.length];
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
