import { can } from '@aibmc/common/permissions';
import { board } from '../canvas/board.ts';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { announce, word } from '../canvas/page.ts';
import { toast } from '../canvas/toast.ts';
import type { HistoryLog } from './log.ts';
import { compare } from './marks.ts';
import { askForName } from './name-form.ts';
import { PastBar } from './past-bar.ts';
import { PastBoard } from './past-board.ts';
import { Player } from './player.ts';
import type { Answer, HistorySource, Moment } from './source.ts';
import { nameOfVersion, shortTimeOf } from './telling.ts';

interface PastOptions {
  page: CanvasPage;
  source: HistorySource;
  log: HistoryLog;
  /** What is shown is another revision, or the present again. */
  onShow: () => void;
  /** A version was named or a revision restored. */
  onVersions: () => void;
}

/**
 * The board as it was: shows a revision, or what changed between two, in the place of the board, which is out of sight
 * and reach but goes on with what others do.
 */
export class Past {
  readonly #options: PastOptions;
  readonly #bar: PastBar;
  readonly #board = new PastBoard();
  readonly #player: Player;
  #shown: Moment | null = null;
  /** The earlier revision, where the changes since then are marked. */
  #since: Moment | null = null;
  /** Counts the wishes to see something; an answer that comes after the next wish is not shown. */
  #wishes = 0;
  #wanted: number | null = null;

