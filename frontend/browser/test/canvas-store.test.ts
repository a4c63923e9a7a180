import { describe, expect, test } from '@jest/globals';
import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { LivePerson } from '@aibmc/common/contract/live';
import { add, by, DETAIL, rewrite, scriptedStore, settled, texts } from './live-support.ts';

type Scripted = ReturnType<typeof scriptedStore>;

/** A store that is connected at the revision it began with. */
async function connected(options: Parameters<typeof scriptedStore>[0] = {}): Promise<Scripted> {
  const scripted = scriptedStore(options);
  await scripted.store.start();
  scripted.server.welcome(1);
  await settled();
  return scripted;
}

const ack = (id: string, revision: number) => ({ type: 'ack' as const, revision, edits: [{ id, revision }] });
const ben: LivePerson = {
  connectionId: 'b1',
  userId: 'ben',
  name: 'Ben',
  colour: null,
  isGuest: false,
  selected: [],
  typing: null,
};

test('a refresh shows what is there by now, also what a live connection has yet to bring', async () => {
  const { store, server, answers } = await connected();
  const shown: string[][] = [];
  store.onState(({ notes }) => shown.push([...notes.values()].map(({ text }) => text)));
  const window = { ...DETAIL.notes[0]!, id: 'n2', text: 'Window' };
  answers.detail = {
    ...DETAIL,
    canvas: { ...DETAIL.canvas, revision: 2 },
    notes: [...DETAIL.notes, window],
  };
  await store.refresh();
  expect(shown.at(-1)).toEqual(['Door', 'Window']);
  server.edits(2, by('ben', add('n2', 'Window')));
  expect(texts(store)).toEqual(['Door', 'Window']);
});

