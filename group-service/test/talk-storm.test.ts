import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Test } from 'supertest';
import { type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas } from './live-harness.ts';
import { say } from './talk.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

/** Everything that people do on a canvas at once, while accounts, members, the canvas and its group go. */
async function storm(target: 'canvas' | 'group'): Promise<number[]> {
  const { groupId, owner, people } = await service.groupWith('owner', 'editor', 'editor', 'commenter');
  const canvasId = await makeCanvas(owner, groupId);
  const edit = addNote();
  const noteId = edit.note.id;
  const canvas = `/canvases/${canvasId}`;
  await owner.call('post', `${canvas}/edits`, { edits: [edit] }).expect(200);
  const { threadId } = await say(people[1]!, canvasId, { noteId });
  const voting = randomUUID();
  await owner.call('post', `${canvas}/votings`, { id: voting, title: 'First?' }).expect(201);
  const everybody = [owner, ...people];
  const ends: Record<number, () => Test> = {
    4: () => service.internal('delete', `/people/${people[1]!.id}`),
    6: () => service.internal('delete', `/people/${people[3]!.id}`),
    7: () => owner.call('patch', `/groups/${groupId}/members/${people[2]!.id}`, { role: 'viewer' }),
    9: () => owner.call('delete', `${canvas}/votings/${voting}`),
    10: () => service.internal('delete', `/people/${owner.id}`),
    11: () => people[0]!.call('delete', target === 'canvas' ? canvas : `/groups/${groupId}`),
  };
  const calls = Array.from({ length: 12 }, (_, index) => {
    const person = everybody[index % everybody.length] as Person;
    const mentions = [people[index % people.length]!.id];
    return [
      person.call('post', `${canvas}/comments`, { id: randomUUID(), threadId, text: 'So?', mentions }),
      person.call('put', `${canvas}/votings/${voting}/dots`, { dots: [{ noteId, dots: 1 }] }),
      person.call('post', `${canvas}/edits`, { edits: [addNote()] }),
      person.call('put', `${canvas}/comments/read`, { seq: 5 }),
      person.call('get', '/notifications'),
      owner.call('post', `${canvas}/votings`, { id: randomUUID(), title: 'Next?' }),
      ...(ends[index] ? [ends[index]()] : []),
    ];
  });
  return (await Promise.all(calls.flat())).map(({ status }) => status);
}

test.each(['canvas', 'group'] as const)(
  'comments, votes, edits and the end of people and of their %s lock each other out nowhere',
  async (target) => {
    const statuses = await storm(target);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    const superuser = await service.db.superuser();
    const { rows } = await superuser.query(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    await superuser.end();
    expect(rows).toEqual([{ deadlocks: 0 }]);
    for (const table of ['ballots', 'comment_reads', 'mutes']) {
      const left = await service.ctx.pool.query(
        `SELECT FROM ${table} JOIN people p ON p.id = user_id WHERE p.forgotten_at IS NOT NULL`,
      );
      expect(left.rows).toEqual([]);
    }
  },
);
