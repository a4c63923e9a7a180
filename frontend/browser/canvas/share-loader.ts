import { loadOnce } from './load-once.ts';

/** Share links in a dialog, whose code is loaded when it is first opened; without it there is a page of them. */
export function enableShare(): void {
  const link = document.getElementById('share');
  if (!(link instanceof HTMLAnchorElement)) return;
  const dialog = loadOnce(
    () => import('../share-dialog.ts'),
    () => location.assign(link.href),
  );
  link.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void dialog().then((loaded) => loaded?.openShare(link.href));
  });
}
