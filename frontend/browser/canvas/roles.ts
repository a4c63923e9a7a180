import { can } from '@aibmc/common/permissions';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { word } from './page.ts';
import { toast } from './toast.ts';

/** What may be done follows the role while the page is open: taken away at once, given with a fresh page. */
export function enableRoles({ store, view }: CanvasPage): void {
  const couldEdit = can(store.role, 'canvas.edit');
  let isEditable = couldEdit;
  store.onRole((role) => {
    const canEdit = can(role, 'canvas.edit');
    if (canEdit === isEditable) return;
    isEditable = canEdit;
    if (canEdit && !couldEdit) {
      const act = (): void => location.reload();
      toast(word('may-edit'), { stays: true, action: { label: word('load-again'), act } });
      return;
    }
    document.body.classList.toggle('is-reader', !canEdit);
    for (const field of document.querySelectorAll<HTMLInputElement>('.title-input'))
      field.readOnly = !canEdit;
    if (!canEdit && board.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
    view.setEditable(canEdit, store.state);
    if (store.connectionId !== null) toast(word(canEdit ? 'may-edit-again' : 'may-read'), { stays: true });
  });
}
