import { describe, expect, test } from '@jest/globals';
import type { Comment } from '@aibmc/common/contract/comments';
import { CommentBook } from '../comments/book.ts';
import { keptIn } from '../comments/kept.ts';
import { mentionAt, mentionedIn, offered, piecesOf } from '../comments/mentions.ts';
import { type Answer, Outbox } from '../comments/outbox.ts';
import { Reading } from '../comments/reading.ts';
import { countIn, threadsOf } from '../comments/threads.ts';
import { type Pending, type Wish, withWishes } from '../comments/wishes.ts';
import { FakeTime, settled } from './live-support.ts';

const ANA = { id: 'ana', name: 'Ana', colour: null };
const BEN = { id: 'ben', name: 'Ben', colour: null };

function comment(id: string, seq: number, more: Partial<Comment> = {}): Comment {
  return {
    id,
    threadId: id,
    noteId: 'n1',
    block: null,
    author: BEN,
    text: id,
    mentions: [],
    createdAt: `2026-01-01T00:00:${String(seq).padStart(2, '0')}Z`,
    editedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    isDeleted: false,
    seq,
    ...more,
  };
}

const write = (id: string, more: Partial<Extract<Wish, { kind: 'write' }>> = {}): Wish => ({
  kind: 'write',
  id,
  on: { noteId: 'n1' },
  text: id,
  mentions: [],
  at: '2026-01-01T00:01:00Z',
  ...more,
});

const pending = (wish: Wish, refused: string | null = null): Pending => ({ key: wish.id, wish, refused });
const byId = (...comments: Comment[]): Map<string, Comment> => new Map(comments.map((one) => [one.id, one]));

describe('comments as they are known', () => {
  test('of two of one id the one with the higher seq counts, in whatever order they come', () => {
    const book = new CommentBook();
    expect(book.take(comment('a', 3, { text: 'new' }))).toBe(true);
    expect(book.take(comment('a', 1, { text: 'old' }))).toBe(false);
    expect(book.comments.get('a')?.text).toBe('new');
  });

  test('what came while all were read stays, what was not in the list goes', () => {
    const book = new CommentBook();
    book.take(comment('gone', 2));
    book.take(comment('late', 9));
    book.read({ items: [comment('a', 5)], seq: 7, readSeq: 0 });
    expect([...book.comments.keys()]).toEqual(['a', 'late']);
    expect(book.seq).toBe(9);
  });
});

describe('what is done here on top', () => {
  test('a new one, an answer, a change, a deletion and a resolution show at once', () => {
    const known = byId(comment('a', 1, { author: ANA }), comment('b', 2));
    const shown = withWishes(
      known,
      [
        pending(write('c')),
        pending(write('d', { on: { threadId: 'b' } })),
        pending({ kind: 'change', id: 'a', text: 'better', mentions: [] }),
        pending({ kind: 'resolve', id: 'b', resolved: true }),
      ],
      ANA,
    );
    expect(shown.get('c')).toMatchObject({ noteId: 'n1', author: ANA, pending: { key: 'c' } });
    expect(shown.get('d')).toMatchObject({ threadId: 'b', noteId: 'n1' });
    expect(shown.get('a')).toMatchObject({ text: 'better' });
    expect(shown.get('b')).toMatchObject({ resolvedBy: { id: 'ana' } });
  });

  test('one that the server has already told is not there twice', () => {
    const shown = withWishes(byId(comment('c', 4, { author: ANA })), [pending(write('c'))], ANA);
    expect([...shown.values()]).toEqual([{ ...comment('c', 4, { author: ANA }), pending: null }]);
  });

  test('an answer to a thread that is gone does not show', () => {
    expect(withWishes(byId(), [pending(write('d', { on: { threadId: 'x' } }))], ANA).size).toBe(0);
  });
});

