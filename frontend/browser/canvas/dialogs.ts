import { element, icon } from '../dom.ts';
import { word } from './page.ts';

/**
 * Opens a dialog with a title, what is given and a button to close it; a sheet at the bottom on phones. A click beside
 * it closes it as Escape does. It is gone from the page when it closes, and the focus is back where it was.
 */
export function openDialog(name: string, title: string, ...content: Node[]): HTMLDialogElement {
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': word('close') });
  close.append(icon('close'));
  const head = element('div', { class: 'dialog-head' }, element('h2', { id: `${name}-title` }, title), close);
  const dialog = element('dialog', { class: `dialog ${name}-dialog`, 'aria-labelledby': `${name}-title` });
  dialog.append(head, ...content);
  document.body.append(dialog);
  const ask = (): void => {
    if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
  };
  close.addEventListener('click', ask);
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog && isBeside(dialog.getBoundingClientRect(), event)) ask();
  });
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  return dialog;
}

/** Whether a point of the page is outside of a box. */
export function isBeside(box: DOMRect, { clientX, clientY }: MouseEvent): boolean {
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
