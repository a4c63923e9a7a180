/** Shows buttons that do nothing without scripts; those with `data-print` print the page. */
export function showScripted(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-scripted]')) {
    button.hidden = false;
    if (button.dataset['print'] !== undefined) button.addEventListener('click', () => window.print());
  }
}
