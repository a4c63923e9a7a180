import { type Block, DRAFT_ORDER } from '@aibmc/common/canvas/blocks';
import { element, icon } from '../dom.ts';
import { board } from './board.ts';
import { announce, word } from './page.ts';
import { blockElement, blockOf } from './targets.ts';

const PHONE = matchMedia('(max-width: 699px)');
/** A finger that moves so far sideways, and twice as far as up or down, turns to the next block. */
const SWIPE = 70;
const POINTED_MS = 2_000;

/**
 * On phones one block can have the screen: the address says which (`#block-channels`), so the way back of the phone
 * leads to all blocks again. Cells of the map and titles of blocks lead there.
 */
export function enableZoom(): void {
  const bar = element('nav', { class: 'zoom-bar', 'aria-label': word('zoom'), hidden: '' });
  board.before(bar);
  const show = (): void => zoomTo(bar, PHONE.matches ? blockInAddress() : null);
  addEventListener('hashchange', show);
  PHONE.addEventListener('change', show);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('[data-map], .board .block-title a');
    if (!link || !PHONE.matches) return;
    const block = (link.dataset['map'] as Block | undefined) ?? blockOf(link);
    // A title leads to the page about its block where the block is alone already.
    if (!block || (block === zoomed && !link.dataset['map'])) return;
    event.preventDefault();
    go(block);
  });
  enableSwipe();
  show();
}

let zoomed: Block | null = null;

function blockInAddress(): Block | null {
  return DRAFT_ORDER.find((block) => location.hash === `#block-${block}`) ?? null;
}

/** To a block, or from one to the next: the way back then leads to all blocks. */
function go(block: Block): void {
  const address = `#block-${block}`;
  if (zoomed === null) location.hash = address;
  else {
    history.replaceState(null, '', address);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

/** Where another block has the screen, this one gets it. */
export function reveal(block: Block | undefined): void {
  if (zoomed && block && block !== zoomed) go(block);
}

/** Whether a block is out of sight because another has the screen. */
export function isOutOfSight(block: Block): boolean {
  return zoomed !== null && block !== zoomed;
}

/** Shows on the map where something has gone. */
export function pointTo(block: Block): void {
  const cell = document.querySelector(`[data-map="${block}"]`);
  cell?.classList.add('is-new');
  setTimeout(() => cell?.classList.remove('is-new'), POINTED_MS);
}

function goToAll(): void {
  const from = zoomed;
  history.replaceState(null, '', location.pathname + location.search);
  dispatchEvent(new HashChangeEvent('hashchange'));
  if (from) blockElement(from)?.scrollIntoView({ block: 'start' });
}

function zoomTo(bar: HTMLElement, block: Block | null): void {
  if (block === zoomed) return;
  zoomed = block;
  document.body.classList.toggle('is-zoomed', block !== null);
  for (const other of board.querySelectorAll<HTMLElement>('.block')) {
    other.classList.toggle('is-zoomed-to', other.dataset['block'] === block);
  }
  for (const cell of document.querySelectorAll<HTMLElement>('[data-map]')) {
    if (cell.dataset['map'] === block) cell.setAttribute('aria-current', 'true');
    else cell.removeAttribute('aria-current');
  }
  bar.hidden = block === null;
  if (!block) return;
  fill(bar, block);
  scrollTo(0, 0);
  announce(word(block));
}

function fill(bar: HTMLElement, block: Block): void {
  const all = element('button', { type: 'button', class: 'button quiet-button small' }, word('all-blocks'));
  all.addEventListener('click', goToAll);
  bar.replaceChildren(step(block, -1), all, step(block, 1));
}

function step(from: Block, by: 1 | -1): HTMLElement {
  const block = neighbour(from, by);
  const name = by === 1 ? 'next' : 'previous';
  const label = word(`${name}-block`, { block: word(block) });
  const button = element('button', { type: 'button', class: 'icon-button', 'aria-label': label }, icon(name));
  button.addEventListener('click', () => {
    go(block);
    document.querySelector<HTMLElement>(`.zoom-bar button:${by === 1 ? 'last' : 'first'}-child`)?.focus();
  });
  return button;
}

/** Blocks follow each other as they are drafted: from the customer inward, money last; behind the last the first. */
function neighbour(from: Block, by: 1 | -1): Block {
  return DRAFT_ORDER.at((DRAFT_ORDER.indexOf(from) + by) % DRAFT_ORDER.length) ?? from;
}

function enableSwipe(): void {
  let start: Touch | null = null;
  board.addEventListener(
    'touchstart',
    ({ touches }) => (start = touches.length === 1 ? (touches[0] ?? null) : null),
    {
      passive: true,
    },
  );
  board.addEventListener('touchend', ({ changedTouches: [end] }) => {
    if (!zoomed || !start || !end || document.body.classList.contains('is-dragging')) return;
    const [dx, dy] = [end.clientX - start.clientX, end.clientY - start.clientY];
    if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) go(neighbour(zoomed, dx < 0 ? 1 : -1));
  });
}
