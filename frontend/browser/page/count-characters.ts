/** Shows how long the text of a field with `data-counter` is, in the element of that id. */
export function countCharacters(): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-counter]')) {
    const output = document.getElementById(field.dataset['counter'] ?? '');
    if (!output) continue;
    const show = () => {
      const { length } = field.value;
      const text = length === 1 ? output.dataset['one'] : output.dataset['other'];
      output.textContent = length === 0 ? '' : (text ?? '').replace('{count}', String(length));
    };
    field.addEventListener('input', show);
    show();
  }
}
