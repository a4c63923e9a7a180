import { personColour } from '@aibmc/common/canvas/person-colour';
import { word } from '../canvas/page.ts';
import { initialsOf } from '../canvas/person-colour.ts';
import { element } from '../dom.ts';
import { agoOf, exactTimeOf, shortTimeOf } from '../history/telling.ts';
import { type Mentionable, piecesOf } from './mentions.ts';
import type { ShownComment } from './wishes.ts';

/** What an entry needs to know, and what its buttons do. */
export interface EntryActs {
  userId: string;
  mayDeleteAny: () => boolean;
  people: () => readonly Pick<Mentionable, 'id' | 'name'>[];
  isUnread: (comment: ShownComment) => boolean;
  edit: (comment: ShownComment) => void;
  remove: (comment: ShownComment) => void;
  tryAgain: (comment: ShownComment) => void;
  discard: (comment: ShownComment) => void;
}

/** One comment of a thread, to read; its buttons are for whom they work. */
export function commentEntry(comment: ShownComment, acts: EntryActs): HTMLLIElement {
  const { id, author, isDeleted, pending } = comment;
  const entry = element('li', { class: 'comment', 'data-comment': id });
  if (isDeleted) {
    entry.append(element('p', { class: 'quiet-text' }, word('comments-deleted-place')));
    return entry;
  }
  const isUnread = acts.isUnread(comment);
  entry.classList.toggle('is-unread', isUnread);
  entry.classList.toggle('is-waiting', pending !== null);
  const name = author.id === acts.userId ? word('ai-you') : author.name || word('history-somebody');
  const face = element('span', { class: 'avatar', 'data-who': personColour(author), 'aria-hidden': 'true' });
  face.append(initialsOf(author.name));
  const head = element('p', { class: 'comment-head' }, element('strong', {}, name), ' ', timeOf(comment));
  if (isUnread)
    head.append(element('span', { class: 'unread-dot', title: word('comments-unread') }, hidden()));
  entry.append(face, head, buttons(comment, acts), textOf(comment, acts.people()), state(comment, acts));
  return entry;
}

/** What an entry shows, in short: it is made anew when that changes. */
export function signatureOf(comment: ShownComment, acts: EntryActs): string {
  const { author, text, editedAt, isDeleted, pending } = comment;
  const marks = [isDeleted, pending?.key, pending?.refused, acts.isUnread(comment), acts.mayDeleteAny()];
  const names = comment.mentions.length > 0 ? acts.people().length : 0;
  return JSON.stringify([author, text, editedAt, names, ...marks]);
}

function hidden(): HTMLElement {
  return element('span', { class: 'visually-hidden' }, word('comments-unread'));
}

function timeOf({ createdAt, editedAt, pending }: ShownComment): HTMLElement {
  const time = element('time', { datetime: createdAt, title: exactTimeOf(createdAt) });
  time.textContent = agoOf(createdAt) || shortTimeOf(createdAt);
  time.dataset['ago'] = createdAt;
  const said = element('span', { class: 'comment-time' }, time);
  if (editedAt && !pending) said.append(` · ${word('comments-edited')}`);
  return said;
}

/** Plain text; only the names of those who are mentioned stand out. */
function textOf({ text, mentions }: ShownComment, people: ReturnType<EntryActs['people']>): HTMLElement {
  const meant = people.filter(({ id }) => mentions.includes(id));
  const pieces = piecesOf(text, meant).map((piece) =>
    piece.id ? element('span', { class: 'mentioned' }, piece.text) : piece.text,
  );
  return element('p', { class: 'comment-text' }, ...pieces);
}

function state(comment: ShownComment, { tryAgain, discard }: EntryActs): HTMLElement {
  const { pending } = comment;
  const line = element('p', { class: 'comment-state' });
  line.hidden = pending === null;
  if (!pending) return line;
  if (pending.refused === null) {
    line.textContent = word('comments-waiting');
    return line;
  }
  line.classList.add('is-refused');
  line.setAttribute('role', 'alert');
  const say = element('span', {}, word('comments-refused', { reason: pending.refused }));
  line.append(
    say,
    button('retry', () => tryAgain(comment)),
    button('comments-discard', () => discard(comment)),
  );
  return line;
}

function buttons(comment: ShownComment, acts: EntryActs): HTMLElement {
  const row = element('div', { class: 'comment-acts' });
  const isOwn = comment.author.id === acts.userId;
  if (comment.pending?.refused != null) return row;
  if (isOwn) row.append(button('edit', () => acts.edit(comment), comment.text));
  if (isOwn || acts.mayDeleteAny()) row.append(button('delete', () => acts.remove(comment), comment.text));
  return row;
}

function button(name: string, act: () => void, about = ''): HTMLElement {
  const made = element('button', { type: 'button', class: 'comment-act', 'data-act': name }, word(name));
  if (about) made.append(element('span', { class: 'visually-hidden' }, `: ${about.slice(0, 60)}`));
  made.addEventListener('click', act);
  return made;
}
