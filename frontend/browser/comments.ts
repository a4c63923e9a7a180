// Already there: so the bundler keeps what pages share in one piece, not one for each combination of lazy parts.
import './canvas.ts';
import type { Comment } from '@aibmc/common/contract/comments';
import { newId } from '@aibmc/common/ids';
import { can } from '@aibmc/common/permissions';
import type { CanvasPage } from './canvas/canvas-page.ts';
import { realTiming } from './canvas/live/timing.ts';
import { announce, readPage, word } from './canvas/page.ts';
import type { Panel } from './canvas/panel.ts';
import { remember, remembered } from './canvas/stored.ts';
import type { Commented } from './canvas/commented.ts';
import { toast } from './canvas/toast.ts';
import { CommentBook } from './comments/book.ts';
import { CommentsPanel } from './comments/comments-panel.ts';
import { keptIn } from './comments/kept.ts';
import type { Mentionable } from './comments/mentions.ts';
import { Outbox } from './comments/outbox.ts';
import { Reading } from './comments/reading.ts';
import { CommentSource } from './comments/source.ts';
import { threadsOf } from './comments/threads.ts';
import { type ShownComment, withWishes } from './comments/wishes.ts';

/** What the rest of the page does with comments once they are loaded. */
export interface Comments {
  /** The tab is shown. */
  open: () => void;
  /** Shows a thread; its first comment or an answer names it. */
  openThread: (commentId: string) => void;
  /** Opens a field for a comment on something, or its thread where it has one. */
  write: (on: Commented) => void;
}

/** A deleted comment can be brought back for so long; then the server is told. */
const UNDO_MS = 10_000;
const KEEP_READ_MS = 500;
/** What comes together is told together. */
const TELL_MS = 1_000;

