import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Comment, COMMENT_LIMITS } from '@aibmc/common/contract/comments';
import type { Problem } from '@aibmc/common/errors';
import { clearTalk } from '../src/domain/clear-talk.ts';
import { commentsBy } from '../src/domain/talk-of-person.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas } from './live-harness.ts';
import { commentsOf, guestOf, say } from './talk.ts';

let service: GroupService;
let owner: Person;
let editor: Person;
let commenter: Person;
let viewer: Person;
let groupId: string;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

/** A canvas of a new group with a note, and people of every role. */
async function board(): Promise<{ canvasId: string; noteId: string }> {
  const made = await service.groupWith('editor', 'commenter', 'viewer');
  ({ owner, groupId } = made);
  [editor, commenter, viewer] = made.people as [Person, Person, Person];
  const canvasId = await makeCanvas(owner, groupId);
  return { canvasId, noteId: await putNote(canvasId) };
}

async function putNote(canvasId: string): Promise<string> {
  const edit = addNote();
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits: [edit] }).expect(200);
  return edit.note.id;
}

const removeNote = (canvasId: string, noteId: string) =>
  owner
    .call('post', `/canvases/${canvasId}/edits`, {
      edits: [{ id: randomUUID(), type: 'note.remove', noteId }],
    })
    .expect(200);

const post = (person: Person, canvasId: string, body: object) =>
  person.call('post', `/canvases/${canvasId}/comments`, { id: randomUUID(), text: 'So?', ...body });

const patch = (person: Person, canvasId: string, { id }: Comment, body: object) =>
  person.call('patch', `/canvases/${canvasId}/comments/${id}`, body);

const remove = (person: Person, canvasId: string, { id }: Comment) =>
  person.call('delete', `/canvases/${canvasId}/comments/${id}`);

const pathsOf = (answer: { body: unknown }) => bodyOf<Problem>(answer).errors?.map(({ path }) => path);

