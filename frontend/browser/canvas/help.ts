import { element } from '../dom.ts';
import { openDialog } from './dialogs.ts';
import { word } from './page.ts';
import { remember, remembered } from './stored.ts';

const KEY = 'aibmc.letters';

/** The keys as people know them, with the word for what they do. */
const KEYS: readonly (readonly [word: string, ...keys: string[]])[] = [
  ['key-go', '↑ ↓ ← →'],
  ['key-ends', 'Home', 'End'],
  ['key-edit', 'Enter', 'F2'],
  ['key-new', 'N'],
  ['key-delete', 'Delete'],
  ['key-select', 'Space'],
  ['key-extend', 'Shift + ↑ ↓'],
  ['key-all', 'Ctrl + A'],
  ['key-clear', 'Escape'],
  ['key-move', 'Alt + ↑ ↓ ← →'],
  ['key-menu', 'M'],
  ['key-connect', 'C'],
  ['key-colour', 'K'],
  ['key-details', 'D'],
  ['key-comment', 'T'],
  ['key-vote', 'V', 'Shift + V'],
  ['key-accept', 'A'],
  ['key-reject', 'X'],
  ['key-edit-suggestion', 'E'],
  ['key-clipboard', 'Ctrl + C', 'X', 'V'],
  ['key-duplicate', 'Ctrl + D'],
  ['key-ai', 'I'],
  ['key-undo', 'Ctrl + Z'],
  ['key-redo', 'Ctrl + Shift + Z', 'Ctrl + Y'],
  ['key-help', '?'],
];

/** Whether single letters and signs are commands: who speaks to their computer can switch that off. */
export function areLettersOn(): boolean {
  return remembered(KEY) !== 'off';
}

/** Shows what the keys do. */
export function openHelp(): void {
  const list = element('dl', { class: 'keys' });
  for (const [name, ...keys] of KEYS) {
    const shown = keys.flatMap((key) => [element('kbd', {}, inWords(key)), ' ']);
    list.append(element('div', {}, element('dt', {}, ...shown), element('dd', {}, word(name))));
  }
  openDialog('help', word('keyboard'), list, lettersSwitch());
}

const IS_MAC = /Mac|iP(hone|ad|od)/.test(navigator.userAgent);
/** Keys that are called differently on keyboards of other languages. */
const NAMED = ['Shift', 'Space', 'Enter', 'Delete', 'Escape', 'Home', 'End'];

function inWords(keys: string): string {
  const name = (key: string): string => {
    if (key === 'Ctrl' && IS_MAC) return '⌘';
    return NAMED.includes(key) ? word(`keycap-${key.toLowerCase()}`) : key;
  };
  return keys.split(' + ').map(name).join(' + ');
}

function lettersSwitch(): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.checked = areLettersOn();
  box.addEventListener('change', () => remember(KEY, box.checked ? 'on' : 'off'));
  return element('label', { class: 'switch-line' }, box, word('letters-on'));
}

/** The button at the foot of the page that shows the keys. */
export function enableHelp(): void {
  const button = element('button', { type: 'button', class: 'foot-button' }, word('keyboard'));
  button.addEventListener('click', openHelp);
  document.querySelector('.foot-end')?.prepend(button);
}
