import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { newId } from '@aibmc/common/ids';
import { enableAi } from './canvas/ai-loader.ts';
import { showBanner } from './canvas/banner.ts';
import { BoardView } from './canvas/board.ts';
import { type CanvasPage, canEdit } from './canvas/canvas-page.ts';
import { enableChecks } from './canvas/checks-panel.ts';
import { enableConnectHandle } from './canvas/connect-handle.ts';
import { enableConnecting } from './canvas/connecting.ts';
import { followDraft } from './canvas/drafting.ts';
import { enableFilters } from './canvas/filters.ts';
import { enableHistory } from './canvas/history-loader.ts';
import { giveBack, offerAgain, textsOf } from './canvas/give-back.ts';
import { enableLinkedChips } from './canvas/linked-chips.ts';
import { enableLinks } from './canvas/links.ts';
import { enableMap } from './canvas/map.ts';
import { openCanvas } from './canvas/open-canvas.ts';
import { enableOriginShare } from './canvas/origin-share.ts';
import { readPage, word } from './canvas/page.ts';
import { enablePanel } from './canvas/panel.ts';
import { enablePresence } from './canvas/presence.ts';
import { enableRoles } from './canvas/roles.ts';
import { writtenElsewhere } from './canvas/same-note.ts';
import { Selection } from './canvas/selection.ts';
import { showSaveState } from './canvas/save-state.ts';
import { enableShare } from './canvas/share-loader.ts';
import { enableSuggestions } from './canvas/suggestions-loader.ts';
import { enableTalk } from './canvas/talk-loader.ts';
import { enableTitle, showTitle } from './canvas/title.ts';
import { toast } from './canvas/toast.ts';
import { showUnsaved } from './canvas/unsaved.ts';
import { enableWorking } from './canvas/working.ts';
import { showLinkEnded } from './page/link-ended.ts';

const detail = readPage();
const canvasId = detail.canvas.id;
const view = new BoardView(detail.editable);
const store = openCanvas({
  detail,
  userId: detail.userId,
  onStatus: (status) => {
    showSaveState(status);
    showBanner(status, canEdit(page), () => store.wake());
  },
  onRefused: (edits, reason) => giveBack(page, edits, reason),
  onLost: (text, note) => offerAgain(page, text, note),
  onRewritten: (noteId, text, author) => writtenElsewhere(page, noteId, text, author),
  onOvertaken: () => toast(word('overtaken')),
  onGone: (unsaved) => {
    // after those who were told just now that this is only to read, and still look at the page
    queueMicrotask(showLinkEnded);
    showUnsaved(unsaved.flatMap(textsOf));
  },
});
const page: CanvasPage = {
  canvasId,
  userId: detail.userId,
  store,
  view,
  selection: new Selection(),
  past: null,
  pastState: null,
};
store.onState(show);

function show(state: CanvasState): void {
  view.show(state);
  showTitle(state);
}

/** What is done to the canvas beside its notes. */
function enableEditing(): void {
  enableTitle(
    () => store.state.title,
    (title) => store.act({ id: newId(), type: 'canvas.set', set: { title } }),
  );
}

show(store.state);
const panel = enablePanel();
enableFilters(page);
enableConnectHandle(page, enableLinks(page).layer);
enableConnecting(page);
enableLinkedChips(page);
enableHistory(page, panel);
enableChecks(page, panel);
enableAi(page, panel);
enableSuggestions(page, panel);
enableTalk(page, panel);
enableOriginShare(page);
enableShare();
enableMap();
enableWorking(page);
if (canEdit(page)) enableEditing();
enablePresence(page);
enableRoles(page);
void store.start();
followDraft(() => store.refresh());