describe('threads', () => {
  const shown = (...comments: Comment[]) => withWishes(byId(...comments), [], ANA).values();

  test('the newest activity comes first, answers by time', () => {
    const threads = threadsOf(
      shown(
        comment('a', 1),
        comment('b', 2),
        comment('a2', 5, { threadId: 'a' }),
        comment('a1', 4, { threadId: 'a' }),
      ),
    );
    expect(threads.map(({ comments }) => comments.map(({ id }) => id))).toEqual([['a', 'a1', 'a2'], ['b']]);
  });

  test('the place of a deleted first one stays while there are answers', () => {
    const deleted = comment('a', 3, { isDeleted: true, text: '' });
    const answer = comment('a1', 2, { threadId: 'a' });
    const [thread] = threadsOf(shown(deleted, answer));
    expect(thread && countIn(thread)).toBe(1);
    expect(threadsOf(shown(deleted, { ...answer, isDeleted: true }))).toEqual([]);
  });
});

describe('what was read', () => {
  test("others' comments beyond what was read are unread, one's own, deleted and resolved ones are not", () => {
    const reading = new Reading('ana');
    reading.keptUpTo(2);
    const unread = (more: Partial<Comment>, seq = 3) => reading.isUnread(comment('a', seq, more));
    expect(unread({})).toBe(true);
    expect(unread({}, 2)).toBe(false);
    expect(unread({ author: ANA })).toBe(false);
    expect(unread({ isDeleted: true })).toBe(false);
    expect(unread({ resolvedAt: 'then' })).toBe(false);
  });

  test('nothing is unread before it is known what was read', () => {
    expect(new Reading('ana').isUnread(comment('a', 3))).toBe(false);
  });

  test('the server is told up to before the first that is unread; what is beyond is known here', () => {
    const reading = new Reading('ana');
    reading.keptUpTo(0);
    const all = [comment('a', 1), comment('b', 2), comment('c', 3)];
    reading.see(comment('a', 1));
    reading.see(comment('c', 3));
    expect(reading.readUpTo(all, 3)).toBe(1);
    reading.keptUpTo(1);
    expect(reading.seen).toEqual({ c: 3 });
    reading.see(comment('b', 2));
    expect(reading.readUpTo(all, 3)).toBe(3);
  });

  test('a comment that was changed after it was seen is unread again', () => {
    const reading = new Reading('ana');
    reading.keptUpTo(0);
    reading.see(comment('a', 1));
    expect(reading.isUnread(comment('a', 1))).toBe(false);
    expect(reading.isUnread(comment('a', 2))).toBe(true);
  });
});

describe('mentions', () => {
  const people = [
    { id: '1', name: 'Ana', colour: null },
    { id: '2', name: 'Ana María Gómez', colour: null },
    { id: '3', name: 'Zoë', colour: null },
  ];

  test.each([
    ['Ask @', { from: 4, query: '' }],
    ['Ask @an', { from: 4, query: 'an' }],
    ['(@Ana Ma', { from: 1, query: 'Ana Ma' }],
    ['@a b c', null],
    ['mail ana@example', null],
    ['Ask @an\n', null],
  ])('a name is being written in %j', (text, expected) => {
    expect(mentionAt(text, text.length)).toEqual(expected);
  });

  test('people are found by any part of the name, without accents', () => {
    expect(offered('gom', people).map(({ id }) => id)).toEqual(['2']);
    expect(offered('zoe', people).map(({ id }) => id)).toEqual(['3']);
    expect(offered('', people)).toHaveLength(3);
  });

  test('the longest name is meant, a longer word is not', () => {
    expect(mentionedIn('@Ana María Gómez, @Zoë and @Ana', people)).toEqual(['2', '3', '1']);
    expect(mentionedIn('@Anabel and @nobody', people)).toEqual([]);
    expect(piecesOf('To @Ana: yes', people)).toEqual([
      { text: 'To ', id: null },
      { text: '@Ana', id: '1' },
      { text: ': yes', id: null },
    ]);
  });
});

