import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Group, NewInvitation } from '@aibmc/common/contract/groups';
import type { Notification } from '@aibmc/common/contract/notifications';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import { clearTalk } from '../src/domain/clear-talk.ts';
import { mailNotifications } from '../src/domain/notification-mails.ts';
import { notify } from '../src/domain/notifications.ts';
import { notificationsOf } from '../src/domain/talk-of-person.ts';
import { type FakeUserService, startFakeUserService } from './fake-user-service.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas, startReplica, until } from './live-harness.ts';
import { guestOf, say } from './talk.ts';

type List = Page<Notification> & { unread: number };

let users: FakeUserService;
let service: GroupService;
let owner: Person;
let editor: Person;
let commenter: Person;
let groupId: string;
let canvasId: string;
let noteId: string;
beforeAll(async () => {
  users = await startFakeUserService();
  service = await startGroupService(users.url);
});
afterEach(async () => {
  users.mails.length = 0;
  users.hasMail = true;
  await service.ctx.pool.query('DELETE FROM notifications');
});
afterAll(async () => {
  await service.stop();
  await users.stop();
});

async function board(): Promise<void> {
  const made = await service.groupWith('editor', 'commenter');
  ({ owner, groupId } = made);
  [editor, commenter] = made.people as [Person, Person];
  canvasId = await makeCanvas(owner, groupId);
  const edit = addNote();
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits: [edit] }).expect(200);
  noteId = edit.note.id;
}

async function told(person: Person, query = ''): Promise<List> {
  return bodyOf<List>(await person.call('get', `/notifications${query}`).expect(200));
}

const kindsOf = async (person: Person): Promise<string[]> =>
  (await told(person)).items.map(({ kind }) => kind);

const read = (person: Person, body: object) => person.call('put', '/notifications/read', body);

const mute = (person: Person, muted: boolean) =>
  person.call('put', `/canvases/${canvasId}/mute`, { muted }).expect(200);

describe('a comment', () => {
  test('is told to who is mentioned, with how it begins', async () => {
    await board();
    const text = 'é'.repeat(300);
    const said = await say(commenter, canvasId, { noteId, text, mentions: [editor.id, commenter.id] });
    expect(await told(editor)).toEqual({
      items: [
        {
          id: expect.any(String),
          kind: 'mention',
          at: expect.any(String),
          isRead: false,
          actor: { id: commenter.id, name: 'A commenter' },
          canvas: { id: canvasId, title: 'Bread' },
          group: null,
          role: null,
          text: 'é'.repeat(200),
          path: `/canvases/${canvasId}?thread=${said.id}`,
        },
      ],
      nextCursor: null,
      unread: 1,
    });
    expect(await kindsOf(commenter)).toEqual([]);
    expect(await kindsOf(owner)).toEqual([]);
  });

  test('is told to those who take part in its thread, to each once, and to no guest', async () => {
    await board();
    const guest = await guestOf(service, owner, canvasId, 'commenter');
    const { threadId } = await say(commenter, canvasId, { noteId });
    await say(guest, canvasId, { threadId });
    await say(editor, canvasId, { threadId });
    await service.ctx.pool.query('DELETE FROM notifications');
    await say(owner, canvasId, { threadId, mentions: [editor.id] });
    expect(await kindsOf(editor)).toEqual(['mention']);
    expect(await kindsOf(commenter)).toEqual(['reply']);
    expect(await kindsOf(owner)).toEqual([]);
    const { rows } = await service.ctx.pool.query('SELECT FROM notifications');
    expect(rows).toHaveLength(2);
  });

  test('that is changed is told only to who was not mentioned before', async () => {
    await board();
    const { id } = await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    const path = `/canvases/${canvasId}/comments/${id}`;
    const mentions = [editor.id, owner.id];
    await commenter.call('patch', path, { text: 'Now', mentions }).expect(200);
    expect((await told(editor)).items).toMatchObject([{ text: 'Now' }]);
    expect(await kindsOf(owner)).toEqual(['mention']);
  });

  test('that is deleted is told to nobody any more', async () => {
    await board();
    const { id } = await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    await owner.call('delete', `/canvases/${canvasId}/comments/${id}`).expect(204);
    expect(await told(editor)).toMatchObject({ items: [], unread: 0 });
  });

  test('that is read is no news', async () => {
    await board();
    await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    const { seq } = await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    await editor.call('put', `/canvases/${canvasId}/comments/read`, { seq: seq - 1 }).expect(204);
    expect(await told(editor)).toMatchObject({ unread: 1, items: [{ isRead: false }, { isRead: true }] });
  });
});

