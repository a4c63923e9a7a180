/** Buttons with `data-copy` copy the field of that id and say so for two seconds. */
export function copyOnClick(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.textContent;
    button.addEventListener('click', () => {
      const field = document.getElementById(button.dataset['copy'] ?? '');
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
      void copy(field).then(() => {
        button.textContent = button.dataset['copied'] ?? label;
        setTimeout(() => (button.textContent = label), 2_000);
      });
    });
  }
}

/** The clipboard is there on https and localhost only; elsewhere the old command still works. */
async function copy(field: HTMLInputElement | HTMLTextAreaElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand('copy');
  }
}