describe('threads', () => {
  test('begin on a note or a block, and are answered by those who may comment', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId, text: ' How many? ' });
    expect(first).toMatchObject({ threadId: first.id, noteId, block: null, text: 'How many?', seq: 1 });
    expect(first.author).toEqual({ id: commenter.id, name: 'A commenter', colour: null });
    const answer = await say(editor, canvasId, { threadId: first.id, text: 'Ten.' });
    expect(answer).toMatchObject({ threadId: first.id, noteId, block: null, seq: 2 });
    const other = await say(owner, canvasId, { block: 'channels' });
    expect(other).toMatchObject({ threadId: other.id, noteId: null, block: 'channels' });
    const list = await commentsOf(commenter, canvasId);
    expect(list).toEqual({ items: [first, answer, other], seq: 3, readSeq: 0 });
  });

  test('are for those who may comment only, and not to be found by outsiders', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    const outsider = service.person();
    for (const [person, status] of [
      [viewer, 403],
      [outsider, 404],
    ] as const) {
      await person.call('get', `/canvases/${canvasId}/comments`).expect(status);
      await post(person, canvasId, { noteId }).expect(status);
      await patch(person, canvasId, first, { resolved: true }).expect(status);
      await remove(person, canvasId, first).expect(status);
      await person.call('put', `/canvases/${canvasId}/comments/read`, { seq: 1 }).expect(status);
      await person.call('get', `/canvases/${canvasId}/people`).expect(status);
    }
    const beyond = await commenter
      .call('put', `/canvases/${canvasId}/comments/read`, { seq: 1e11 })
      .expect(422);
    expect(pathsOf(beyond)).toEqual(['seq']);
    const elsewhere = await makeCanvas(owner, groupId);
    await patch(commenter, elsewhere, first, { text: 'Here?' }).expect(404);
    await remove(owner, elsewhere, first).expect(404);
    expect(pathsOf(await post(commenter, elsewhere, { threadId: first.id }).expect(422))).toEqual([
      'threadId',
    ]);
    expect(pathsOf(await post(commenter, elsewhere, { noteId }).expect(422))).toEqual(['noteId']);
  });

  test('need one place that is there', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    const answer = await say(commenter, canvasId, { threadId: first.id });
    for (const [body, path] of [
      [{}, 'threadId'],
      [{ noteId, block: 'channels' }, 'threadId'],
      [{ threadId: answer.id }, 'threadId'],
      [{ threadId: randomUUID() }, 'threadId'],
      [{ noteId: randomUUID() }, 'noteId'],
      [{ block: 'nowhere' }, 'block'],
      [{ noteId, text: ' ' }, 'text'],
      [{ noteId, text: 'x'.repeat(COMMENT_LIMITS.text + 1) }, 'text'],
    ] as const) {
      expect(pathsOf(await post(commenter, canvasId, body).expect(422))).toContain(path);
    }
  });

  test('outlive their note, and begin on one that was removed a moment ago', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    await removeNote(canvasId, noteId);
    await say(commenter, canvasId, { threadId: first.id });
    await say(commenter, canvasId, { noteId });
    expect((await commentsOf(commenter, canvasId)).items).toHaveLength(3);
  });

  test('have a comment that is sent again once, also at the same time', async () => {
    const { canvasId, noteId } = await board();
    const body = { id: randomUUID(), noteId, text: 'Once' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(commenter, canvasId, body).expect(201)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect((await commentsOf(commenter, canvasId)).items).toHaveLength(1);
    await post(editor, canvasId, body).expect(409);
  });

  test('give each change a seq of its own, in a race too', async () => {
    const { canvasId, noteId } = await board();
    const said = await Promise.all(
      [owner, editor, commenter].flatMap((person) =>
        Array.from({ length: 5 }, () => say(person, canvasId, { noteId })),
      ),
    );
    const seqs = said.map(({ seq }) => seq).sort((one, other) => one - other);
    expect(seqs).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(await commentsOf(owner, canvasId)).toMatchObject({ seq: 15 });
  });

  test('are refused where a canvas is full, or somebody says too much', async () => {
    const { canvasId, noteId } = await board();
    await say(commenter, canvasId, { noteId });
    await service.ctx.pool.query(
      `INSERT INTO comments (canvas_id, id, thread_id, block, author, text, seq)
       SELECT $1, id, id, 'channels', $2, 'more', 1
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(2, $3)) s`,
      [canvasId, owner.id, COMMENT_LIMITS.ofCanvas],
    );
    await post(commenter, canvasId, { noteId }).expect(409);
    const elsewhere = await makeCanvas(owner, groupId);
    const answers = await Promise.all(
      Array.from({ length: 75 }, () => post(editor, elsewhere, { block: 'channels' })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers['retry-after']).toBe('1');
  });
});

describe('changing a comment', () => {
  test('is for who wrote it', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    await patch(owner, canvasId, first, { text: 'Mine' }).expect(403);
    await patch(owner, canvasId, first, { mentions: [] }).expect(403);
    const changed = bodyOf<Comment>(await patch(commenter, canvasId, first, { text: 'Better' }).expect(200));
    expect(changed).toMatchObject({ text: 'Better', editedAt: expect.any(String) });
    expect(changed.seq).toBeGreaterThan(first.seq);
    for (const same of [{}, { text: 'Better', mentions: [] }]) {
      expect(bodyOf(await patch(commenter, canvasId, first, same).expect(200))).toEqual(changed);
    }
    await patch(commenter, canvasId, { ...first, id: randomUUID() }, { text: 'Who?' }).expect(404);
  });

  test('resolves a thread for whoever may comment, and opens it again', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(editor, canvasId, { noteId });
    const answer = await say(editor, canvasId, { threadId: first.id });
    const resolved = bodyOf<Comment>(await patch(commenter, canvasId, first, { resolved: true }).expect(200));
    expect(resolved).toMatchObject({
      resolvedAt: expect.any(String),
      resolvedBy: { id: commenter.id, name: 'A commenter' },
    });
    expect(bodyOf(await patch(owner, canvasId, first, { resolved: true }).expect(200))).toEqual(resolved);
    const opened = bodyOf<Comment>(await patch(owner, canvasId, first, { resolved: false }).expect(200));
    expect(opened).toMatchObject({ resolvedAt: null, resolvedBy: null, editedAt: null });
    expect(pathsOf(await patch(owner, canvasId, answer, { resolved: true }).expect(422))).toEqual([
      'resolved',
    ]);
  });
});

