import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { LivePerson, ServerFrame } from '@aibmc/common/contract/live';
import { Admission } from '../src/live/admission.ts';
import { EditQueue } from '../src/live/edit-queue.ts';
import { encodeEdits, encodeFrame, readFrame } from '../src/live/frames.ts';
import { Bucket } from '../src/domain/bucket.ts';
import { LIVE_LIMITS } from '../src/live/limits.ts';
import { packPresence, readPresenceNotice } from '../src/live/notices.ts';
import { Pace } from '../src/live/pace.ts';
import { type News, People } from '../src/live/people.ts';
import { addNote, range } from './live-harness.ts';

function logged(from: number, to = from, details?: string): LoggedEdit[] {
  return range(from, to).map((revision) => ({
    ...addNote('Shop', details),
    revision,
    author: randomUUID(),
    origin: 'human',
    at: '2026-11-24T20:00:00.000Z',
  }));
}

function revisions(edits: readonly LoggedEdit[]): number[] {
  return edits.map(({ revision }) => revision);
}

describe('the queue of edits', () => {
  test('gives what comes in order at once, and drops what came before', () => {
    const queue = new EditQueue();
    queue.open(3);
    queue.add(logged(2, 5));
    queue.add(logged(4, 6));
    expect(queue.missing).toBeNull();
    expect(queue.taken).toBe(3);
    expect(revisions(queue.takeReady())).toEqual([4, 5, 6]);
    expect(queue.taken).toBe(6);
    expect(queue.hasReady).toBe(false);
  });

  test('keeps what is ahead until the gap is filled, and names the first gap', () => {
    const queue = new EditQueue();
    queue.open(0);
    queue.add(logged(3, 4));
    queue.add(logged(8));
    expect(queue.hasReady).toBe(false);
    expect(queue.missing).toEqual({ after: 0, upTo: 2 });
    queue.add(logged(1, 2));
    expect(queue.missing).toEqual({ after: 4, upTo: 7 });
    queue.learn(10);
    queue.add(logged(5, 7));
    expect(queue.missing).toEqual({ after: 8, upTo: 10 });
    expect(revisions(queue.takeReady())).toEqual(range(1, 8));
  });

  test('overlapping deliveries leave nothing behind that would hide a later gap', () => {
    const queue = new EditQueue();
    queue.open(0);
    queue.add(logged(2));
    queue.add(logged(1, 2));
    queue.learn(4);
    expect(queue.missing).toEqual({ after: 2, upTo: 4 });
  });

  test('keeps what comes before it is opened', () => {
    const queue = new EditQueue();
    queue.add(logged(4, 6));
    expect(queue.hasReady).toBe(false);
    queue.open(5);
    expect(revisions(queue.takeReady())).toEqual([6]);
    expect(queue.missing).toBeNull();
  });

  test('reads from the log what it could not keep', () => {
    const queue = new EditQueue();
    queue.open(0);
    for (const revision of range(2, 5_100)) queue.add(logged(revision));
    queue.add(logged(1));
    const { after, upTo } = queue.missing!;
    queue.add(logged(after + 1, upTo));
    expect(revisions(queue.takeReady())).toEqual(range(1, 5_100));
    expect(queue.missing).toBeNull();
  });
});

/** What a client reads from bytes of the server, each a whole and unmasked text frame. */
function decode(bytes: Buffer): ServerFrame[] {
  if (bytes.length === 0) return [];
  expect(bytes[0]).toBe(0x81);
  const short = bytes.readUInt8(1);
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  const length = [short, bytes.readUInt16BE(2), Number(bytes.readBigUInt64BE(2))][[2, 4, 10].indexOf(start)]!;
  const text = bytes.toString('utf8', start, start + length);
  return [JSON.parse(text) as ServerFrame, ...decode(bytes.subarray(start + length))];
}