/** Fills the Comments tab and marks the board. */
export function startComments(page: CanvasPage, panel: Panel): Comments {
  const { canvasId, userId, store } = page;
  const source = new CommentSource(canvasId);
  const book = new CommentBook();
  const reading = new Reading(userId);
  const seenKey = `aibmc.comments-seen.${userId}.${canvasId}`;
  const { names } = readPage();
  let people: Mentionable[] = [];
  let isRead = false;
  let shown: ReadonlyMap<string, ShownComment> = new Map();
  let wanted: string | null = null;
  let keeping: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let news: Comment[] = [];
  const mayComment = (): boolean => can(store.role, 'canvas.comment');

  const outbox = new Outbox({
    send: (wish) => source.send(wish),
    kept: keptIn(() => localStorage, userId, canvasId),
    timing: realTiming,
    newKey: newId,
    onAnswer: (wish, comment) => {
      if (comment) {
        book.take(comment);
        // What one does oneself to others' comments is no news.
        reading.see(comment);
      } else book.deleted(wish.id);
      keepRead();
    },
    onRefused: (_wish, reason) => announce(word('comments-refused', { reason })),
    onChange: show,
  });

  const view = new CommentsPanel({
    page,
    panel,
    mayDeleteAny: () => store.role === 'owner',
    isUnread: (comment) => reading.isUnread(comment),
    mentionable: () => people,
    names: () => known(),
    looked: (comments) => {
      for (const comment of comments) reading.see(comment);
      keepRead();
      show();
    },
    write: (on, { text, mentions }) => {
      const id = newId();
      outbox.add({ kind: 'write', id, on, text, mentions, at: new Date().toISOString() });
      return id;
    },
    change: ({ id, pending }, { text, mentions }) => {
      // What was refused is written anew, not changed.
      if (pending?.wish.kind === 'write' && outbox.takeBack(pending.key)) {
        outbox.add({ ...pending.wish, text, mentions });
      } else outbox.add({ kind: 'change', id, text, mentions });
    },
    resolve: (id, resolved) => {
      outbox.add({ kind: 'resolve', id, resolved });
      announce(word(resolved ? 'comments-now-resolved' : 'comments-now-open'));
    },
    remove: ({ id }) => {
      const key = outbox.add({ kind: 'delete', id }, UNDO_MS);
      toast(word('comments-deleted'), {
        action: {
          label: word('undo'),
          act: () => void (outbox.takeBack(key) || toast(word('comments-too-late'))),
        },
      });
    },
    tryAgain: ({ pending }) => pending && outbox.tryAgain(pending.key),
    discard: ({ pending }) => void (pending && outbox.takeBack(pending.key)),
  });

  /** Everybody whose name is known here, to find who is mentioned. */
  function known(): { id: string; name: string }[] {
    const all = new Map(Object.entries(names));
    for (const { author } of book.comments.values()) if (author.name) all.set(author.id, author.name);
    for (const { id, name } of people) all.set(id, name);
    return [...all].map(([id, name]) => ({ id, name }));
  }

  function me(): Comment['author'] {
    const own = store.people.find((person) => person.userId === userId);
    return { id: userId, name: own?.name ?? names[userId] ?? '', colour: own?.colour ?? null };
  }

  function show(): void {
    shown = withWishes(book.comments, outbox.pending, me());
    view.show(isRead || shown.size > 0 ? threadsOf(shown.values()) : null, mayComment());
    const thread = wanted === null ? undefined : shown.get(wanted)?.threadId;
    if (thread !== undefined && view.reveal(thread)) wanted = null;
  }

  async function readAll(): Promise<void> {
    if (!mayComment()) return;
    const listed = await source.list();
    if (!listed) {
      if (!isRead) view.tell(word('comments-away'), () => void readAll());
      return;
    }
    book.read(listed);
    reading.keptUpTo(listed.readSeq);
    isRead = true;
    view.tell('');
    show();
    if (wanted !== null && !shown.has(wanted)) {
      view.tell(word('comments-thread-gone'));
      wanted = null;
    }
  }

  /** Tells the server up to where was read, a moment later and at once for all. */
  function keepRead(): void {
    remember(seenKey, JSON.stringify(reading.seen));
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      const seq = reading.readUpTo(book.comments.values(), book.seq);
      if (!isRead || seq <= reading.readSeq) return;
      void source.readUpTo(seq).then((isKept) => {
        if (isKept) reading.keptUpTo(seq);
        remember(seenKey, JSON.stringify(reading.seen));
      });
    }, KEEP_READ_MS);
  }

  /** Says who commented, to those who do not see it. */
  function tellNews(comment: Comment): void {
    if (comment.author.id === userId || comment.isDeleted || comment.editedAt || comment.resolvedAt) return;
    news.push(comment);
    clearTimeout(telling);
    telling = setTimeout(() => {
      const who = [...new Set(news.map(({ author }) => author.name))].join(', ');
      announce(word('comments-news', { who }));
      news = [];
    }, TELL_MS);
  }

  store.onFrame((frame) => {
    if (frame.type === 'welcome') {
      void readAll();
      outbox.wake();
    } else if (frame.type === 'comment') {
      const isNew = !book.comments.has(frame.comment.id);
      if (!book.take(frame.comment)) return;
      if (isNew) tellNews(frame.comment);
      show();
    }
  });
  store.onState(() => view.refresh());
  store.onRole(() => {
    if (!mayComment()) {
      book.clear();
      outbox.clear();
    } else void readAll();
    // The elements of the notes are others then.
    queueMicrotask(show);
  });
  document.addEventListener('past-shown', () => view.refresh());
  addEventListener('online', () => outbox.wake());
  addEventListener('pagehide', () => outbox.release());

  try {
    reading.remember(JSON.parse(remembered(seenKey) ?? '{}') as Record<string, number>);
  } catch {
    // what is remembered cannot be read: more is unread
  }
  show();
  void readAll();
  outbox.wake();

  return {
    open: () => {
      void source.people().then((found) => {
        people = found;
        show();
      });
    },
    openThread: (id) => {
      wanted = id;
      if (isRead) void readAll();
    },
    write: (on) => view.write(on),
  };
}