  constructor(options: PastOptions) {
    this.#options = options;
    const { page, source } = options;
    this.#player = new Player({
      source,
      show: (moment) => this.#show(moment),
      onStop: (reason) => this.#stopped(reason),
    });
    this.#bar = new PastBar({
      back: () => this.back(),
      restore: () => void this.#restore(),
      askForName: (button) => askForName(button, (name) => void this.#nameShown(name)),
      toggleChanges: () => void this.#toggleChanges(),
      togglePlay: () => void this.#togglePlay(),
      setSpeed: (speed) => {
        this.#player.speed = speed;
      },
      scrub: (revision) => void this.#scrub(revision),
    });
    page.store.onRole(() => this.#showTitle());
    page.store.onState(() => {
      if (this.#shown) this.#showPlace();
    });
    document.addEventListener('keydown', (event) => this.#leaveByKey(event), { capture: true });
  }

  /** The revision that is shown, or null. */
  get revision(): number | null {
    return this.#shown?.revision ?? null;
  }

  get mayEdit(): boolean {
    return can(this.#options.page.store.role, 'canvas.edit');
  }

  /** Shows the board as it was at a revision; since an earlier one, with what changed between them. */
  async view(revision: number, since: number | null = null): Promise<boolean> {
    this.#player.pause();
    const wish = ++this.#wishes;
    const { source } = this.#options;
    const [moment, earlier] = await Promise.all([
      source.moment(revision),
      since === null ? null : source.moment(since),
    ]);
    if (wish !== this.#wishes) return false;
    if (!moment || (since !== null && !earlier)) {
      toast(word('history-away'));
      return false;
    }
    this.#since = earlier;
    this.#show(moment);
    this.#settle();
    announce(this.#title());
    return true;
  }

  /** Marks what changed between what is shown and another revision; with nothing shown, until now. */
  async compareWith(revision: number): Promise<void> {
    const other = this.#shown?.revision ?? this.#latest;
    await this.view(Math.max(revision, other), Math.min(revision, other));
  }

  /** Plays the canvas from its first edit. */
  async playFromStart(): Promise<void> {
    if (await this.view(0)) {
      this.#bar.focusPlay();
      this.#play();
    }
  }

  /** Shows the canvas as it is now. */
  back(): void {
    if (!this.#shown) return;
    this.#player.pause();
    this.#wishes++;
    const hadFocus = this.#bar.element.contains(document.activeElement);
    const { page } = this.#options;
    this.#shown = this.#since = page.past = page.pastState = null;
    tellShown();
    document.body.classList.remove('is-past');
    this.#bar.element.remove();
    this.#board.element.remove();
    this.#titleForm.inert = false;
    setAddress(null, null);
    announce(word('history-back-done'));
    this.#options.onShow();
    if (hadFocus) document.querySelector<HTMLElement>('[data-opens=history]')?.focus();
  }

  /** Says again what is shown, by names that have become known. */
  retell(): void {
    if (this.#shown) this.#showTitle();
  }

  focus(): void {
    this.#bar.focus();
  }

  /** Names a revision; whether it has the name now. */
  async name(name: string, revision: number): Promise<boolean> {
    const answer = await this.#options.source.nameVersion(name, revision);
    if (answer.kind !== 'done') return fail(answer);
    toast(word('history-named', { name }));
    this.#options.onVersions();
    return true;
  }

  get #latest(): number {
    return this.#options.page.store.revision;
  }

  get #titleForm(): HTMLElement {
    return document.querySelector<HTMLElement>('.title-form') ?? document.createElement('form');
  }

  #show(moment: Moment): void {
    const { page } = this.#options;
    const isFirst = !this.#shown;
    this.#shown = moment;
    page.past = moment.revision;
    page.pastState = moment.state;
    tellShown();
    if (isFirst) this.#enter();
    const comparison = this.#since && compare(this.#since.state, moment.state);
    this.#board.show(comparison ?? moment.state, this.#player.isPlaying);
    this.#bar.showLegend(comparison);
    this.#showTitle();
    this.#showPlace();
  }

  /** Escape leads back, before the board takes it, unless something that is open takes it first. */
  #leaveByKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.#shown || event.isComposing) return;
    const isTaken = document.querySelector('dialog[open], details.menu[open]') !== null;
    if (isTaken || (event.target as Element).closest('form')) return;
    event.preventDefault();
    event.stopPropagation();
    this.back();
  }

  /** The present goes out of sight; `is-past` is what style sheets go by. */
  #enter(): void {
    const { page } = this.#options;
    page.selection.clear();
    document.body.classList.add('is-past');
    this.#titleForm.inert = true;
    board.before(this.#bar.element, this.#board.element);
  }

  /** What is shown stays: the address and the timeline tell it. */
  #settle(): void {
    setAddress(this.#shown?.revision ?? null, this.#since?.revision ?? null);
    this.#options.onShow();
  }

  #showTitle(): void {
    this.#bar.showTitle(this.#title(), { mayEdit: this.mayEdit, isComparing: this.#since !== null });
  }

  #title(): string {
    const shown = this.#shown;
    if (!shown) return '';
    if (this.#since) {
      const to = shown.revision === this.#latest ? word('history-now') : this.#shortLabel(shown);
      return word('history-from-to', { from: this.#shortLabel(this.#since), to });
    }
    return word('history-as-of', { when: this.#label(shown) });
  }

  /** A moment in few words: its time, who made it so, and its name where it has one. */
  #label({ revision, at, author }: Moment): string {
    const { log } = this.#options;
    const version = log.versionAt(revision);
    const when = shortTimeOf(at);
    const by = author === null ? when : word('history-by', { when, who: this.#nameOf(author) });
    if (revision === 0) return word('history-made', { when });
    return version ? `${by} · ${nameOfVersion(version)}` : by;
  }

  /** Its name where somebody gave it one, else the moment itself. */
  #shortLabel(moment: Moment): string {
    const name = this.#options.log.versionAt(moment.revision)?.name;
    return name ? word('history-quoted', { name }) : this.#label(moment);
  }

  #nameOf(author: string | null): string {
    return this.#options.source.nameOf(author) ?? word('history-somebody');
  }

  #showPlace(): void {
    if (!this.#shown) return;
    const { revision, at, author } = this.#shown;
    const total = Math.max(this.#latest, revision);
    const when = shortTimeOf(at);
    this.#bar.showPlace(
      revision,
      total,
      word('history-at', { revision, total, who: this.#nameOf(author), when }),
    );
  }

  async #toggleChanges(): Promise<void> {
    if (this.#since) await this.view(this.#since.revision);
    else if (this.#shown) await this.view(this.#latest, this.#shown.revision);
  }

  #play(): void {
    if (!this.#shown) return;
    this.#bar.showPlaying(true);
    void this.#player.play(this.#shown, this.#latest);
  }

  async #togglePlay(): Promise<void> {
    if (this.#player.isPlaying) this.#player.pause();
    else if (this.#shown?.revision === this.#latest) await this.playFromStart();
    else this.#play();
  }

  #stopped(reason: 'paused' | 'ended' | 'unreachable'): void {
    this.#bar.showPlaying(false);
    if (reason === 'unreachable') toast(word('history-away'));
    if (reason === 'ended') announce(word('history-played'));
    if (this.#shown) this.#settle();
  }

  /** Follows the scrubber: one revision is read at a time, and then the one where the scrubber is by then. */
  async #scrub(revision: number): Promise<void> {
    this.#player.pause();
    const isBusy = this.#wanted !== null;
    this.#wanted = revision;
    if (isBusy) return;
    while (this.#wanted !== null && this.#wanted !== this.#shown?.revision) {
      const wanted: number = this.#wanted;
      const wish = ++this.#wishes;
      const moment = await this.#options.source.moment(wanted);
      if (wish !== this.#wishes) break;
      if (!moment) {
        toast(word('history-away'));
        break;
      }
      this.#show({ ...moment });
      if (this.#wanted !== wanted) this.#bar.place(this.#wanted);
    }
    this.#wanted = null;
    this.#settle();
  }

  async #nameShown(name: string): Promise<void> {
    if (this.#shown) await this.name(name, this.#shown.revision);
  }

  async #restore(): Promise<void> {
    const moment = this.#since ?? this.#shown;
    if (!moment) return;
    const label = this.#shortLabel(moment);
    const undoTo = await this.#restoreTo(moment.revision);
    if (undoTo === null) return;
    const undo = (): void => {
      void this.#restoreTo(undoTo).then((done) => {
        if (done !== null) toast(word('history-undone'));
      });
    };
    toast(word('history-restored', { label }), { action: { label: word('undo'), act: undo } });
  }

  /** Restores a revision and shows the present; gives the revision before that, or null where nothing was changed. */
  async #restoreTo(revision: number): Promise<number | null> {
    const answer = await this.#options.source.restore(revision);
    if (answer.kind !== 'done') {
      fail(answer);
      return null;
    }
    this.back();
    this.#options.onVersions();
    const [first] = answer.value.edits;
    if (first) return first.revision - 1;
    toast(word('history-same-already'));
    return null;
  }
}

function fail(answer: Exclude<Answer<unknown>, { kind: 'done' }>): false {
  const isAway = answer.kind === 'unreachable';
  toast(isAway ? word('history-unreachable') : word('history-refused', { reason: answer.reason }));
  return false;
}

function tellShown(): void {
  document.dispatchEvent(new CustomEvent('past-shown'));
}

/** The address carries what is shown, so that it can be shared and survives a reload. */
function setAddress(revision: number | null, since: number | null): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries({ revision, since })) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, String(value));
  }
  history.replaceState(null, '', address);
}
