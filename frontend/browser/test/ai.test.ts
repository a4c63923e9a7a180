import { describe, expect, test } from '@jest/globals';
import type { Generation, GenerationEvent, Point, Task } from '@aibmc/common/contract/generations';
import { hindranceOf, leftToday, modelToChoose, type Models, type Usage } from '../ai/offers.ts';
import { missingOn, putEdits, toDecide } from '../ai/put-edits.ts';
import { afterEnd, afterEvent, canContinue, countMade, runOf, type RunState } from '../ai/run-state.ts';
import { type Started, Starter, type Wish } from '../ai/starting.ts';
import { followGeneration } from '../canvas/follow-generation.ts';
import { generation, ScriptedStreams, stateWith, suggestLink, suggestNote } from './ai-support.ts';
import { FakeTime, scriptedStore, settled } from './live-support.ts';

const point = (id: string, title = id): Point => ({
  id,
  kind: 'finding',
  title,
  text: '',
  noteIds: [],
  suggestions: [],
});
const text = (piece: string): GenerationEvent => ({ name: 'text', data: { text: piece } });
const note = (id: string): GenerationEvent => ({ name: 'note', data: { id, block: 'channels', text: id } });
const DONE: GenerationEvent = { name: 'done', data: { status: 'done', notes: 0, connections: 0 } };
const after = (...events: GenerationEvent[]): RunState => events.reduce(afterEvent, runOf(generation()));

describe('starting', () => {
  const wish: Wish = { canvasId: 'c', task: 'critique' };
  const started: Started = { kind: 'started', generation: generation() };
  const unreachable: Started = { kind: 'refused', code: 'unreachable', message: '', isKnown: false };

  /** Answers come one by one as they are given; the keys that were sent are kept. */
  function scripted(...answers: Started[]) {
    const keys: string[] = [];
    let made = 0;
    const post = async (_: Wish, key: string): Promise<Started> => {
      keys.push(key);
      await settled();
      return answers.shift() ?? started;
    };
    return { keys, starter: new Starter(post, () => `key-${++made}`) };
  }

  test('a double click is one request', async () => {
    const { keys, starter } = scripted();
    const both = await Promise.all([starter.start(wish), starter.start({ ...wish })]);
    expect(keys).toEqual(['key-1']);
    expect(both[0]).toBe(both[1]);
  });

  test('what is tried again after the answer got lost has the same key', async () => {
    const { keys, starter } = scripted(unreachable, unreachable, started);
    for (let turn = 0; turn < 3; turn++) await starter.start(wish);
    expect(keys).toEqual(['key-1', 'key-1', 'key-1']);
  });

  test('the same wish after a sure answer is a new one, a refusal included', async () => {
    const { keys, starter } = scripted(started, { ...unreachable, isKnown: true }, started);
    for (let turn = 0; turn < 3; turn++) await starter.start(wish);
    expect(keys).toEqual(['key-1', 'key-2', 'key-3']);
  });

  test('other wishes have keys of their own, also while one is under way', async () => {
    const { keys, starter } = scripted();
    await Promise.all([starter.start(wish), starter.start({ ...wish, instruction: 'No cash' })]);
    expect(keys).toEqual(['key-1', 'key-2']);
  });
});