describe('deleting a comment', () => {
  test('is for who wrote it, and owners', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    const second = await say(editor, canvasId, { noteId });
    await remove(editor, canvasId, first).expect(403);
    await remove(commenter, canvasId, first).expect(204);
    await remove(commenter, canvasId, first).expect(204);
    await remove(owner, canvasId, second).expect(204);
    expect((await commentsOf(owner, canvasId)).items).toEqual([]);
    await patch(commenter, canvasId, first, { text: 'Back' }).expect(404);
    expect(pathsOf(await post(owner, canvasId, { threadId: first.id }).expect(422))).toEqual(['threadId']);
  });

  test('leaves the place of the first of a thread while there are answers, and nothing of its text', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId, text: 'A secret' });
    const answer = await say(editor, canvasId, { threadId: first.id });
    await remove(commenter, canvasId, first).expect(204);
    const { items } = await commentsOf(owner, canvasId);
    expect(items).toMatchObject([{ id: first.id, text: '', isDeleted: true }, { id: answer.id }]);
    await say(owner, canvasId, { threadId: first.id });
    const { rows } = await service.ctx.pool.query("SELECT FROM comments WHERE text LIKE '%secret%'");
    expect(rows).toEqual([]);
  });

  test('clears its place away after a month, but for a first one with answers', async () => {
    const { canvasId, noteId } = await board();
    const first = await say(commenter, canvasId, { noteId });
    const answer = await say(editor, canvasId, { threadId: first.id });
    const alone = await say(commenter, canvasId, { noteId });
    for (const comment of [first, alone]) await remove(owner, canvasId, comment).expect(204);
    const { pool } = service.ctx;
    const idsLeft = async (): Promise<string[]> => {
      await clearTalk(pool, 100);
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM comments WHERE canvas_id = $1', [
        canvasId,
      ]);
      return rows.map(({ id }) => id).sort();
    };
    expect(await idsLeft()).toHaveLength(3);
    await pool.query("UPDATE comments SET deleted_at = deleted_at - interval '31 days'");
    expect(await idsLeft()).toEqual([first.id, answer.id].sort());
  });
});

describe('reading', () => {
  test('is remembered for each person, up to what there is, and never less', async () => {
    const { canvasId, noteId } = await board();
    for (const _ of [1, 2, 3]) await say(commenter, canvasId, { noteId });
    const read = (seq: number) =>
      editor.call('put', `/canvases/${canvasId}/comments/read`, { seq }).expect(204);
    await read(2);
    await read(1);
    expect(await commentsOf(editor, canvasId)).toMatchObject({ seq: 3, readSeq: 2 });
    await read(99);
    expect(await commentsOf(editor, canvasId)).toMatchObject({ readSeq: 3 });
    expect(await commentsOf(commenter, canvasId)).toMatchObject({ readSeq: 0 });
  });
});

