import { element, icon } from '../dom.ts';
import { word } from './page.ts';

const PHONE = matchMedia('(max-width: 699px)');

/** Opens a small dialog beside what it is about; a sheet at the bottom on phones. */
export function openMenu(
  name: string,
  title: string,
  anchor: HTMLElement,
  ...content: Node[]
): HTMLDialogElement {
  const dialog = openDialog(name, title, ...content);
  dialog.classList.replace('dialog', 'note-menu');
  placeBeside(dialog, anchor.getBoundingClientRect());
  return dialog;
}

/** Moves an open dialog to below a box of the page, as far as the window has room; on phones it is where it is. */
export function placeBeside(dialog: HTMLDialogElement, anchor: DOMRect | undefined): void {
  const { style } = dialog;
  if (PHONE.matches || !anchor) {
    style.margin = style.left = style.top = '';
    return;
  }
  const { width, height } = dialog.getBoundingClientRect();
  style.margin = '0';
  style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
  style.top = `${Math.max(8, Math.min(anchor.top + 32, innerHeight - height - 8))}px`;
}

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
