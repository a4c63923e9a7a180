import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { type UpgradeRefused } from '../../tests/support/live-client.ts';
import { type GroupService, type Person, startGroupService } from './harness.ts';
import { makeCanvas, type Replica, startReplica, until } from './live-harness.ts';

let service: GroupService;
let one: Replica;
let two: Replica;
let ada: Person;

beforeAll(async () => {
  service = await startGroupService();
  one = await startReplica(service);
  two = await startReplica(service);
  ada = service.person();
});

afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await service.stop();
});

function sessionOf(token: string): string {
  return (jwt.decode(token) as { sid: string }).sid;
}

function end(...tokens: string[]) {
  return service.internal('post', '/ended-sessions', { sessionIds: tokens.map(sessionOf) });
}

function isRefused(replica: Replica, token: string, canvasId: string): Promise<number> {
  return replica.open({ token }, canvasId).then(
    () => 101,
    (error: UpgradeRefused) => error.status,
  );
}

describe('a session that was signed out', () => {
  test('ends its connections at every replica within two seconds, and no other session’s', async () => {
    const canvasId = await makeCanvas(ada);
    const elsewhere = { token: service.signer.tokenFor(ada) };
    const [first, second, other] = await Promise.all([
      one.open(ada, canvasId),
      two.open(ada, canvasId),
      two.open(elsewhere, canvasId),
    ]);
    await Promise.all([first, second, other].map((client) => client.next('welcome')));
    const begun = Date.now();
    await end(ada.token).expect(204);
    expect((await first.closed).code).toBe(4401);
    expect((await second.closed).code).toBe(4401);
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(await isRefused(one, ada.token, canvasId)).toBe(401);
    await until(async () => (await isRefused(two, ada.token, canvasId)) === 401);
    const answer = await fetch(`${one.url}/api/v1/canvases/${canvasId}`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    expect(answer.status).toBe(401);
    await other.close();
    expect((await other.closed).code).not.toBe(4401);
  });

  test('gets no connection that was being opened as it ended', async () => {
    const person = service.person();
    const canvasId = await makeCanvas(person);
    const opening = Array.from({ length: 20 }, () => one.open(person, canvasId));
    await end(person.token).expect(204);
    for (const outcome of await Promise.allSettled(opening)) {
      if (outcome.status === 'fulfilled') expect((await outcome.value.closed).code).toBe(4401);
      else expect((outcome.reason as UpgradeRefused).status).toBe(401);
    }
  });

  test('may be told again, and what names no session is refused', async () => {
    await end(ada.token).expect(204);
    await end(ada.token, ada.token).expect(204);
    await service.internal('post', '/ended-sessions', { sessionIds: [] }).expect(422);
    await service.internal('post', '/ended-sessions', { sessionIds: ['x'] }).expect(422);
    await service.internal('post', '/ended-sessions', {}, 'not the token of the cluster').expect(401);
  });
});
