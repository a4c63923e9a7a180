import { byId, element } from '../dom.ts';
import { announce, word } from './page.ts';

const SHOWN_MS = 10_000;

interface ToastOptions {
  /** Stays until it is closed, whatever else is said: for what nobody should miss. */
  stays?: boolean;
  action?: { label: string; act: () => void };
}

/**
 * A short message at the foot, with one thing to do about it. It waits while the pointer or the focus is on it.
 * Answers what closes it.
 */
export function toast(text: string, { stays = false, action }: ToastOptions = {}): () => void {
  const box = element('div', { class: 'toast' }, element('p', {}, text));
  const close = (): void => box.remove();
  const addButton = (label: string, act?: () => void): void => {
    const button = element('button', { type: 'button' }, label);
    button.addEventListener('click', () => {
      close();
      act?.();
    });
    box.append(button);
  };
  if (action) addButton(action.label, action.act);
  if (stays || !action) addButton(word('close'));
  if (stays) box.dataset['stays'] = '';
  for (const passing of document.querySelectorAll('.toast:not([data-stays])')) passing.remove();
  byId('toasts').append(box);
  announce(action ? `${text}. ${action.label}` : text);
  if (stays) return close;
  let timer = setTimeout(close, SHOWN_MS);
  const pause = (): void => clearTimeout(timer);
  const resume = (): void => {
    clearTimeout(timer);
    timer = setTimeout(close, SHOWN_MS);
  };
  for (const event of ['pointerenter', 'focusin']) box.addEventListener(event, pause);
  for (const event of ['pointerleave', 'focusout']) box.addEventListener(event, resume);
  return close;
}
