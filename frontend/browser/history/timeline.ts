import { element } from '../dom.ts';
import { word } from '../canvas/page.ts';
import { type Burst, groupBursts } from './bursts.ts';
import type { HistoryLog } from './log.ts';
import { agoOf, dayOf } from './telling.ts';
import { burstEntry, dayEntry, versionEntry } from './timeline-entries.ts';
import type { Version } from '@aibmc/common/contract/history';

interface TimelineActs {
  view: (revision: number) => void;
  compare: (revision: number) => void;
  readOlder: () => void;
  nameOf: (userId: string | null) => string;
}

/** One line of the timeline. An element is used again as long as its `signature` stays. */
interface Line {
  key: string;
  signature: string;
  create: () => HTMLLIElement;
}

type Lines = Map<string, { signature: string; made: HTMLLIElement }>;

const MINUTE_MS = 60_000;

/** The list of what was done, newest first, with the versions between. */
export class Timeline {
  readonly #list = element('ol', { class: 'history-list', role: 'list' });
  readonly #older = element('button', { type: 'button', class: 'text-link' }, word('history-older'));
  readonly #note = element('p', { class: 'quiet-text' });
  readonly element = element('div', { class: 'history-timeline' }, this.#list, this.#note, this.#older);
  readonly #acts: TimelineActs;
  #lines: Lines = new Map();

  constructor(acts: TimelineActs) {
    this.#acts = acts;
    this.#list.addEventListener('click', ({ target }) => {
      const { view, compare } = (target as Element).closest('button')?.dataset ?? {};
      if (view !== undefined) acts.view(Number(view));
      if (compare !== undefined) acts.compare(Number(compare));
    });
    this.#older.addEventListener('click', acts.readOlder);
    setInterval(() => this.#tellTime(), MINUTE_MS);
  }

  show(log: HistoryLog, versionsOnly: boolean): void {
    const lines = versionsOnly ? versionLines(log, this.#acts) : allLines(log, this.#acts);
    this.#keepInPlace(() => this.#bring(lines));
    this.#older.hidden = versionsOnly ? !log.hasOlderVersions : !log.hasOlder;
    this.#note.hidden = lines.length > 0;
    this.#note.textContent = word(versionsOnly ? 'history-no-versions' : 'history-none');
  }

  /** Marks the lines of the revision that the board shows. */
  mark(revision: number | null): void {
    for (const view of this.#list.querySelectorAll<HTMLElement>('[data-view]')) {
      if (Number(view.dataset['view']) === revision) view.setAttribute('aria-current', 'true');
      else view.removeAttribute('aria-current');
    }
  }

  #bring(lines: readonly Line[]): void {
    const next: Lines = new Map();
    lines.forEach(({ key, signature, create }, index) => {
      const known = this.#lines.get(key);
      const made = known?.signature === signature ? known.made : replaced(known?.made, create());
      next.set(key, { signature, made });
      if (this.#list.children[index] !== made)
        this.#list.insertBefore(made, this.#list.children[index] ?? null);
    });
    for (const [key, { made }] of this.#lines) if (!next.has(key)) made.remove();
    this.#lines = next;
  }

  /** What comes in at the top moves nothing that somebody reads or points at below it. */
  #keepInPlace(change: () => void): void {
    const scroller = this.element.closest('.tab-panel');
    const anchor = [...this.#list.children].find(
      (line) => line.getBoundingClientRect().bottom > (scroller?.getBoundingClientRect().top ?? 0),
    );
    const isInUse = scroller && (scroller.scrollTop > 0 || this.#list.matches(':hover, :focus-within'));
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (!isInUse || before === undefined || !anchor?.isConnected) return;
    scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #tellTime(): void {
    for (const ago of this.#list.querySelectorAll<HTMLElement>('[data-ago]')) {
      ago.textContent = agoOf(ago.dataset['ago'] ?? '');
    }
  }
}

/** A line that has changed keeps what was open of it, and the focus. */
function replaced(before: HTMLLIElement | undefined, after: HTMLLIElement): HTMLLIElement {
  if (!before) return after;
  const details = after.querySelector('details');
  if (details) details.open = before.querySelector('details')?.open ?? false;
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  before.replaceWith(after);
  const wanted = focused?.tagName === 'SUMMARY' ? 'summary' : `.${focused?.classList[0] ?? ''}`;
  if (focused) after.querySelector<HTMLElement>(wanted)?.focus({ preventScroll: true });
  return after;
}

type NameOf = TimelineActs['nameOf'];

function allLines(log: HistoryLog, { nameOf }: TimelineActs): Line[] {
  const bursts = groupBursts(log.told, new Set(log.versions.map(({ revision }) => revision)));
  const oldest = log.told[0]?.edit.revision ?? 0;
  const dated = [
    ...log.versions
      .filter(({ revision }) => revision >= oldest || !log.hasOlder)
      .map((version) => ({ at: version.at, revision: version.revision, line: versionLine(version, nameOf) })),
    ...bursts.map((burst) => ({ at: burst.at, revision: burst.last, line: burstLine(burst, nameOf) })),
  ];
  // A version stands above the edits that it holds.
  dated.sort((a, b) => b.revision - a.revision || Number(a.line.key < b.line.key) || -1);
  return withDays(dated);
}

function versionLines(log: HistoryLog, { nameOf }: TimelineActs): Line[] {
  return withDays(log.versions.map((version) => ({ at: version.at, line: versionLine(version, nameOf) })));
}

function withDays(dated: readonly { at: string; line: Line }[]): Line[] {
  let day = '';
  return dated.flatMap(({ at, line }) => {
    const own = dayOf(at);
    if (own === day) return [line];
    day = own;
    return [{ key: `day ${own}`, signature: own, create: () => dayEntry(own) }, line];
  });
}

function burstLine(burst: Burst, nameOf: NameOf): Line {
  const signature = `${burst.last} ${burst.told.length}`;
  return { key: `burst ${burst.first}`, signature, create: () => burstEntry(burst, nameOf) };
}

function versionLine(version: Version, nameOf: NameOf): Line {
  const signature = `${version.kind} ${version.name ?? ''}`;
  return { key: `version ${version.revision}`, signature, create: () => versionEntry(version, nameOf) };
}
