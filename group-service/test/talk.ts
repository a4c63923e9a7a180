import { randomUUID } from 'node:crypto';
import type { Comment } from '@aibmc/common/contract/comments';
import type { ShareLink } from '@aibmc/common/contract/sharing';
import { API_PREFIX } from '@aibmc/common/contract/route';
import type { Role } from '@aibmc/common/permissions';
import request from 'supertest';
import { bodyOf, type GroupService, type Person } from './harness.ts';

export interface CommentList {
  items: Comment[];
  seq: number;
  readSeq: number;
}

/** Comments on a place, as the person; the answer with status 201. */
export async function say(
  person: Person,
  canvasId: string,
  body: { noteId?: string; block?: string; threadId?: string; text?: string; mentions?: string[] },
): Promise<Comment> {
  const answer = await person
    .call('post', `/canvases/${canvasId}/comments`, { id: randomUUID(), text: 'Is this so?', ...body })
    .expect(201);
  return bodyOf<Comment>(answer);
}

export async function commentsOf(person: Person, canvasId: string): Promise<CommentList> {
  return bodyOf<CommentList>(await person.call('get', `/canvases/${canvasId}/comments`).expect(200));
}

/** A guest of a new share link of a canvas. */
export async function guestOf(
  service: GroupService,
  owner: Person,
  canvasId: string,
  role: Role,
): Promise<Person> {
  const made = await owner.call('post', `/canvases/${canvasId}/share-links`, { role }).expect(201);
  const token = bodyOf<ShareLink>(made).url.replace('/s/', '');
  const answer = await service.anyone('post', `/shared/${token}/passes`, { name: 'A guest' }).expect(201);
  const { pass, guestId } = answer.body as { pass: string; guestId: string };
  // where every person's calls go
  const server = request(new URL(owner.call('get', '/groups').url).origin);
  return {
    id: guestId,
    name: 'A guest',
    token: pass,
    call: (method, path, body) => {
      const test = server[method](API_PREFIX + path).set('authorization', `Bearer ${pass}`);
      return body === undefined ? test : test.send(body);
    },
  };
}
