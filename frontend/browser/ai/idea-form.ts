import { LIMITS } from '@aibmc/common/canvas/limits';
import { newId } from '@aibmc/common/ids';
import { perform } from '../canvas/acting.ts';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { announce, word } from '../canvas/page.ts';
import { element } from '../dom.ts';

/** Where a canvas has no idea, AI has nothing to go by: a form to write it down. */
export function ideaForm(page: CanvasPage): { element: HTMLElement; show: () => void } {
  const field = element('textarea', {
    id: 'ai-idea',
    rows: '3',
    required: '',
    maxlength: String(LIMITS.idea),
    placeholder: word('ai-idea-hint'),
  });
  const form = element(
    'form',
    { class: 'ai-idea' },
    element('label', { for: 'ai-idea' }, word('ai-idea')),
    field,
    element('button', { class: 'button quiet-button small' }, word('ai-idea-save')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const idea = field.value.trim();
    if (!idea || !perform(page, [{ id: newId(), type: 'canvas.set', set: { idea } }])) return;
    announce(word('ai-idea-saved'));
    document.querySelector<HTMLElement>('.ai-task:enabled')?.focus();
  });
  return { element: form, show: () => void (form.hidden = page.store.state.idea.trim() !== '') };
}
