import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Problem } from '@aibmc/common/errors';
import { openLive, UpgradeRefused } from '../../tests/support/live-client.ts';
import { type GroupService, type Person, startGroupService } from './harness.ts';
import { makeCanvas, type Replica, startReplica } from './live-harness.ts';

let service: GroupService;
let replica: Replica;
let ada: Person;
let canvasId: string;
beforeAll(async () => {
  service = await startGroupService();
  replica = await startReplica(service);
  ada = service.person();
  canvasId = await makeCanvas(ada);
});
afterAll(async () => {
  await replica.stop();
  await service.stop();
});

async function refusalOf(opening: Promise<unknown>): Promise<UpgradeRefused> {
  const error = await opening.then(
    () => new Error('it was opened'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpgradeRefused)) throw error;
  return error;
}

/** What comes back for a request written by hand. */
function answerTo(lines: string[]): Promise<string> {
  const { port, hostname } = new URL(replica.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => {
      resolve(text);
    });
    socket.on('error', reject);
  });
}

const UPGRADE = [
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('the handshake', () => {
  test.each(['owner', 'editor', 'commenter', 'viewer'])('lets a member of a group in as %s', async (role) => {
    const { groupId, owner, people } = await service.groupWith(role);
    const client = await replica.open(people[0]!, await makeCanvas(owner, groupId));
    expect((await client.next('welcome')).role).toBe(role);
    expect(client.socket.extensions).toBe('');
    await client.close();
  });

  test('is answered 401 without a token or with a bad one', async () => {
    for (const token of [undefined, 'x', `${ada.token}x`, service.signer.tokenFor(ada, -1)]) {
      const refusal = await refusalOf(openLive(replica.url, canvasId, token === undefined ? {} : { token }));
      expect(refusal.status).toBe(401);
      expect(refusal.headers).toMatchObject({
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer',
      });
      expect(JSON.parse(refusal.body)).toMatchObject({ code: 'unauthenticated', status: 401 });
    }
  });

  test('is answered 404 to outsiders as where there is nothing', async () => {
    const mallory = service.person('Mallory');
    const refusals = await Promise.all(
      [canvasId, randomUUID(), 'x', '%00', `${canvasId}%2f`].map((id) =>
        refusalOf(replica.open(mallory, id)),
      ),
    );
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const [outside, nowhere] = refusals.map(({ body }) => JSON.parse(body) as Problem);
    expect({ ...outside, requestId: '' }).toEqual({ ...nowhere, requestId: '' });
  });

  test('is answered 401 to somebody whose account was deleted', async () => {
    const eve = service.person('Eve');
    const id = await makeCanvas(eve);
    await service.internal('delete', `/people/${eve.id}`).expect(204);
    expect((await refusalOf(replica.open(eve, id))).status).toBe(401);
  });

  test('is made on the live path only', async () => {
    const auth = `Authorization: Bearer ${ada.token}`;
    const live = `/api/v1/canvases/${canvasId}/live`;
    for (const path of [
      '/',
      '/api/v1/health',
      `/api/v1/canvases/${canvasId}`,
      `${live}/`,
      `${live}/x`,
      `/x${live}`,
    ]) {
      const answer = await answerTo([`GET ${path} HTTP/1.1`, ...UPGRADE, auth]);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).toContain('application/problem+json');
    }
    expect(await answerTo([`GET http://localhost${live} HTTP/1.1`, ...UPGRADE, auth])).toMatch(
      /^HTTP\/1\.1 404 /,
    );
  });

  test('that is none is answered 400', async () => {
    const auth = `Authorization: Bearer ${ada.token}`;
    const live = `/api/v1/canvases/${canvasId}/live`;
    const withoutKey = UPGRADE.filter((line) => !line.includes('Key'));
    expect(await answerTo([`GET ${live} HTTP/1.1`, ...withoutKey, auth])).toMatch(/^HTTP\/1\.1 400 /);
    expect(await answerTo([`POST ${live} HTTP/1.1`, ...UPGRADE, auth])).toMatch(/^HTTP\/1\.1 400 /);
    expect(await answerTo([`GET ${live} HTTP/1.1`, ...UPGRADE.slice(0, 2), 'Upgrade: h2c', auth])).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test('leaves nothing behind when it is refused', async () => {
    const metrics = await replica.ctx.metrics.registry.metrics();
    expect(metrics).toMatch(/^live_rooms\{.*\} 0$/m);
    expect(metrics).toMatch(/^live_connections\{.*\} 0$/m);
  });
});

describe('a service that stops', () => {
  test('ends connections with 1012 and takes no new ones', async () => {
    const leaving = await startReplica(service);
    const clients = await Promise.all([leaving.open(ada, canvasId), leaving.open(ada, canvasId)]);
    const stopped = leaving.live.stop();
    const refusal = await refusalOf(leaving.open(ada, canvasId));
    expect(refusal.status).toBe(503);
    expect(refusal.headers['retry-after']).toBe('1');
    for (const client of clients) expect((await client.closed).code).toBe(1012);
    await stopped;
    await leaving.stop();
  });

  test('does not wait for who does not answer', async () => {
    const leaving = await startReplica(service, { closeMs: 200 });
    const client = await leaving.open(ada, canvasId);
    client.socket.pause();
    await leaving.stop();
    client.socket.resume();
    await client.closed;
  });
});