describe('frames', () => {
  test.each([1, 125, 126, 65_535, 65_536, 200_000])(
    'a text of %d bytes and more is read as it was',
    (length) => {
      const frame: ServerFrame = {
        type: 'reject',
        ids: [],
        code: 'internal',
        detail: 'ñ'.repeat(length / 2) + '🍞',
      };
      expect(decode(encodeFrame(frame))).toEqual([frame]);
    },
  );

  test('so is each length around the border of the short header', () => {
    const frames = range(50, 90).map((length): ServerFrame => ({
      type: 'reject',
      ids: [],
      code: 'internal',
      detail: 'x'.repeat(length),
    }));
    const lengths = frames.map((frame) => JSON.stringify(frame).length);
    expect(lengths).toEqual(expect.arrayContaining([125, 126]));
    for (const frame of frames) expect(decode(encodeFrame(frame))).toEqual([frame]);
  });

  test('many edits are cut into frames that follow each other', () => {
    const edits = logged(11, 310, 'x'.repeat(3_900));
    const frames = decode(encodeEdits(edits)).filter((frame) => frame.type === 'edits');
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.flatMap((frame) => frame.edits)).toEqual(edits);
    for (const { from, to, edits: part } of frames) expect(revisions(part)).toEqual(range(from, to));
  });

  test('a command with a bad edit is told apart from what is no frame', () => {
    const good = addNote();
    const bad = { ...addNote(), type: 'note.explode' };
    expect(readFrame(JSON.stringify({ type: 'edits', edits: [good, bad] }))).toMatchObject({
      type: 'bad-edits',
      ids: [good.id, bad.id],
      errors: [{ path: 'edits.1.type' }],
    });
    const { note } = addNote();
    expect(readFrame(JSON.stringify({ type: 'edits', edits: [{ type: 'note.add', note }] }))).toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"type":"ping"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown type', '{"type":"shout"}'],
    ['a type of everything', '{"type":"toString"}'],
    ['too much', '{"type":"ping","more":1}'],
    ['__proto__', '{"type":"ping","__proto__":{"admin":true}}'],
    ['constructor', '{"type":"ping","constructor":{}}'],
    ['no edits', '{"type":"edits","edits":[]}'],
    ['edits that are no list', '{"type":"edits","edits":{"length":1}}'],
    ['more beside edits', `{"type":"edits","edits":[${JSON.stringify(addNote())}],"as":"root"}`],
    ['a revision that is none', '{"type":"resume","after":1.5}'],
    ['a revision below none', '{"type":"resume","after":-1}'],
    ['a revision beyond all', '{"type":"resume","after":1e300}'],
    ['depth', '['.repeat(200_000)],
    ['deep edits', `{"type":"edits","edits":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['presence of no ids', '{"type":"presence","selected":["x"],"typing":null}'],
  ])('%s is no frame', (_name, text) => {
    expect(readFrame(text)).toBeNull();
  });
});

function somebody(name = 'Ada', selected: string[] = []): LivePerson {
  return {
    connectionId: randomUUID(),
    userId: randomUUID(),
    name,
    colour: null,
    isGuest: false,
    selected,
    typing: null,
  };
}

describe('people on a canvas', () => {
  const here = somebody();
  const there = somebody('Berta');

  test('those who are here are told of all when somebody comes or goes, else of changes only', () => {
    const people = new People();
    people.join(here);
    expect(people.takeFrame()).toEqual({ type: 'people', people: [here] });
    expect(people.takeFrame()).toBeNull();
    const typing = randomUUID();
    people.move(here.connectionId, { selected: [typing], typing });
    people.move(here.connectionId, { selected: [], typing });
    expect(people.takeFrame()).toEqual({
      type: 'presence',
      people: [{ connectionId: here.connectionId, selected: [], typing }],
    });
    expect(people.move(here.connectionId, { selected: [], typing })).toBe(false);
    expect(people.hear('r', { all: null, people: [there], gone: [] })).toBe(true);
    expect(people.takeFrame()).toMatchObject({
      type: 'people',
      people: [{ name: 'Ada' }, { name: 'Berta' }],
    });
    people.leave(here.connectionId);
    expect(people.takeFrame()).toEqual({ type: 'people', people: [there] });
  });

  test('other replicas are told what changed, or all when they ask', () => {
    const people = new People();
    people.join(here);
    expect(people.takeNews('c')).toEqual({ canvasId: 'c', all: null, people: [here], gone: [] });
    expect(people.takeNews('c')).toBeNull();
    people.tellAll();
    expect(people.takeNews('c')).toEqual({ canvasId: 'c', all: 'rest', people: [here], gone: [] });
    people.leave(here.connectionId);
    expect(people.takeNews('c')).toEqual({ canvasId: 'c', all: null, people: [], gone: [here.connectionId] });
  });

  test('a replica that told all of its people has no others', () => {
    const people = new People();
    const more = somebody('Cora');
    people.hear('r', { all: null, people: [there, more], gone: [] });
    expect(people.hear('r', { all: 'rest', people: [there, more], gone: [] })).toBe(false);
    people.hear('r', { all: 'part', people: [more], gone: [] });
    expect(people.list()).toHaveLength(2);
    people.hear('r', { all: 'rest', people: [], gone: [] });
    expect(people.list()).toEqual([more]);
  });

  test('who is doubted and does not tell is dropped', () => {
    const people = new People();
    people.hear('one', { all: null, people: [here], gone: [] });
    people.hear('two', { all: null, people: [there], gone: [] });
    people.doubtAll();
    people.hear('two', { all: 'rest', people: [there], gone: [] });
    expect(people.forgetDoubted()).toBe(true);
    expect(people.list()).toEqual([there]);
    expect(people.forgetDoubted()).toBe(false);
  });
});

describe('notices of presence', () => {
  test('fit into what PostgreSQL takes, and say all, in order', () => {
    const selected = range(1, 100).map(() => randomUUID());
    const news: News[] = range(1, 8).map((count) => ({
      canvasId: randomUUID(),
      all: count % 2 ? 'rest' : null,
      people: range(1, count * 3).map((index) => somebody('Ñandú 🍞'.repeat(8), index % 3 ? [] : selected)),
      gone: range(1, count * 30).map(() => randomUUID()),
    }));
    news.push({ canvasId: randomUUID(), all: 'rest', people: [], gone: [] });
    const hello = range(1, 500).map(() => randomUUID());
    const payloads = packPresence('me', hello, news);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(7_900);
    const read = payloads.map((payload) => readPresenceNotice(payload)!);
    expect(read.flatMap((notice) => notice.hello)).toEqual(hello);
    for (const told of news) {
      const parts = read
        .flatMap((notice) => notice.news)
        .filter(({ canvasId }) => canvasId === told.canvasId);
      expect(parts.flatMap(({ people }) => people)).toEqual(told.people);
      expect(parts.flatMap(({ gone }) => gone)).toEqual(told.gone);
      expect(parts.filter(({ all }) => all === 'rest')).toHaveLength(told.all ? 1 : 0);
    }
  });

  test('there is none where there is nothing to tell, and garbage is none', () => {
    expect(packPresence('me', [], [])).toEqual([]);
    for (const payload of ['', '{', '{}', '[]', '{"from":1}', '{"from":"x","news":[{"canvasId":"x"}]}']) {
      expect(readPresenceNotice(payload)).toBeNull();
    }
  });
});

describe('the pace of a room', () => {
  /** How often a room with so many readers writes within 10 s, when an edit comes every so many milliseconds. */
  function flushes(readers: number, everyMs: number): { count: number; longestRest: number } {
    const pace = new Pace(0);
    let [count, longestRest] = [0, 0];
    for (let now = 0; now < 10_000; now += everyMs) {
      const rest = pace.rest(now);
      longestRest = Math.max(longestRest, rest);
      now += rest;
      pace.spend(readers);
      count += 1;
    }
    return { count, longestRest };
  }

  test('never holds up few readers, or few edits', () => {
    expect(flushes(3, 1).longestRest).toBe(0);
    expect(flushes(50, 10).longestRest).toBe(0);
    expect(flushes(200, 100).longestRest).toBe(0);
  });

  test('writes to a crowd some 30 times a second when edits never cease', () => {
    const { count, longestRest } = flushes(200, 1);
    expect(count).toBeGreaterThan(290);
    expect(count).toBeLessThan(320);
    expect(longestRest).toBeLessThan(34);
  });

  test('has nobody wait longer than a tenth of a second', () => {
    expect(flushes(1_000, 1).longestRest).toBeLessThanOrEqual(100);
  });
});

describe('limits', () => {
  test('a bucket gives its burst, then its rate', () => {
    const bucket = new Bucket({ perSecond: 10, burst: 20 }, 0);
    expect(bucket.take(20, 0)).toBe(true);
    expect(bucket.take(1, 50)).toBe(false);
    expect(bucket.take(1, 100)).toBe(true);
    expect(bucket.take(21, 100_000)).toBe(false);
    expect(bucket.take(20, 100_000)).toBe(true);
  });

  test('places are taken and given back once', () => {
    const admission = new Admission({
      ...LIVE_LIMITS,
      connections: 3,
      connectionsPerCanvas: 2,
      connectionsPerPerson: 2,
    });
    const leave = admission.enter('ada', 'one');
    admission.enter('ada', 'one');
    expect(() => admission.enter('ada', 'two')).toThrow(
      expect.objectContaining({ code: 'too-many-requests' }),
    );
    expect(() => admission.enter('bob', 'one')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    leave();
    leave();
    admission.enter('ada', 'two');
    admission.enter('bob', 'two');
    expect(() => admission.enter('cleo', 'three')).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });
});
