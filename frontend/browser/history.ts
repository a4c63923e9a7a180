// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import './canvas.ts';
import type { CanvasPage } from './canvas/canvas-page.ts';
import { word } from './canvas/page.ts';
import type { Panel } from './canvas/panel.ts';
import { byId, element, icon } from './dom.ts';
import { HistoryLog } from './history/log.ts';
import { askForName } from './history/name-form.ts';
import { Past } from './history/past.ts';
import { HistorySource } from './history/source.ts';
import { Timeline } from './history/timeline.ts';

/** Others' edits are read together, once they have come for so long. */
const GATHER_MS = 500;

/** What the rest of the page does with the history once it is loaded. */
export interface History {
  /** The tab is shown: brings the timeline up to date. */
  open: () => void;
  view: (revision: number, since: number | null) => Promise<boolean>;
}

/** Fills the History tab; loaded when it is first opened, or when the address asks for the past. */
export function startHistory(page: CanvasPage, panel: Panel): History {
  const source = new HistorySource(page.canvasId);
  const log = new HistoryLog(source);
  const note = byId('history-note');
  const versionsOnly = element('input', { type: 'checkbox' });
  let isWanted = false;
  let reading: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const past = new Past({
    page,
    source,
    log,
    onShow: () => timeline.mark(past.revision),
    onVersions: () => void log.readVersions().then(show),
  });
  const timeline = new Timeline({
    view: (revision) => void past.view(revision).then(giveRoom),
    compare: (revision) => void past.compareWith(revision).then(() => giveRoom(true)),
    readOlder: () => void (versionsOnly.checked ? log.readOlderVersions() : log.readOlder()).then(showOr),
    nameOf: (userId) => source.nameOf(userId) ?? word('history-somebody'),
  });

  function show(): void {
    note.textContent = '';
    timeline.show(log, versionsOnly.checked);
    timeline.mark(past.revision);
    past.retell();
  }

  function showOr(isRead: boolean): void {
    if (isRead) show();
    else tellAway();
  }

  function tellAway(): void {
    const again = element('button', { type: 'button', class: 'text-link' }, word('retry'));
    again.addEventListener('click', open);
    note.replaceChildren(`${word('history-away')} `, again);
  }

  /** Where the panel lies over the board, it makes room for what was asked to be seen. */
  function giveRoom(isShown: boolean): void {
    if (!isShown) return;
    panel.makeRoom();
    if (document.body.classList.contains('panel-closed')) past.focus();
  }

  function open(): void {
    isWanted = true;
    reading ??= log
      .open(page.store.revision)
      .then(showOr)
      .finally(() => {
        reading = null;
      });
  }

  page.store.onState(() => {
    if (!isWanted || page.store.revision <= (log.told.at(-1)?.edit.revision ?? 0)) return;
    clearTimeout(timer);
    timer = setTimeout(open, GATHER_MS);
  });
  page.store.onRole(() => {
    nameNow.hidden = !past.mayEdit;
  });
  versionsOnly.addEventListener('change', show);

  const nameNow = element(
    'button',
    { type: 'button', class: 'button quiet-button small' },
    word('history-name-now'),
  );
  nameNow.hidden = !past.mayEdit;
  nameNow.addEventListener('click', () =>
    askForName(nameNow, (name) => void past.name(name, page.store.revision)),
  );
  const play = element('button', { type: 'button', class: 'button quiet-button small' }, icon('play'));
  play.append(word('history-play-from-start'));
  play.addEventListener('click', () => {
    panel.makeRoom();
    void past.playFromStart();
  });
  note.before(
    element('div', { class: 'history-head' }, play, nameNow),
    element('label', { class: 'history-filter' }, versionsOnly, word('history-versions-only')),
  );
  note.after(timeline.element);
  const view: History['view'] = (revision, since) => {
    open();
    return past.view(revision, since);
  };
  return { open, view };
}