describe('a run', () => {
  test('waits, works through its stages and counts what it made', () => {
    const waiting = after({ name: 'queue', data: { position: 3 } });
    expect(waiting).toMatchObject({ status: 'queued', position: 3 });
    const repairing = after(
      { name: 'queue', data: { position: 1 } },
      { name: 'stage', data: { stage: 'asking', failing: 0 } },
      note('n1'),
      note('n2'),
      note('n1'),
      { name: 'dropped', data: { id: 'n2' } },
      { name: 'stage', data: { stage: 'repairing', failing: 1 } },
    );
    expect(repairing).toMatchObject({ status: 'running', position: null, stage: 'repairing', failing: 1 });
    expect([...repairing.made]).toEqual(['n1']);
  });

  test('joins the pieces of an answer and keeps the latest form of a point in its place', () => {
    const run = after(
      text('Office '),
      { name: 'point', data: point('p1') },
      { name: 'point', data: point('p2') },
      text('managers.'),
      { name: 'point', data: point('p1', 'repaired') },
    );
    expect(run.text).toBe('Office managers.');
    expect(run.points.map(({ title }) => title)).toEqual(['repaired', 'p2']);
  });

  test.each<[GenerationEvent, string, boolean]>([
    [DONE, 'done', false],
    [{ ...DONE, data: { ...DONE.data, status: 'cancelled' } }, 'cancelled', true],
    [{ name: 'error', data: { code: 'truncated', message: 'It stopped.' } }, 'failed', true],
  ])('ends as %j says', (event, status, goesOn) => {
    const run = after(text('Half'), event);
    expect(run).toMatchObject({ status, stage: null, text: 'Half' });
    expect(canContinue(run)).toBe(goesOn);
  });

  test('is at its end what the server keeps, and never less than what was seen', () => {
    const seen = after(text('All of it'), { name: 'point', data: point('p1') });
    const error = { code: 'interrupted', message: 'A restart.' };
    expect(afterEnd(seen, generation({ status: 'interrupted', error }))).toMatchObject({
      status: 'interrupted',
      error,
      text: 'All of it',
    });
    const result = { text: 'All of it, and more', points: [], suggestions: [suggestNote('n')] };
    const ended = afterEnd(seen, generation({ status: 'done', result }));
    expect(ended).toMatchObject({ text: result.text, suggestions: result.suggestions });
    expect(ended.points).toHaveLength(1);
    expect(afterEnd(seen, null)).toMatchObject({ text: 'All of it' });
  });
});

describe('following', () => {
  function follow(find: () => Generation | null) {
    const streams = new ScriptedStreams();
    const time = new FakeTime();
    const told: string[] = [];
    const stop = followGeneration({
      open: streams.open,
      find: async () => find(),
      timing: time,
      onEvent: ({ name, data }) => told.push('text' in data ? data.text : name),
      onLost: () => told.push('lost'),
      onEnd: (ended) => told.push(`end ${ended?.status}`),
    });
    return { streams, time, told, stop };
  }

  test('tells each event once, and the end as the server keeps it', async () => {
    const { streams, told } = follow(() => generation({ status: 'done' }));
    streams.say({ name: 'queue', data: { position: 2 } });
    streams.say(text('a'), 1);
    streams.say({ name: 'queue', data: { position: 1 } }, 1);
    streams.say(text('b'), 2);
    streams.say(DONE, 3);
    await settled();
    expect(told).toEqual(['queue', 'a', 'queue', 'b', 'done', 'end done']);
    expect(streams.opened[0]?.stream.readyState).toBe(2);
  });

  test('leaves a short break to the stream itself', async () => {
    const { streams, told } = follow(() => generation({ status: 'running' }));
    streams.lose({ isClosed: false });
    streams.say(text('a'), 1);
    await settled();
    expect(told).toEqual(['a']);
  });

  test('opens a stream anew that was closed, and leaves out what it told before', async () => {
    const { streams, time, told } = follow(() => generation({ status: 'running' }));
    streams.say(text('a'), 1);
    streams.lose();
    await settled();
    await time.pass(3_000);
    expect(streams.opened).toHaveLength(2);
    streams.say(text('a'), 1);
    streams.say(text('b'), 2);
    expect(told).toEqual(['a', 'lost', 'b']);
  });

  test('learns of an end that came while it was away', async () => {
    let found: Generation | null = null;
    const { streams, time, told } = follow(() => found);
    streams.lose();
    await settled();
    found = generation({ status: 'interrupted' });
    await time.pass(3_000);
    streams.lose();
    await settled();
    expect(told).toEqual(['lost', 'end interrupted']);
  });

  test('tells nothing more once it is stopped', async () => {
    const { streams, time, told, stop } = follow(() => generation({ status: 'running' }));
    streams.lose();
    await settled();
    stop();
    await time.pass(10_000);
    streams.say(text('a'), 1);
    expect(told).toEqual(['lost']);
    expect(streams.opened).toHaveLength(1);
  });
});

