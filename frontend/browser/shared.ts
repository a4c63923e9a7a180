import { byId } from './dom.ts';
import { showLinkEnded } from './page/link-ended.ts';
import { swapBoard } from './page/swap-board.ts';

/** The page that a share link opens to look at: it stays as the canvas is, until the link ends. */

/** Changes come in bursts; the board is fetched once for each. */
const BURST_MS = 300;
const AGAIN_MS = 3_000;

const main = byId('main');
const state = byId('live-state');
let source: EventSource | null = null;
let shown = Number(byId('board').dataset['revision']);
let wanted = shown;
let isFetching = false;
let hasEnded = false;

function end(): void {
  hasEnded = true;
  source?.close();
  showLinkEnded();
}

function tell(isAway: boolean): void {
  const text = state.dataset[isAway ? 'away' : 'live'] ?? '';
  if (state.textContent === text) return;
  state.textContent = text;
  state.classList.toggle('is-away', isAway);
}

/** Follows the changes of the canvas. A browser comes back by itself, but not after an answer that is no stream. */
function listen(): void {
  if (hasEnded) return;
  source?.close();
  source = new EventSource(main.dataset['changes'] ?? '');
  source.addEventListener('revision', ({ data }: MessageEvent<string>) => {
    const { revision } = JSON.parse(data) as { revision: number };
    tell(false);
    wanted = Math.max(wanted, revision);
    void keepUp();
  });
  source.addEventListener('gone', end);
  source.addEventListener('error', () => {
    if (hasEnded) return;
    tell(true);
    if (source?.readyState !== EventSource.CLOSED) return;
    void fetchBoard();
    setTimeout(listen, AGAIN_MS * (0.5 + Math.random()));
  });
}

/** Fetches the board until it is as new as is known. */
async function keepUp(): Promise<void> {
  if (isFetching) return;
  isFetching = true;
  while (shown < wanted && !hasEnded) {
    await new Promise((resolve) => setTimeout(resolve, BURST_MS));
    if (await fetchBoard()) continue;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  isFetching = false;
}

/** Whether the board could be fetched. An answer that the link has ended ends the page too. */
async function fetchBoard(): Promise<boolean> {
  try {
    const answer = await fetch(main.dataset['board'] ?? '', { headers: { accept: 'text/html' } });
    if ([401, 404, 410].includes(answer.status)) end();
    if (!answer.ok || hasEnded) return false;
    shown = swapBoard(await answer.text());
    return true;
  } catch {
    return false;
  }
}

const print = document.getElementById('print');
print?.removeAttribute('hidden');
print?.addEventListener('click', () => window.print());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !hasEnded) void fetchBoard();
});
addEventListener('online', listen);
listen();
