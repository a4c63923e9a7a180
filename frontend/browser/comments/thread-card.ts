import { word } from '../canvas/page.ts';
import { element, icon } from '../dom.ts';
import { commentEntry, type EntryActs, signatureOf } from './comment-entry.ts';
import { Composer, type Written } from './composer.ts';
import type { Mentionable } from './mentions.ts';
import { countIn, type Thread } from './threads.ts';
import type { ShownComment } from './wishes.ts';

export interface CardActs extends Omit<EntryActs, 'edit'> {
  mentionable: () => readonly Mentionable[];
  /** What a thread is on, in words. */
  placeOf: (thread: Thread) => { title: string; block: string; isGone: boolean };
  show: (thread: Thread) => void;
  reply: (thread: Thread, written: Written) => void;
  change: (comment: ShownComment, written: Written) => void;
  resolve: (thread: Thread, resolved: boolean) => void;
}

/** Of an entry its face and its head stay while its text is edited. */
const HEAD_PARTS = 2;

/** A thread in the panel. What is being typed in it stays while it changes. */
export class ThreadCard {
  readonly #acts: CardActs;
  readonly #place = element('button', { type: 'button', class: 'thread-place' });
  readonly #resolve = element('button', { type: 'button', class: 'comment-act thread-resolve' });
  readonly #list = element('ol', { class: 'comment-list', role: 'list' });
  readonly #reply = element('button', { type: 'button', class: 'comment-act' }, word('comments-reply'));
  readonly #composer: Composer;
  readonly element: HTMLElement;
  readonly #entries = new Map<string, { entry: HTMLLIElement; signature: string }>();
  #editing: { id: string; composer: Composer } | null = null;
  #thread: Thread;

  constructor(thread: Thread, acts: CardActs) {
    this.#thread = thread;
    this.#acts = acts;
    this.element = element('article', { class: 'thread', 'data-thread': thread.id, tabindex: '-1' });
    this.#composer = new Composer({
      label: word('comments-reply-label'),
      people: acts.mentionable,
      send: (written) => {
        this.#fold();
        acts.reply(this.#thread, written);
      },
      cancel: () => this.#fold(),
    });
    this.#composer.element.hidden = true;
    this.#reply.addEventListener('click', () => this.reply());
    this.#place.addEventListener('click', () => acts.show(this.#thread));
    this.#resolve.addEventListener('click', () => acts.resolve(this.#thread, !this.#thread.isResolved));
    const foot = element('div', { class: 'thread-foot' }, this.#reply, this.#resolve);
    this.element.append(element('h3', {}, this.#place), this.#list, this.#composer.element, foot);
    this.update(thread);
  }

  update(thread: Thread): void {
    this.#thread = thread;
    const { title, block, isGone } = this.#acts.placeOf(thread);
    const said = `${title} ${block}`;
    if (this.#place.dataset['said'] !== said) {
      this.#place.dataset['said'] = said;
      this.#place.replaceChildren(element('span', { class: 'thread-title' }, title));
      if (block) this.#place.append(element('span', { class: 'thread-block' }, block));
    }
    this.#place.disabled = isGone;
    this.element.setAttribute('aria-label', word('comments-thread-on', { title }));
    this.element.classList.toggle('is-resolved', thread.isResolved);
    const unread = thread.comments.some((comment) => this.#acts.isUnread(comment));
    this.element.classList.toggle('is-unread', unread);
    const isSent = thread.head.pending?.wish.kind !== 'write';
    this.#reply.hidden = this.#resolve.hidden = !isSent || countIn(thread) === 0;
    this.#resolve.hidden ||= thread.head.isDeleted && !thread.isResolved;
    this.#resolve.replaceChildren(
      icon(thread.isResolved ? 'undo' : 'check'),
      word(thread.isResolved ? 'comments-reopen' : 'comments-resolve'),
    );
    this.#showEntries(thread.comments);
  }

  /** Opens the field for an answer. */
  reply(): void {
    this.#composer.element.hidden = false;
    this.#reply.setAttribute('aria-expanded', 'true');
    this.#composer.focus();
  }

  #fold(): void {
    const hadFocus = this.#composer.element.contains(document.activeElement);
    this.#composer.element.hidden = true;
    this.#reply.removeAttribute('aria-expanded');
    if (hadFocus) this.#reply.focus();
  }

  #showEntries(comments: readonly ShownComment[]): void {
    const acts: EntryActs = { ...this.#acts, edit: (comment) => this.#edit(comment) };
    const shown = new Set(comments.map(({ id }) => id));
    for (const [id, { entry }] of this.#entries) {
      if (shown.has(id)) continue;
      if (this.#editing?.id === id) this.#editing = null;
      const hadFocus = entry.contains(document.activeElement);
      entry.remove();
      this.#entries.delete(id);
      if (hadFocus) this.element.focus();
    }
    comments.forEach((comment, index) => {
      const entry = this.#entryFor(comment, acts);
      const there = this.#list.children[index] ?? null;
      if (entry !== there) this.#list.insertBefore(entry, there);
    });
  }

  #entryFor(comment: ShownComment, acts: EntryActs): HTMLLIElement {
    const known = this.#entries.get(comment.id);
    if (known && this.#editing?.id === comment.id) return known.entry;
    const signature = signatureOf(comment, acts);
    if (known?.signature === signature) return known.entry;
    const entry = commentEntry(comment, acts);
    this.#entries.set(comment.id, { entry, signature });
    if (known) {
      const act = focusedAct(known.entry);
      known.entry.replaceWith(entry);
      if (act !== null) (entry.querySelector<HTMLElement>(`[data-act="${act}"]`) ?? this.element).focus();
    }
    return entry;
  }

  /** The comment's own text in a field, in its place. */
  #edit(comment: ShownComment): void {
    const known = this.#entries.get(comment.id);
    if (!known || this.#editing) {
      this.#editing?.composer.focus();
      return;
    }
    const end = (): void => {
      this.#editing = null;
      composer.element.remove();
      known.signature = '';
      this.#showEntries(this.#thread.comments);
      this.#entries.get(comment.id)?.entry.querySelector<HTMLElement>('[data-act=edit]')?.focus();
    };
    const composer = new Composer({
      label: word('comments-edit-label'),
      text: comment.text,
      sendWord: 'save',
      people: this.#acts.mentionable,
      send: (written) => {
        if (written.text !== comment.text) this.#acts.change(comment, written);
        end();
      },
      cancel: end,
    });
    for (const child of [...known.entry.children].slice(HEAD_PARTS)) (child as HTMLElement).hidden = true;
    known.entry.append(composer.element);
    this.#editing = { id: comment.id, composer };
    composer.focus();
  }
}

function focusedAct(entry: HTMLElement): string | null {
  const { activeElement } = document;
  return entry.contains(activeElement) ? ((activeElement as HTMLElement).dataset['act'] ?? '') : null;
}
