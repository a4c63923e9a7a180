import { board } from '../canvas/board.ts';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { showNote } from '../canvas/checks-panel.ts';
import { word } from '../canvas/page.ts';
import type { Panel } from '../canvas/panel.ts';
import { blockElement } from '../canvas/targets.ts';
import { byId, element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { type Count, showCommentMarks } from './board-marks.ts';
import type { Written } from './composer.ts';
import { whenLookedAt } from './looking.ts';
import type { Mentionable } from './mentions.ts';
import { NewThread } from './new-thread.ts';
import { ThreadList } from './thread-list.ts';
import { countIn, type Thread } from './threads.ts';
import type { Place, ShownComment } from './wishes.ts';

export interface CommentActs {
  page: CanvasPage;
  panel: Panel;
  mayDeleteAny: () => boolean;
  isUnread: (comment: ShownComment) => boolean;
  mentionable: () => readonly Mentionable[];
  /** Of everybody who may be mentioned in what is there. */
  names: () => readonly Pick<Mentionable, 'id' | 'name'>[];
  /** These were looked at. */
  looked: (comments: readonly ShownComment[]) => void;
  /** Answers the id of what was written. */
  write: (on: Place | { threadId: string }, written: Written) => string;
  change: (comment: ShownComment, written: Written) => void;
  resolve: (threadId: string, resolved: boolean) => void;
  remove: (comment: ShownComment) => void;
  tryAgain: (comment: ShownComment) => void;
  discard: (comment: ShownComment) => void;
}

/** The Comments tab, and the marks on the board that lead to it. */
export class CommentsPanel {
  readonly #acts: CommentActs;
  readonly #note = byId('comments-note');
  readonly #markRead = element('button', { type: 'button', class: 'text-link' }, word('comments-mark-read'));
  readonly #begin: NewThread;
  readonly #list: ThreadList;
  readonly #empty = element('p', { class: 'quiet-text comments-empty' }, word('comments-none'));
  readonly #observe: (threads: readonly HTMLElement[]) => void;
  #threads: readonly Thread[] = [];
  #mayComment = false;

  constructor(acts: CommentActs) {
    this.#acts = acts;
    this.#begin = new NewThread(acts.page, acts.mentionable, (on, written) => {
      const id = acts.write(on, written);
      this.reveal(id);
    });
    this.#list = new ThreadList({
      userId: acts.page.userId,
      mayDeleteAny: acts.mayDeleteAny,
      people: acts.names,
      mentionable: acts.mentionable,
      isUnread: acts.isUnread,
      remove: acts.remove,
      tryAgain: acts.tryAgain,
      discard: acts.discard,
      change: acts.change,
      placeOf: (thread) => this.#placeOf(thread),
      show: (thread) => this.#showPlace(thread),
      reply: ({ id }, written) => void acts.write({ threadId: id }, written),
      resolve: ({ id }, resolved) => acts.resolve(id, resolved),
    });
    this.#observe = whenLookedAt((id) => {
      const thread = this.#threads.find((other) => other.id === id);
      if (thread && this.#isSeen()) acts.looked(thread.comments);
    });
    this.#markRead.addEventListener('click', () => {
      acts.looked(this.#threads.flatMap(({ comments }) => comments));
      byId('comments-title').focus();
    });
    this.#empty.hidden = true;
    const head = element('div', { class: 'comments-head' }, this.#begin.element, this.#markRead);
    this.#note.after(head, this.#empty, this.#list.element);
    this.#note.textContent = '';
    board.addEventListener('click', ({ target }) => {
      const { commentNote, commentBlock } =
        (target as Element).closest<HTMLElement>('.comment-mark')?.dataset ?? {};
      if (commentNote !== undefined) this.#lookAt({ noteId: commentNote });
      else if (commentBlock !== undefined) this.#lookAt({ block: commentBlock } as Place);
    });
  }

  /** `threads` are null until they could be read. */
  show(threads: readonly Thread[] | null, mayComment: boolean): void {
    this.#threads = threads ?? [];
    this.#mayComment = mayComment;
    this.#empty.hidden = threads === null || threads.length > 0;
    this.#list.show(this.#threads);
    this.#observe(this.#list.elements.filter((card) => card.classList.contains('is-unread')));
    this.#showCounts();
    this.#showMarks();
  }

  /** The canvas has changed, or shows the past. */
  refresh(): void {
    for (const thread of this.#threads) this.#list.card(thread.id)?.update(thread);
    this.#showMarks();
  }

  reveal(threadId: string): boolean {
    return this.#list.reveal(threadId);
  }

  /** Opens a field: an answer to the open thread on something, or a new one. */
  write(on: Place): void {
    const thread = this.#openThreadOn(on);
    const card = thread && this.#list.card(thread.id);
    if (thread && card) {
      this.reveal(thread.id);
      card.reply();
    } else this.#begin.write(on);
  }

  /** Says what is wrong, with a way to try it again. */
  tell(text: string, again?: () => void): void {
    this.#note.textContent = text;
    if (!again) return;
    const button = element('button', { type: 'button', class: 'text-link' }, word('retry'));
    button.addEventListener('click', again);
    this.#note.append(' ', button);
  }

  #isSeen(): boolean {
    return this.#acts.panel.isShown('comments') && document.visibilityState === 'visible';
  }

  #lookAt(on: Place): void {
    this.#acts.panel.open('comments');
    const thread = this.#openThreadOn(on);
    if (thread) this.reveal(thread.id);
    else this.#begin.write(on);
  }

  #openThreadOn(on: Place): Thread | undefined {
    return this.#threads.find(({ isResolved, head }) => {
      if (isResolved) return false;
      return 'noteId' in on ? head.noteId === on.noteId : head.noteId === null && head.block === on.block;
    });
  }

  #placeOf({ head: { noteId, block } }: Thread): { title: string; block: string; isGone: boolean } {
    if (noteId === null) {
      return { title: word(block ?? ''), block: word('comments-on-block'), isGone: block === null };
    }
    const { store, pastState } = this.#acts.page;
    const note = store.state.notes.get(noteId) ?? pastState?.notes.get(noteId);
    if (!note) return { title: word('comments-note-gone'), block: '', isGone: true };
    return { title: note.text, block: word(note.block), isGone: false };
  }

  #showPlace({ head: { noteId, block } }: Thread): void {
    const { page, panel } = this.#acts;
    panel.makeRoom();
    if (noteId !== null) showNote(page, noteId);
    else if (block) {
      const section = blockElement(block);
      section?.scrollIntoView({ block: 'nearest' });
      section?.querySelector<HTMLElement>('.block-title a')?.focus({ preventScroll: true });
    }
  }

  #unreadIn({ comments }: Thread): number {
    return comments.filter((comment) => this.#acts.isUnread(comment)).length;
  }

  #showCounts(): void {
    const unread = this.#threads.reduce((sum, thread) => sum + this.#unreadIn(thread), 0);
    this.#markRead.hidden = unread === 0;
    const open = this.#threads.filter(({ isResolved }) => !isResolved).length;
    for (const place of document.querySelectorAll<HTMLElement>('[data-comment-count]')) {
      const key = `${open} ${unread}`;
      if (place.dataset['shown'] === key) continue;
      place.dataset['shown'] = key;
      place.classList.toggle('is-unread', unread > 0);
      place.replaceChildren(...(unread > 0 ? unreadSign(unread) : open > 0 ? [String(open)] : []));
    }
  }

  #showMarks(): void {
    const notes = new Map<string, Count>();
    const blocks = new Map<string, Count>();
    for (const thread of this.#threads) {
      if (thread.isResolved) continue;
      const { noteId, block } = thread.head;
      const [map, key] = noteId === null ? [blocks, block ?? ''] : [notes, noteId];
      const { count, unread } = map.get(key) ?? { count: 0, unread: 0 };
      map.set(key, { count: count + countIn(thread), unread: unread + this.#unreadIn(thread) });
    }
    showCommentMarks(this.#acts.page, this.#mayComment, { notes, blocks });
  }
}

function unreadSign(unread: number): Node[] {
  const dot = element('span', { class: 'unread-dot', 'aria-hidden': 'true' });
  const count = element('span', { 'aria-hidden': 'true' }, String(unread));
  return [
    dot,
    count,
    element('span', { class: 'visually-hidden' }, counted('comments-unread-count', unread)),
  ];
}