describe('what a generation made', () => {
  test('counts a note and the connection that comes with it as one, a connection between others by itself', () => {
    const run = runOf(generation({ task: 'improve' }));
    const events = [suggestNote('door'), suggestLink('door', 'office'), suggestLink('shop', 'office')];
    const after = events.reduce((now, data) => afterEvent(now, { name: 'suggestion', data }), run);
    expect(countMade(after)).toBe(2);
  });
});

describe('putting suggestions on the board', () => {
  const segment = { id: 'office', block: 'customer-segments' } as const;
  const both = [suggestNote('door'), suggestLink('door', 'office')];
  const ids = () => 'e';

  test('adds a note with its connection, which count as one thing to decide', () => {
    const state = stateWith([segment]);
    expect(toDecide(state, both)).toEqual([both[0]]);
    expect(putEdits(state, both, ids)).toEqual(
      both.map((suggestion) => ({ id: 'e', type: 'suggestion.add', suggestion })),
    );
  });

  test('a second time adds only what is not there', () => {
    expect(missingOn(stateWith([segment], both), both)).toEqual([]);
    expect(missingOn(stateWith([segment], both.slice(0, 1)), both)).toEqual(both.slice(1));
  });

  test('leaves out what was accepted, and connections whose note is gone', () => {
    const accepted = stateWith([segment, { id: 'door', block: 'channels' }]);
    expect(missingOn(accepted, both)).toEqual(both.slice(1));
    expect(missingOn(stateWith([]), both)).toEqual(both.slice(0, 1));
  });
});

describe('what is offered', () => {
  const models: Models = {
    items: [
      { id: 'pattern-library', kind: 'patterns', tasks: ['canvas', 'block', 'improve', 'patterns', 'tips'] },
      { id: 'small', kind: 'model', tasks: ['canvas', 'critique', 'ask', 'improve'] },
    ],
    default: 'small',
    endpoint: null,
  };
  const usage: Usage = { day: '2026-11-25', used: 3, limit: 20, remaining: 17, instance: null, resetsAt: '' };
  const fine = { models, model: 'small', usage, notes: 9, hasIdea: true, findings: 2 };

  test.each<[Task, Partial<typeof fine>, ReturnType<typeof hindranceOf>]>([
    ['critique', {}, null],
    ['critique', { usage: { ...usage, remaining: 0 } }, 'used-up'],
    ['critique', { model: 'pattern-library' }, 'needs-endpoint'],
    ['critique', { notes: 0 }, 'needs-notes'],
    ['canvas', { notes: 0 }, null],
    ['canvas', { hasIdea: false }, 'needs-idea'],
    ['ask', { hasIdea: false }, null],
    ['ask', { hasIdea: false, notes: 0 }, 'needs-idea'],
    ['improve', { findings: 0 }, 'nothing-found'],
  ])('%s with %j: %s', (task, situation, hindrance) => {
    expect(hindranceOf(task, { ...fine, ...situation })).toBe(hindrance);
  });

  test('is left to the server while nothing is known', () => {
    expect(hindranceOf('ask', { ...fine, models: null, usage: null, model: null })).toBeNull();
  });

  test('the model that was chosen last stays chosen while it is offered', () => {
    expect(modelToChoose(models, 'pattern-library')).toBe('pattern-library');
    expect(modelToChoose(models, 'gone')).toBe('small');
  });

  test('what is left is one’s own, or everybody’s where that is less', () => {
    expect(leftToday(usage)).toEqual({ left: 17, limit: 20, isOfAll: false });
    const instance = { used: 98, limit: 100 };
    expect(leftToday({ ...usage, remaining: 2, instance })).toEqual({ left: 2, limit: 100, isOfAll: true });
    expect(leftToday({ ...usage, instance: { used: 1, limit: 100 } }).isOfAll).toBe(false);
  });
});

test('what the live connection tells of generations is passed on', async () => {
  const { store, server } = scriptedStore();
  const told: string[] = [];
  store.onGeneration(({ userId, task, status }) => told.push(`${userId} ${task} ${status}`));
  await store.start();
  server.welcome(1);
  server.say({ type: 'generation', generationId: 'g', userId: 'ben', task: 'critique', status: 'running' });
  expect(told).toEqual(['ben critique running']);
  store.stop();
});
