import { element } from '../dom.ts';
import { announce, word } from './page.ts';

const list = element('ul', { role: 'list' });
const dialog = element(
  'dialog',
  { class: 'unsaved', 'aria-labelledby': 'unsaved-title' },
  element('h2', { id: 'unsaved-title' }, word('unsaved-title')),
  element('p', {}, word('unsaved-text')),
  list,
);
const close = element('button', { type: 'button', class: 'button' }, word('close'));
close.addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => list.replaceChildren());
dialog.append(close);
document.body.append(dialog);

/** Shows texts that could not be saved and have no other place to go back to, so that they can be copied. */
export function showUnsaved(texts: readonly string[]): void {
  if (texts.length === 0) return;
  list.append(...texts.map(entry));
  if (!dialog.open) dialog.showModal();
}

function entry(text: string): HTMLElement {
  const words = element('p', { class: 'unsaved-words' }, text);
  const copy = element('button', { type: 'button', class: 'button quiet-button small' }, word('copy'));
  copy.addEventListener('click', () => {
    void putOnClipboard(text, words).then(() => {
      copy.textContent = word('copied');
      announce(word('copied'));
    });
  });
  return element('li', {}, words, copy);
}

/** The clipboard is there on https and localhost only; elsewhere the old command still works. */
async function putOnClipboard(text: string, shown: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(shown);
    document.execCommand('copy');
  }
}
