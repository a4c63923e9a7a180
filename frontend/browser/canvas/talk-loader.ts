import { can } from '@aibmc/common/permissions';
import { byId } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import type { Commented } from './commented.ts';
import { loadOnce } from './load-once.ts';
import { word } from './page.ts';
import type { Panel } from './panel.ts';
import { toast } from './toast.ts';

let comment = (_on: Commented): void => undefined;
let dot = (_noteId: string, _step: 1 | -1): void => undefined;

/** Opens a field for a comment on a note or a block, where this person may comment. */
export function commentOn(on: Commented): void {
  comment(on);
}

/** Gives a dot to a note, or takes one back, while there is a voting. */
export function giveDot(noteId: string, step: 1 | -1): void {
  dot(noteId, step);
}

/**
 * Comments and votes, whose code comes right behind the page, which does not wait for it. Who may not comment has no tab
 * for it.
 */
export function enableTalk(page: CanvasPage, panel: Panel): void {
  const { store } = page;
  const mayComment = (): boolean => can(store.role, 'canvas.comment');
  const comments = loadOnce(
    async () => (await import('../comments.ts')).startComments(page, panel),
    () => (byId('comments-note').textContent = word('comments-away')),
  );
  const votes = loadOnce(
    async () => (await import('../votes.ts')).startVotes(page),
    () => undefined,
  );
  comment = (on) => {
    if (!mayComment()) return;
    panel.open('comments');
    void comments().then((loaded) => loaded?.write(on));
  };
  dot = (noteId, step) => void votes().then((loaded) => loaded?.give(noteId, step));
  const start = document.querySelector('[data-start-voting]');
  start?.addEventListener('click', () => {
    void votes().then((loaded) => (loaded ? loaded.askToStart() : toast(word('vote-away'))));
  });
  panel.onShow('comments', () => void comments().then((loaded) => loaded?.open()));
  const showRight = (): void => {
    const isHidden = !mayComment();
    const tab = byId('tab-comments');
    if (isHidden && tab.getAttribute('aria-selected') === 'true') panel.open('checks');
    for (const part of [tab, ...document.querySelectorAll<HTMLElement>('[data-opens=comments]')])
      part.hidden = isHidden;
    if (!isHidden) void comments();
  };
  store.onRole(showRight);
  showRight();
  void votes();
  const thread = new URLSearchParams(location.search).get('thread');
  if (thread && mayComment()) {
    panel.open('comments');
    void comments().then((loaded) => loaded?.openThread(thread));
  }
}
