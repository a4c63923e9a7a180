import type { CanvasState } from '@aibmc/common/canvas/apply-edit';

const form = document.querySelector<HTMLFormElement>('.title-form');
const field = form?.querySelector('input');

/** The title is edited where it stands: Enter and leaving the field save, Escape gives the old one back. */
export function enableTitle(title: () => string, rename: (title: string) => void): void {
  if (!form || !field) return;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    field.blur();
  });
  field.addEventListener('blur', () => {
    const typed = field.value.trim();
    if (typed && typed !== title()) rename(typed);
    else field.value = title();
  });
  field.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    field.value = title();
    field.blur();
  });
}

export function showTitle({ title }: CanvasState): void {
  if (!field || document.activeElement === field) return;
  field.value = title;
  document.title = `${title} · AIBMC`;
  const heading = document.querySelector('[data-title-heading]');
  if (heading) heading.textContent = title;
}