describe('what somebody is told', () => {
  test('is not there while they may not see what it is about', async () => {
    await board();
    await say(owner, canvasId, { noteId, mentions: [editor.id] });
    await say(owner, canvasId, { noteId, mentions: [commenter.id] });
    const setRole = (role: string) =>
      owner.call('patch', `/groups/${groupId}/members/${commenter.id}`, { role }).expect(200);
    await setRole('viewer');
    expect(await kindsOf(commenter)).not.toContain('mention');
    await setRole('commenter');
    expect(await kindsOf(commenter)).toContain('mention');
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    expect(await told(editor)).toMatchObject({ items: [], unread: 0 });
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    expect(await kindsOf(commenter)).not.toContain('mention');
  });

  test('comes page by page, newest first, and is read one by one or up to one', async () => {
    await board();
    for (const text of ['1', '2', '3', '4', '5'])
      await say(owner, canvasId, { noteId, text, mentions: [editor.id] });
    const first = await told(editor, '?limit=2');
    expect(first).toMatchObject({ items: [{ text: '5' }, { text: '4' }], unread: 5 });
    const second = await told(editor, `?limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ text: '3' }, { text: '2' }] });
    const third = await told(editor, `?limit=2&cursor=${second.nextCursor}`);
    expect(third).toMatchObject({ items: [{ text: '1' }], nextCursor: null });
    await read(editor, { ids: [first.items[0]!.id] }).expect(204);
    expect((await told(editor)).unread).toBe(4);
    await read(commenter, { upTo: first.items[0]!.id }).expect(204);
    await read(editor, {}).expect(204);
    expect((await told(editor)).unread).toBe(4);
    await read(editor, { upTo: second.items[0]!.id }).expect(204);
    expect((await told(editor)).items.map(({ isRead }) => isRead)).toEqual([true, false, true, true, true]);
    await editor.call('get', '/notifications?cursor=nonsense').expect(422);
    await read(editor, { ids: ['x'] }).expect(422);
    const exported: string[] = [];
    for await (const { text } of notificationsOf(service.ctx.pool, editor.id)) exported.push(text ?? '');
    expect(exported).toEqual(['5', '4', '3', '2', '1']);
  });

  test('is theirs alone, and not for guests', async () => {
    await board();
    await say(owner, canvasId, { noteId, mentions: [editor.id] });
    const guest = await guestOf(service, owner, canvasId, 'editor');
    await guest.call('get', '/notifications').expect(403);
    await read(guest, {}).expect(403);
    await guest.call('get', `/canvases/${canvasId}/mute`).expect(403);
    await service.anyone('get', '/notifications').expect(401);
    expect(await kindsOf(owner)).toEqual([]);
  });

  test('is kept for 90 days', async () => {
    await board();
    await say(owner, canvasId, { noteId, text: 'old', mentions: [editor.id] });
    await service.ctx.pool.query("UPDATE notifications SET at = at - interval '91 days'");
    await say(owner, canvasId, { noteId, text: 'new', mentions: [editor.id] });
    await clearTalk(service.ctx.pool, 1);
    expect((await told(editor)).items).toMatchObject([{ text: 'new' }]);
  });

  test('goes in the end though it came in the moment in which their account went', async () => {
    await board();
    const { pool } = service.ctx;
    await say(owner, canvasId, { noteId, mentions: [commenter.id] });
    await inTransaction(pool, async (tx) => {
      await notify(tx, { userId: editor.id, kind: 'mention', actor: owner.id, canvasId, path: '/' });
      await service.internal('delete', `/people/${editor.id}`).expect(204);
    });
    const left = () => pool.query('SELECT user_id FROM notifications WHERE kind = $1', ['mention']);
    expect((await left()).rows).toHaveLength(2);
    await clearTalk(pool, 100);
    expect((await left()).rows).toEqual([{ user_id: commenter.id }]);
  });

  test('goes with their account', async () => {
    await board();
    await say(owner, canvasId, { noteId, mentions: [editor.id, commenter.id] });
    await mute(editor, true);
    await service.internal('delete', `/people/${editor.id}`).expect(204);
    for (const table of ['notifications', 'mutes']) {
      const { rows } = await service.ctx.pool.query(`SELECT FROM ${table} WHERE user_id = $1`, [editor.id]);
      expect(rows).toEqual([]);
    }
    await inTransaction(service.ctx.pool, (tx) =>
      notify(tx, { userId: editor.id, kind: 'mention', actor: owner.id, canvasId, path: '/' }),
    );
    const { rows } = await service.ctx.pool.query('SELECT user_id FROM notifications WHERE user_id = $1', [
      editor.id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('muting a canvas', () => {
  test('has somebody told nothing of it, until they change their mind', async () => {
    await board();
    expect(bodyOf(await editor.call('get', `/canvases/${canvasId}/mute`).expect(200))).toEqual({
      muted: false,
    });
    for (const _ of [1, 2]) expect(bodyOf(await mute(editor, true))).toEqual({ muted: true });
    expect(bodyOf(await editor.call('get', `/canvases/${canvasId}/mute`))).toEqual({ muted: true });
    await say(owner, canvasId, { noteId, mentions: [editor.id, commenter.id] });
    expect(await kindsOf(editor)).toEqual([]);
    expect(await kindsOf(commenter)).toEqual(['mention']);
    await mute(editor, false);
    await say(owner, canvasId, { noteId, mentions: [editor.id] });
    expect(await kindsOf(editor)).toEqual(['mention']);
  });

  test('is not for outsiders', async () => {
    await board();
    const outsider = service.person();
    await outsider.call('get', `/canvases/${canvasId}/mute`).expect(404);
    await outsider.call('put', `/canvases/${canvasId}/mute`, { muted: true }).expect(404);
    const answer = await editor.call('put', `/canvases/${canvasId}/mute`, {}).expect(422);
    expect(bodyOf<Problem>(answer).errors?.map(({ path }) => path)).toEqual(['muted']);
  });
});

describe('an invitation by e-mail', () => {
  test('is told to the account that has the address, who is no member yet', async () => {
    await board();
    const invited = service.person('Invited');
    await invited.call('get', '/groups').expect(200);
    users.accounts.set('invited@example.org', invited.id);
    const made = bodyOf<NewInvitation>(
      await owner
        .call('post', `/groups/${groupId}/invitations`, { role: 'editor', email: 'invited@example.org' })
        .expect(201),
    );
    expect((await told(invited)).items).toMatchObject([
      {
        kind: 'invitation',
        group: { id: groupId, name: 'Bakers' },
        role: 'editor',
        path: made.url,
        text: null,
      },
    ]);
    await service.ctx.pool.query("UPDATE notifications SET mail_due_at = mail_due_at - interval '1 hour'");
    users.mails.length = 0;
    await mailNotifications(service.ctx);
    // who invites has it sent
    expect(users.mails).toEqual([]);
  });
});

describe('the end of a generation', () => {
  const tell = (userId: string, status: string) =>
    service
      .internal('post', `/canvases/${canvasId}/generations`, {
        generationId: randomUUID(),
        userId,
        task: 'canvas',
        status,
      })
      .expect(204);

  test('is told to who asked for it, unless they stopped it', async () => {
    await board();
    for (const status of ['queued', 'running', 'cancelled', 'done', 'failed']) await tell(editor.id, status);
    expect((await told(editor)).items).toMatchObject([
      { kind: 'generation-finished', actor: null, canvas: { title: 'Bread' }, path: `/canvases/${canvasId}` },
      { kind: 'generation-finished' },
    ]);
    expect(await kindsOf(owner)).toEqual([]);
  });

  test('is read already by who has the canvas open, on whichever replica', async () => {
    await board();
    const replica = await startReplica(service);
    const watching = await replica.open(editor, canvasId);
    const other = await replica.open(owner, canvasId);
    await tell(editor.id, 'done');
    await watching.next('generation');
    await until(async () => (await told(editor)).unread === 0);
    expect((await told(editor)).items).toMatchObject([{ isRead: true }]);
    await watching.close();
    await tell(editor.id, 'done');
    await other.next('generation');
    await other.next('generation');
    expect((await told(editor)).unread).toBe(1);
    await other.close();
    await replica.stop();
  });
});

describe('e-mail', () => {
  const makeDue = () =>
    service.ctx.pool.query(
      "UPDATE notifications SET mail_due_at = clock_timestamp() - interval '1 second' WHERE mail_due_at IS NOT NULL",
    );
  const waiting = async (): Promise<number> =>
    (await service.ctx.pool.query('SELECT FROM notifications WHERE mail_due_at IS NOT NULL')).rowCount ?? 0;

  test('tells once what was not read within two minutes', async () => {
    await board();
    const { threadId } = await say(commenter, canvasId, { noteId, text: 'Hi', mentions: [editor.id] });
    await mailNotifications(service.ctx);
    expect(users.mails).toEqual([]);
    await makeDue();
    await Promise.all([1, 2, 3].map(() => mailNotifications(service.ctx)));
    const [{ id }] = (await told(editor)).items as [Notification];
    const path = `/canvases/${canvasId}?thread=${threadId}`;
    expect(users.mails).toEqual([
      {
        id,
        to: { userId: editor.id },
        mail: { kind: 'mention', by: 'A commenter', canvasTitle: 'Bread', text: 'Hi', path },
      },
    ]);
    expect(await waiting()).toBe(0);
  });

  test('tells nothing that was read, or that may not be seen any more', async () => {
    await board();
    await say(commenter, canvasId, { noteId, mentions: [editor.id, owner.id] });
    await read(owner, { upTo: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }).expect(204);
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    await makeDue();
    await mailNotifications(service.ctx);
    expect(users.mails.filter(({ mail }) => mail.kind === 'mention')).toEqual([]);
    expect(await waiting()).toBe(0);
  });

  test('is given up where nobody wants it', async () => {
    await board();
    users.hasMail = false;
    await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    await makeDue();
    await mailNotifications(service.ctx);
    expect(await waiting()).toBe(0);
    expect((await told(editor)).unread).toBe(1);
  });

  test('waits longer and longer for user-service, with the same id, for a day', async () => {
    await board();
    const away = { ...service.ctx, users: { sendMail: () => Promise.reject(new Error('away')) } };
    await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    const pauses: number[] = [];
    for (const _ of [1, 2, 3]) {
      await makeDue();
      await mailNotifications(away);
      const { rows } = await service.ctx.pool.query<{ seconds: number }>(
        'SELECT extract(epoch FROM mail_due_at - clock_timestamp())::float8 AS seconds FROM notifications',
      );
      pauses.push(Math.round(rows[0]!.seconds / 60));
    }
    expect(pauses).toEqual([1, 2, 4]);
    await service.ctx.pool.query("UPDATE notifications SET at = at - interval '25 hours'");
    await makeDue();
    await mailNotifications(service.ctx);
    expect(users.mails).toEqual([]);
    expect(await waiting()).toBe(0);
  });

  test('is of all kinds but invitations', async () => {
    await board();
    const { threadId } = await say(editor, canvasId, { noteId });
    await say(commenter, canvasId, { threadId });
    await owner.call('patch', `/groups/${groupId}/members/${commenter.id}`, { role: 'editor' }).expect(200);
    await inTransaction(service.ctx.pool, async (tx) => {
      const path = `/canvases/${canvasId}`;
      await notify(tx, { userId: owner.id, kind: 'generation-finished', actor: null, canvasId, path });
    });
    await makeDue();
    await mailNotifications(service.ctx);
    expect(users.mails.map(({ mail }) => mail)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'reply', by: 'A commenter' }),
        expect.objectContaining({ kind: 'role-changed', groupName: 'Bakers', role: 'editor' }),
        { kind: 'generation-finished', canvasTitle: 'Bread', path: `/canvases/${canvasId}` },
      ]),
    );
    expect(await waiting()).toBe(0);
  });

  test('goes out in batches', async () => {
    await board();
    const names = Array.from({ length: 25 }, (_, index) => `${index}`);
    for (const text of names) await say(owner, canvasId, { noteId, text, mentions: [editor.id] });
    await makeDue();
    expect(await mailNotifications(service.ctx)).toBe(25);
    expect(new Set(users.mails.map(({ id }) => id)).size).toBe(25);
  });
});

describe('a group in the trash', () => {
  test('is told of to nobody', async () => {
    await board();
    const group = bodyOf<Group>(await owner.call('get', `/groups/${groupId}`).expect(200));
    await inTransaction(service.ctx.pool, (tx) =>
      notify(tx, {
        userId: editor.id,
        kind: 'role-changed',
        actor: owner.id,
        groupId,
        role: 'viewer',
        path: '/',
      }),
    );
    expect((await told(editor)).items).toMatchObject([{ group: { name: group.name } }]);
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    expect(await kindsOf(editor)).toEqual([]);
  });
});