describe('what is on its way', () => {
  function scripted(answers: Answer[], storage = memory()) {
    const time = new FakeTime();
    const sent: Wish[] = [];
    let key = 0;
    const told = { answered: [] as string[], refused: [] as string[] };
    const outbox = new Outbox({
      send: async (wish) => {
        sent.push(wish);
        return answers.shift() ?? { kind: 'done', comment: null };
      },
      kept: keptIn(() => storage, 'ana', 'c'),
      timing: time,
      newKey: () => `k${++key}`,
      onAnswer: ({ id }) => told.answered.push(id),
      onRefused: ({ id }, reason) => told.refused.push(`${id}: ${reason}`),
      onChange: () => undefined,
    });
    return { outbox, time, sent, told, storage };
  }

  test('one that does not arrive is sent again, with the same id, and what follows keeps its order', async () => {
    const { outbox, time, sent, told } = scripted([{ kind: 'away' }]);
    outbox.add(write('a'));
    outbox.add(write('b'));
    await settled();
    expect(outbox.pending.map(({ wish }) => wish.id)).toEqual(['a', 'b']);
    await time.pass(5_000);
    await settled();
    expect(sent.map(({ id }) => id)).toEqual(['a', 'a', 'b']);
    expect(told.answered).toEqual(['a', 'b']);
    expect(outbox.pending).toEqual([]);
  });

  test('it outlives the page, each in its own place', async () => {
    const { outbox, storage } = scripted([{ kind: 'away' }]);
    outbox.add(write('a'));
    await settled();
    const next = scripted([], storage);
    next.outbox.wake();
    await settled();
    expect(next.sent.map(({ id }) => id)).toEqual(['a']);
    expect(storage.length).toBe(0);
  });

  test('a refused one stays with its reason; others go on, what builds on it waits', async () => {
    const { outbox, sent, told } = scripted([{ kind: 'refused', reason: 'too much' }]);
    const key = outbox.add(write('a'));
    await settled();
    outbox.add({ kind: 'change', id: 'a', text: 'x', mentions: [] });
    outbox.add(write('a1', { on: { threadId: 'a' } }));
    outbox.add(write('b'));
    await settled();
    expect(told.refused).toEqual(['a: too much']);
    expect(sent.map(({ id }) => id)).toEqual(['a', 'b']);
    outbox.tryAgain(key);
    await settled();
    expect(sent.map(({ id }) => id)).toEqual(['a', 'b', 'a', 'a', 'a1']);
  });

  test('a deletion can be taken back until its time is over', async () => {
    const { outbox, time, sent } = scripted([]);
    const key = outbox.add({ kind: 'delete', id: 'a' }, 10_000);
    await time.pass(9_000);
    expect(outbox.takeBack(key)).toBe(true);
    await time.pass(9_000);
    expect(sent).toEqual([]);
    const second = outbox.add({ kind: 'delete', id: 'a' }, 10_000);
    await time.pass(10_000);
    await settled();
    expect(sent.map(({ kind }) => kind)).toEqual(['delete']);
    expect(outbox.takeBack(second)).toBe(false);
  });

  test('a browser without storage sends all the same', async () => {
    const time = new FakeTime();
    const sent: string[] = [];
    const outbox = new Outbox({
      send: async ({ id }) => {
        sent.push(id);
        return { kind: 'done', comment: null };
      },
      kept: keptIn(
        () => {
          throw new Error('refused');
        },
        'ana',
        'c',
      ),
      timing: time,
      newKey: () => 'k',
      onAnswer: () => undefined,
      onRefused: () => undefined,
      onChange: () => undefined,
    });
    outbox.add(write('a'));
    await settled();
    expect(sent).toEqual(['a']);
  });
});

/** A browser's storage: names are its own properties, beside its methods. */
function memory(): Storage {
  const methods = {
    getItem: (name: string): string | null => (stored[name] as string | undefined) ?? null,
    setItem: (name: string, value: string): void => void (stored[name] = value),
    removeItem: (name: string): void => void delete stored[name],
  };
  const stored = Object.create(methods) as Record<string, unknown>;
  Object.defineProperty(stored, 'length', { get: () => Object.keys(stored).length });
  return stored as unknown as Storage;
}