describe('mentions', () => {
  test('are of people of the group who may read them', async () => {
    const { canvasId, noteId } = await board();
    const { items } = bodyOf<{ items: { id: string }[] }>(
      await commenter.call('get', `/canvases/${canvasId}/people`).expect(200),
    );
    expect(items.map(({ id }) => id).sort()).toEqual([owner.id, editor.id, commenter.id].sort());
    const said = await say(commenter, canvasId, { noteId, mentions: [editor.id, owner.id, editor.id] });
    expect(said.mentions).toEqual([editor.id, owner.id]);
    const outsider = service.person();
    await outsider.call('get', '/groups').expect(200);
    const mentions = [editor.id, outsider.id, viewer.id, randomUUID()];
    const refused = await post(commenter, canvasId, { noteId, mentions }).expect(422);
    expect(pathsOf(refused)).toEqual(['mentions.1', 'mentions.2', 'mentions.3']);
    const many = Array.from({ length: COMMENT_LIMITS.mentions + 1 }, () => editor.id);
    await post(commenter, canvasId, { noteId, mentions: many }).expect(422);
  });

  test('stay when a comment is changed after the person has left', async () => {
    const { canvasId, noteId } = await board();
    const said = await say(commenter, canvasId, { noteId, mentions: [editor.id] });
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    await patch(commenter, canvasId, said, { text: 'Still', mentions: [editor.id] }).expect(200);
    await post(commenter, canvasId, { noteId, mentions: [editor.id] }).expect(422);
  });
});

describe('guests', () => {
  test('comment within the role of their link, and mention nobody', async () => {
    const { canvasId, noteId } = await board();
    const guest = await guestOf(service, owner, canvasId, 'commenter');
    const said = await say(guest, canvasId, { noteId });
    expect(said.author).toMatchObject({ id: guest.id, name: 'A guest' });
    expect((await commentsOf(guest, canvasId)).items).toEqual([said]);
    expect(pathsOf(await post(guest, canvasId, { noteId, mentions: [owner.id] }).expect(422))).toEqual([
      'mentions.0',
    ]);
    await guest.call('get', `/canvases/${canvasId}/people`).expect(403);
    const looking = await guestOf(service, owner, canvasId, 'viewer');
    await looking.call('get', `/canvases/${canvasId}/comments`).expect(403);
    await post(looking, canvasId, { noteId }).expect(403);
  });
});

describe('a deleted account', () => {
  test('leaves its comments without a name', async () => {
    const { canvasId, noteId } = await board();
    const said = await say(commenter, canvasId, { noteId, text: 'Kept' });
    await commenter.call('put', `/canvases/${canvasId}/comments/read`, { seq: 1 }).expect(204);
    const own: unknown[] = [];
    for await (const comment of commentsBy(service.ctx.pool, commenter.id)) own.push(comment);
    expect(own).toMatchObject([{ canvasId, id: said.id, text: 'Kept' }]);
    await service.internal('delete', `/people/${commenter.id}`).expect(204);
    await post(commenter, canvasId, { noteId }).expect(401);
    const { items } = await commentsOf(owner, canvasId);
    expect(items).toEqual([{ ...said, author: { id: commenter.id, name: '', colour: null } }]);
    const { rows } = await service.ctx.pool.query('SELECT FROM comment_reads WHERE user_id = $1', [
      commenter.id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('comments and edits', () => {
  test('do not wait for each other', async () => {
    const { canvasId, noteId } = await board();
    const holding = await service.ctx.pool.connect();
    await holding.query('BEGIN');
    await holding.query('SELECT FROM canvases WHERE id = $1 FOR NO KEY UPDATE', [canvasId]);
    await say(commenter, canvasId, { noteId });
    await holding.query('ROLLBACK');
    await holding.query('BEGIN');
    await holding.query('UPDATE comment_counters SET seq = seq WHERE canvas_id = $1', [canvasId]);
    await putNote(canvasId);
    await holding.query('ROLLBACK');
    holding.release();
  });

  test('go well together with the deletion of the canvas', async () => {
    const { canvasId, noteId } = await board();
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => post(commenter, canvasId, { noteId })),
      owner.call('delete', `/canvases/${canvasId}`),
      ...Array.from({ length: 10 }, () => post(editor, canvasId, { noteId })),
    ]);
    expect(answers.every(({ status }) => [201, 204, 404].includes(status))).toBe(true);
    await commenter.call('get', `/canvases/${canvasId}/comments`).expect(404);
  });
});