describe('what is done here', () => {
  test('shows at once, is sent, and stays shown through answer and confirmation', async () => {
    const { store, server, time, told } = await connected();
    const shown: string[][] = [];
    store.onState((state: CanvasState) => shown.push([...state.notes.values()].map(({ text }) => text)));
    store.act(add('n2', 'Window'));
    expect(texts(store)).toEqual(['Door', 'Window']);
    expect(server.sent).toEqual(['edit-n2']);
    server.say(ack('edit-n2', 2));
    expect(store.status.waiting).toBe(1);
    server.edits(2, by('ana', add('n2', 'Window')));
    await time.pass(20);
    expect(store.status.waiting).toBe(0);
    expect(store.revision).toBe(2);
    expect(shown.every((list) => list.join() === 'Door,Window')).toBe(true);
    expect(told.statuses.at(-1)).toEqual({ link: 'live', waiting: 0, isStored: true });
  });

  test('is let go once it is in the log, also where the answer comes later', async () => {
    const { store, server } = await connected();
    store.act(add('n2', 'Window'));
    server.edits(2, by('ana', add('n2', 'Window')));
    expect(store.status.waiting).toBe(0);
    server.say(ack('edit-n2', 2));
    expect(texts(store)).toEqual(['Door', 'Window']);
  });

  test('goes out as 16 commands at most that have no answer', async () => {
    const { store, server } = await connected();
    for (let index = 10; index < 30; index++) store.act(add(`n${index}`, 'Text'));
    expect(server.sent).toHaveLength(16);
    server.say(ack('edit-n10', 2));
    expect(server.sent).toHaveLength(17);
    expect(server.sent.at(-1)).toBe('edit-n26');
  });

  test('waits for the answer to what it builds on, so that it is never overtaken by it', async () => {
    const { store, server, time } = await connected();
    store.act(add('n2', 'Window'));
    store.act(rewrite('e1', 'n2', 'Shop window'));
    expect(server.sent).toEqual(['edit-n2']);
    server.say({ type: 'reject', ids: ['edit-n2'], code: 'unavailable', detail: 'busy', retryAfter: 2 });
    await time.pass(1_900);
    expect(server.sent).toEqual(['edit-n2']);
    await time.pass(200);
    expect(server.sent).toEqual(['edit-n2', 'edit-n2']);
    server.say(ack('edit-n2', 2));
    expect(server.sent).toEqual(['edit-n2', 'edit-n2', 'e1']);
    expect(texts(store)).toEqual(['Door', 'Shop window']);
  });

  test('that is too large for one frame goes in several, and one undo takes it all back', async () => {
    const { store, server } = await connected();
    store.act(...Array.from({ length: 450 }, (_, index) => add(`n${index + 100}`, 'Text')));
    expect(server.sent.map((ids) => ids.split('+').length)).toEqual([200, 200, 50]);
    store.act(...Array.from({ length: 51 }, (_, index) => add(`m${index + 100}`, 'Text')));
    expect(server.sent).toHaveLength(3);
    expect(store.state.notes.size).toBe(502);
    expect(store.undo()).toBe(true);
    expect(store.state.notes.size).toBe(451);
    expect(store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Door']);
  });

  test('disappears where it is refused, with what builds on it, and is handed back', async () => {
    const { store, server, told, queue } = await connected();
    store.act(add('n2', 'Window'));
    store.act(add('n3', 'Stall'));
    store.act(rewrite('e1', 'n2', 'Shop window'));
    server.say({ type: 'reject', ids: ['edit-n2'], code: 'conflict', detail: 'full' });
    expect(told.refused).toEqual(['edit-n2+e1: full']);
    expect(texts(store)).toEqual(['Door', 'Stall']);
    expect([...queue.kept.keys()]).toEqual(['edit-n3']);
    expect(store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Door']);
    expect(store.undo()).toBe(false);
  });

  test('that ends the connection as no frame of the protocol is found among others and handed back', async () => {
    const { store, server, time, told } = await connected();
    store.act(add('n2', 'Window'));
    store.act(add('n3', 'Poison'));
    server.close(4400);
    await time.pass(500);
    server.welcome(1);
    expect(server.sent).toEqual(['edit-n2']);
    server.say(ack('edit-n2', 2));
    server.edits(2, by('ana', add('n2', 'Window')));
    expect(server.sent).toEqual(['edit-n2', 'edit-n3']);
    server.close(4400);
    expect(told.refused).toEqual(['edit-n3: ']);
    expect(texts(store)).toEqual(['Door', 'Window']);
    await time.pass(1_000);
    server.welcome(2);
    store.act(add('n4', 'Stall'), add('n5', 'Post'));
    store.act(add('n6', 'Bike'));
    expect(server.sent).toEqual(['edit-n4+edit-n5', 'edit-n6']);
  });

  test('by somebody who may not edit is handed back and not sent', async () => {
    const { store, server, told } = scriptedStore({ detail: { ...DETAIL, role: 'viewer' } });
    await store.start();
    server.welcome(1, { role: 'viewer' });
    store.act(add('n2', 'Window'));
    expect(told.refused).toEqual(['edit-n2: ']);
    expect(server.sent).toEqual([]);
  });
});

describe('what others do', () => {
  test('is applied in the order of revisions, once, whatever comes twice or too early', async () => {
    const { store, server, time } = await connected();
    server.edits(3, by('ben', rewrite('e3', 'n2', 'Shop window')), by('ben', add('n3', 'Stall')));
    expect(store.revision).toBe(1);
    expect(server.sent).toEqual(['resume 1']);
    server.edits(6, by('ben', rewrite('e6', 'n3', 'Market stall')));
    expect(server.sent).toEqual(['resume 1']);
    server.edits(2, by('ben', add('n2', 'Window')));
    expect(store.revision).toBe(4);
    server.edits(2, by('ben', add('n2', 'Window')), by('ben', rewrite('e3', 'n2', 'Shop window')));
    server.edits(4, by('ben', add('n3', 'Stall')), by('ben', rewrite('e5', 'n1', 'Front door')));
    expect(store.revision).toBe(6);
    await time.pass(20);
    expect(texts(store)).toEqual(['Front door', 'Shop window', 'Market stall']);
  });

  test('shows once a frame, however much comes, and leaves what is done here on top', async () => {
    const { store, server, time } = await connected();
    store.act(rewrite('mine', 'n1', 'My door'));
    let shown = 0;
    store.onState(() => shown++);
    for (let index = 2; index < 50; index++)
      server.edits(index, by('ben', rewrite(`e${index}`, 'n1', `${index}`)));
    expect(shown).toBe(0);
    expect(texts(store)).toEqual(['My door']);
    await time.pass(20);
    expect(shown).toBe(1);
    server.edits(50, by('ana', rewrite('mine', 'n1', 'My door')), by('ben', rewrite('last', 'n1', 'Ben’s')));
    await time.pass(20);
    expect(texts(store)).toEqual(['Ben’s']);
  });

  test('is asked for after a welcome that is ahead', async () => {
    const { store, server } = scriptedStore();
    await store.start();
    server.welcome(7);
    expect(server.sent).toEqual(['resume 1']);
  });

  test('is read as a whole where the server says so; what is not confirmed stays on top', async () => {
    const { store, server, time, answers } = await connected();
    store.act(add('n2', 'Window'));
    const canvas = { ...DETAIL.canvas, revision: 9_000 };
    answers.detail = { ...DETAIL, canvas, notes: [{ ...DETAIL.notes[0]!, text: 'New door' }] };
    server.say({ type: 'reload', revision: 9_000 });
    server.edits(9_001, by('ben', add('n9', 'Late')));
    await time.pass(20);
    expect(server.sent).toEqual(['edit-n2', 'resume 9001']);
    expect(texts(store)).toEqual(['New door', 'Late', 'Window']);
    expect(store.revision).toBe(9_001);
  });

  test('is read again until it can be', async () => {
    const { store, server, time, answers } = await connected();
    server.say({ type: 'reload', revision: 5 });
    await time.pass(1_500);
    answers.detail = { ...DETAIL, canvas: { ...DETAIL.canvas, revision: 5 } };
    await time.pass(1_000);
    expect(store.revision).toBe(5);
  });

  test('takes away a note that is written into here: the text is handed over once, as far as it is not saved', async () => {
    const { store, server, told, time } = await connected();
    store.act(rewrite('e1', 'n1', 'Front door'));
    server.edits(2, by('ben', { id: 'x', type: 'note.remove', noteId: 'n1' }));
    server.edits(3, by('ana', rewrite('e1', 'n1', 'Front door')));
    await time.pass(20);
    expect(told.lost).toEqual(['channels: Front door']);
    expect(store.status.waiting).toBe(0);
  });

  test('before a text arrived is a loss too where the answer to the text came first', async () => {
    const { store, server, told } = await connected();
    store.act(rewrite('e1', 'n1', 'Front door'));
    server.say(ack('e1', 3));
    server.edits(2, by('ben', { id: 'x', type: 'note.remove', noteId: 'n1' }));
    expect(told.lost).toEqual(['channels: Front door']);
  });

  test('after a text was saved is no loss', async () => {
    const { store, server, told } = await connected();
    store.act(rewrite('e1', 'n1', 'Front door'));
    server.edits(
      2,
      by('ana', rewrite('e1', 'n1', 'Front door')),
      by('ben', { id: 'x', type: 'note.remove', noteId: 'n1' }),
    );
    expect(told.lost).toEqual([]);
    expect(store.state.notes.size).toBe(0);
  });

  test('is told where it is a text, one’s own is not', async () => {
    const { store, server, told } = await connected();
    store.act(rewrite('e1', 'n1', 'Front door'));
    server.edits(
      2,
      by('ana', rewrite('e1', 'n1', 'Front door')),
      by('ben', rewrite('e2', 'n1', 'Back door')),
    );
    expect(told.rewritten).toEqual(['n1: Back door (ben)']);
  });
});

describe('the connection', () => {
  test('is one, also where the page is shown before it is known what earlier pages left', async () => {
    const { store, server } = scriptedStore();
    const started = store.start();
    store.wake();
    await started;
    expect(server.connections).toHaveLength(1);
  });

  test('is made again after it ends, and all without an answer is sent again with the same ids, in order', async () => {
    const { store, server, time } = await connected();
    store.act(add('n2', 'Window'));
    store.act(add('n3', 'Stall'));
    server.say(ack('edit-n2', 2));
    server.close(1006);
    store.act(add('n4', 'Post'));
    await time.pass(499);
    expect(server.connections).toHaveLength(1);
    await time.pass(1);
    expect(server.connections).toHaveLength(2);
    server.welcome(2);
    expect(server.sent).toEqual(['resume 1', 'edit-n3', 'edit-n4']);
    server.edits(2, by('ana', add('n2', 'Window')));
    expect(texts(store)).toEqual(['Door', 'Window', 'Stall', 'Post']);
  });

  test('is tried with growing waits up to 15 s, and at once when the network is back', async () => {
    const { store, server, time } = await connected();
    server.close(1006);
    const waits: number[] = [];
    for (let round = 2; round < 9; round++) {
      let waited = 0;
      for (; server.connections.length < round; waited += 100) await time.pass(100);
      waits.push(waited);
      server.close(1006);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    await settled();
    store.wake();
    expect(server.connections).toHaveLength(9);
  });

  test('that is silent is asked whether it lives, and given up where nothing comes', async () => {
    const { server, time } = await connected();
    await time.pass(20_000);
    expect(server.sent).toEqual(['ping']);
    server.say({ type: 'pong' });
    await time.pass(20_000);
    expect(server.sent).toEqual(['ping', 'ping']);
    await time.pass(10_500);
    expect(server.connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  test('is doubted for as long as the browser says that it is offline, though a late frame still comes', async () => {
    let isOffline = true;
    const { store, server, time } = await connected({ isOffline: () => isOffline });
    store.wake();
    server.say({ type: 'pong' });
    await time.pass(3_000);
    expect(server.sent).toEqual(['ping', 'ping']);
    await time.pass(3_000);
    expect(server.connections[0]?.isClosed).toBe(true);
    await time.pass(500);
    server.welcome(1);
    isOffline = false;
    server.say({ type: 'pong' });
    await time.pass(19_000);
    expect(server.connections).toHaveLength(2);
    expect(server.sent).toEqual([]);
  });

  test('that is gone for longer than 2 s is told, with how much waits; a shorter gap is not', async () => {
    const { store, server, time, told } = await connected();
    server.say({ type: 'people', people: [ben] });
    server.close(1012);
    store.act(add('n2', 'Window'));
    await time.pass(1_000);
    server.welcome(1);
    expect(told.statuses.some(({ link }) => link === 'offline')).toBe(false);
    server.close(1006);
    await time.pass(2_000);
    expect(told.statuses.at(-1)).toEqual({ link: 'offline', waiting: 1, isStored: true });
    expect(store.people).toEqual([]);
  });

  test('that fails because nobody is signed in says so and is tried again', async () => {
    const { server, time, told, answers } = await connected();
    answers.probe = 'signed-out';
    server.close(4401);
    await time.pass(500);
    server.close(1006);
    await settled();
    expect(told.statuses.at(-1)?.link).toBe('signed-out');
    await time.pass(2_000);
    server.welcome(1);
    expect(told.statuses.at(-1)?.link).toBe('live');
  });

  test('that is late with what was asked for is made anew', async () => {
    const { server, time } = await connected();
    server.edits(4, by('ben', add('n2', 'Window')));
    await time.pass(10_000);
    server.say({ type: 'pong' });
    await time.pass(6_000);
    expect(server.connections).toHaveLength(2);
  });

  test.each([
    ['by a frame', (server: Scripted['server']) => server.say({ type: 'gone' })],
    ['by its close code', (server: Scripted['server']) => server.close(4404)],
  ])('that ends for good (%s) hands over what is not saved and lets nobody edit', async (_, end) => {
    const { store, server, time, told, queue } = await connected();
    store.act(add('n2', 'Window'));
    end(server);
    await time.pass(60_000);
    expect(server.connections).toHaveLength(1);
    expect(told.unsaved).toEqual(['edit-n2']);
    expect(told.statuses.at(-1)?.link).toBe('gone');
    expect(store.role).toBe('viewer');
    expect(texts(store)).toEqual(['Door']);
    expect(queue.kept.size).toBe(0);
  });

  test('is not made again where a plain request finds the canvas gone', async () => {
    const { server, time, told, answers } = await connected();
    answers.probe = 'gone';
    server.close(1006);
    await time.pass(500);
    server.close(1006);
    await time.pass(60_000);
    expect(server.connections).toHaveLength(2);
    expect(told.statuses.at(-1)?.link).toBe('gone');
  });
});

describe('what waits', () => {
  test('outlives the page and is sent by the next one with the same ids, before what is new', async () => {
    const first = scriptedStore();
    await first.store.start();
    first.store.act(add('n2', 'Window'));
    first.store.act(rewrite('e1', 'n1', 'Front door'));
    await settled();
    const second = scriptedStore({ queue: first.queue });
    await second.store.start();
    expect(texts(second.store)).toEqual(['Front door', 'Window']);
    second.store.act(add('n3', 'Stall'));
    second.server.welcome(1);
    await settled();
    expect(second.server.sent).toEqual(['edit-n2', 'e1', 'edit-n3']);
    second.server.edits(2, by('ana', add('n2', 'Window')), by('ana', rewrite('e1', 'n1', 'Front door')));
    second.server.edits(4, by('ana', add('n3', 'Stall')));
    await settled();
    expect(first.queue.kept.size).toBe(0);
  });

  test('for a note that was removed meanwhile is handed over as text', async () => {
    const { store, queue, told } = scriptedStore();
    queue.kept.set('e1', [rewrite('e1', 'n7', 'Front door')]);
    await store.start();
    expect(told.lost).toEqual(['undefined: Front door']);
  });

  test('is one text where a note is written anew before it could be sent', async () => {
    const { store, server, queue } = scriptedStore();
    await store.start();
    for (const text of ['F', 'Fr', 'Front']) store.act(rewrite(`e-${text}`, 'n1', text));
    store.act(rewrite('other', 'n1', 'Front door'));
    await settled();
    expect([...queue.kept.keys()]).toEqual(['other']);
    server.welcome(1);
    expect(server.sent).toEqual(['other']);
    expect(store.undo() && store.undo() && store.undo() && store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Door']);
  });

  test('says so where it cannot outlive the page', async () => {
    const { store, queue, told } = await connected();
    queue.isBroken = true;
    store.act(add('n2', 'Window'));
    await settled();
    expect(told.statuses.at(-1)).toEqual({ link: 'live', waiting: 1, isStored: false });
  });
});

describe('people', () => {
  test('come with the welcome and change by frames', async () => {
    const { store, server } = await connected();
    const seen: string[] = [];
    store.onPeople((people) => seen.push(people.map(({ name, typing }) => `${name}:${typing}`).join()));
    server.say({ type: 'people', people: [ben, { ...ben, connectionId: 'b2', name: 'Cy' }] });
    server.say({ type: 'presence', people: [{ connectionId: 'b1', selected: [], typing: 'n1' }] });
    server.say({ type: 'people', people: [] });
    expect(seen).toEqual(['Ben:null,Cy:null', 'Ben:n1,Cy:null', '']);
  });

  test('are told what is selected and typed in here ten times a second at most, and again by a new connection', async () => {
    const { store, server, time } = await connected();
    for (const id of ['a', 'b', 'c']) store.showPresence({ selected: [id] });
    store.showPresence({ typing: 'c' });
    const presences = () =>
      server.connections.at(-1)?.frames.flatMap((frame) => (frame.type === 'presence' ? [frame] : []));
    expect(presences()).toEqual([{ type: 'presence', selected: ['a'], typing: null }]);
    await time.pass(100);
    expect(presences()?.[1]).toEqual({ type: 'presence', selected: ['c'], typing: 'c' });
    server.close(1006);
    await time.pass(1_000);
    server.welcome(1);
    expect(presences()).toEqual([{ type: 'presence', selected: ['c'], typing: 'c' }]);
  });

  test('whose role changes learn it, and act by it', async () => {
    const { store, server, told } = await connected();
    const roles: string[] = [];
    store.onRole((role) => roles.push(role));
    server.say({ type: 'role', role: 'viewer' });
    store.act(add('n2', 'Window'));
    server.say({ type: 'role', role: 'owner' });
    store.act(add('n3', 'Stall'));
    expect(roles).toEqual(['viewer', 'owner']);
    expect(told.refused).toEqual(['edit-n2: ']);
    expect(server.sent).toEqual(['edit-n3']);
  });
});

describe('undo', () => {
  test('takes back what was done here, one act at a time, and redo does it again', async () => {
    const { store } = await connected();
    store.act(add('n2', 'Window'));
    store.act(rewrite('e1', 'n2', 'Shop window'));
    expect(store.undoable?.[0]?.id).toBe('e1');
    expect(store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Door', 'Window']);
    expect(store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Door']);
    expect(store.undo()).toBe(false);
    expect(store.redo() && store.redo()).toBe(true);
    expect(texts(store)).toEqual(['Door', 'Shop window']);
    expect(store.redoable).toBeNull();
  });

  test('leaves what others have changed since, and says so', async () => {
    const { store, server, told } = await connected();
    store.act(rewrite('e1', 'n1', 'Front door'));
    server.edits(
      2,
      by('ana', rewrite('e1', 'n1', 'Front door')),
      by('ben', rewrite('e2', 'n1', 'Back door')),
    );
    expect(store.undo()).toBe(true);
    expect(texts(store)).toEqual(['Back door']);
    expect(told.overtaken).toBe(1);
    expect(store.redoable).toBeNull();
  });
});
