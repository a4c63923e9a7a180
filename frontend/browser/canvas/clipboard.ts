import type { Block } from '@aibmc/common/canvas/blocks';
import { addAndSelect, removeNotes } from './acting.ts';
import { addList } from './add-note.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { COPIED_NOTES_TYPE, copiedText, copyNotes, readCopied } from './copied-notes.ts';
import { type CopiedNotes, pasteNotes } from './note-acts.ts';
import { announce, word } from './page.ts';
import { currentBlock, isCovered, isTyping, targetIds } from './targets.ts';

/**
 * Copy and cut put notes into the clipboard, as lines for other programs and whole for other canvases. Pasted notes are
 * what they were; any other text becomes a note for each line, in the block with the focus.
 */
export function enableClipboard(page: CanvasPage): void {
  document.addEventListener('copy', (event) => {
    const ids = copy(page, event);
    if (ids) announce(word('copied-notes', { count: ids.length }));
  });
  document.addEventListener('cut', (event) => {
    if (!canEdit(page)) return;
    const ids = copy(page, event);
    if (ids) removeNotes(page, ids);
  });
  document.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    if (!clipboardData || !canEdit(page) || isOthers(event)) return;
    event.preventDefault();
    const copied = readCopied(clipboardData.getData(COPIED_NOTES_TYPE));
    const block = currentBlock(page);
    if (copied) addAndSelect(page, pasteNotes(page.store.state, copied, targetBlock(copied, block)));
    else addList(page, block ?? 'value-propositions', clipboardData.getData('text/plain'));
  });
}

/** Whether a clipboard event is for a field, a dialog or selected text of the page. */
function isOthers({ target }: Event): boolean {
  return isTyping(target) || isCovered();
}

function copy(page: CanvasPage, event: ClipboardEvent): string[] | null {
  if (isOthers(event) || getSelection()?.isCollapsed === false) return null;
  const ids = targetIds(page);
  if (ids.length === 0 || !event.clipboardData) return null;
  event.preventDefault();
  const copied = copyNotes(page.store.state, ids);
  event.clipboardData.setData('text/plain', copiedText(copied));
  event.clipboardData.setData(COPIED_NOTES_TYPE, JSON.stringify(copied));
  return ids;
}

/** Notes of one block go to the block that somebody went to; others stay what they were. */
function targetBlock({ notes }: CopiedNotes, current: Block | undefined): Block | undefined {
  return notes.every(({ block }) => block === notes[0]?.block) ? current : undefined;
}
