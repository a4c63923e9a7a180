import { element } from '../dom.ts';
import type { SaveStatus } from './canvas-store.ts';
import { announce, isGuest, word } from './page.ts';

const banner = element('div', { class: 'live-banner' });
banner.hidden = true;
document.querySelector('.work')?.append(banner);

/** Says calmly, over the foot of the page, that the canvas is not connected, what becomes of what is done here, and what helps. */
export function showBanner(
  { link, waiting, isStored }: SaveStatus,
  canEdit: boolean,
  retry: () => void,
): void {
  // a guest whose link has ended is told by the page itself
  banner.hidden = link === 'live' || link === 'connecting' || (link === 'gone' && isGuest);
  if (banner.hidden) {
    banner.replaceChildren();
    return;
  }
  const text =
    textFor(link, canEdit, isStored) + (waiting > 0 ? ` ${word('waiting', { count: waiting })}.` : '');
  if (banner.firstChild?.textContent === text) return;
  if (!banner.hasChildNodes()) announce(text);
  banner.replaceChildren(element('p', {}, text));
  if (link === 'offline') banner.append(retryButton(retry));
  else banner.append(wayOut(link === 'gone'));
}

function textFor(link: SaveStatus['link'], canEdit: boolean, isStored: boolean): string {
  if (link === 'gone') return word('gone');
  if (!canEdit) return word(link === 'offline' ? 'offline-reader' : 'signed-out-reader');
  if (!isStored) return word('offline-unstored');
  return word(link === 'offline' ? 'offline' : 'signed-out');
}

function retryButton(retry: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'text-link' }, word('retry'));
  button.addEventListener('click', retry);
  return button;
}

/** To the list of canvases; or to sign in, in another tab, so that this page keeps what it has. */
function wayOut(isGone: boolean): HTMLElement {
  if (isGone) return element('a', { href: '/canvases' }, word('to-canvases'));
  return element('a', { href: '/login', target: '_blank' }, word('sign-in'));
}
