import { enableUndoOffers } from './acting.ts';
import { enableAdding } from './add-note.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { enableClipboard } from './clipboard.ts';
import { enableDragging } from './dragging.ts';
import { enableHelp } from './help.ts';
import { enableKeyboard } from './keyboard.ts';
import { enableDetails } from './note-details.ts';
import { rescueTyping } from './note-editor.ts';
import { openNoteMenu } from './note-menu.ts';
import { enableRubberBand } from './rubber-band.ts';
import { enableSelecting } from './selecting.ts';
import { enableSelectionBar } from './selection-bar.ts';
import { enableTabStops } from './tab-stops.ts';
import { closestNote } from './targets.ts';
import { enableUndoButtons } from './undo-buttons.ts';
import { enableZoom } from './zoom.ts';

/** Working on the board by mouse, finger and keyboard. What changes the canvas asks `canEdit` at that moment. */
export function enableWorking(page: CanvasPage): void {
  enableSelecting(page);
  enableTabStops(page);
  enableKeyboard(page);
  enableDragging(page);
  enableRubberBand(page);
  enableClipboard(page);
  enableAdding(page);
  enableDetails(page);
  enableMore(page);
  enableSelectionBar(page);
  enableUndoButtons(page);
  enableUndoOffers(page);
  enableZoom();
  enableHelp();
  rescueTyping(page);
  const showRights = (): void => void document.body.classList.toggle('is-read-only', !canEdit(page));
  page.store.onRole(showRights);
  showRights();
}

/** The button of a note opens its menu; of one that is selected with others, the menu of them all. */
function enableMore(page: CanvasPage): void {
  board.addEventListener('click', ({ target }) => {
    const more = (target as Element).closest('[data-more]');
    const noteId = more && closestNote(more)?.dataset['note'];
    if (!noteId) return;
    openNoteMenu(page, page.selection.has(noteId) ? [...page.selection.ids] : [noteId]);
  });
}
