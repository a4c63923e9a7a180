import { element } from '../dom.ts';
import { word } from '../canvas/page.ts';
import { LIMITS } from '@aibmc/common/canvas/limits';

/**
 * Puts a form for the name of a version in the place of the button that asks for it: Enter names, Escape gives the
 * button back.
 */
export function askForName(button: HTMLElement, name: (text: string) => void): void {
  const field = element('input', {
    name: 'name',
    required: '',
    maxlength: String(LIMITS.versionName),
    autocomplete: 'off',
    'aria-label': word('history-name-label'),
    placeholder: word('history-name-hint'),
  });
  const save = element('button', { class: 'button small' }, word('history-save'));
  const form = element('form', { class: 'history-name' }, field, save);
  const close = (): void => {
    form.replaceWith(button);
    button.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    close();
    name(text);
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  button.replaceWith(form);
  field.focus();
}
