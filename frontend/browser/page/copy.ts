/** Buttons with `data-copy`, those that come later too, copy the field of that id and say so for two seconds. */
export function copyOnClick(): void {
  document.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLElement>('button[data-copy]');
    const field = document.getElementById(button?.dataset['copy'] ?? '');
    if (!button || !(field instanceof HTMLInputElement)) return;
    const copied = button.dataset['copied'] ?? '';
    const label = button.textContent;
    void copy(field).then(() => {
      if (label === copied) return;
      button.textContent = copied;
      setTimeout(() => (button.textContent = label), 2_000);
    });
  });
}

/** The clipboard is there on https and localhost only; elsewhere the old command still works. */
async function copy(field: HTMLInputElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand('copy');
  }
}
