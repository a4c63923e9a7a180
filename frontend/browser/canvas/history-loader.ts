import { byId } from '../dom.ts';
import type { CanvasPage } from './canvas-page.ts';
import { loadOnce } from './load-once.ts';
import { word } from './page.ts';
import type { Panel } from './panel.ts';
import { toast } from './toast.ts';

/**
 * The history of the canvas, whose code is loaded when its tab is first shown, or at once where the address asks for a
 * revision: `?revision=`, with `&since=` for what changed since an earlier one.
 */
export function enableHistory(page: CanvasPage, panel: Panel): void {
  // guests of a share link have none
  if (!document.getElementById('tab-history')) return;
  const history = loadOnce(
    async () => {
      const { startHistory } = await import('../history.ts');
      return startHistory(page, panel);
    },
    () => {
      byId('history-note').textContent = word('history-away');
      toast(word('history-away'));
    },
  );

  panel.onShow('history', () => void history().then((loaded) => loaded?.open()));
  const revision = numberInAddress('revision');
  if (revision === null) return;
  // The board of now is not shown first.
  document.body.classList.add('is-past');
  page.past = revision;
  void history()
    .then((loaded) => loaded?.view(revision, numberInAddress('since')))
    .then((isShown) => {
      if (isShown) return;
      document.body.classList.remove('is-past');
      page.past = null;
    });
}

function numberInAddress(name: string): number | null {
  const value = new URLSearchParams(location.search).get(name);
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
}
