/** A form that is on its way is not sent twice, and its button shows it. A page kept for "back" is usable again. */
export function guardForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset['sent'] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset['sent'] = '';
    event.submitter?.setAttribute('aria-disabled', 'true');
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset['sent'];
      form.querySelectorAll('[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'));
    }
  });
}

/** Forms of one select are sent when another option is chosen; their button is for browsers without scripts. */
export function submitOnChange(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosubmit]')) {
    form.querySelector<HTMLElement>('[data-plain]')?.setAttribute('hidden', '');
    form.addEventListener('change', () => form.requestSubmit());
  }
}
