import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_ROUTES } from '@aibmc/common/contract/all';
import { fillPath } from '@aibmc/common/contract/client';
import request from 'supertest';
import { agree, CANVAS_ID, LIVE, openRaw, statusOf, upgrade } from './live-peers.ts';
import { type Gateway, startGateway } from './support.ts';

const LINK = '0190a000-0000-7000-8000-0000000000aa';
const OTHER_LINK = '0190a000-0000-7000-8000-0000000000bb';
const PASS = 'guest_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const COOKIE = `aibmc_guest_${LINK}=${PASS}`;
const HOST = 'canvas.example.org';
const OWN = `https://${HOST}`;
const BASE = `/api/v1/guests/${LINK}`;

let local: Gateway;
let published: Gateway;
let seen: IncomingMessage[] = [];
let upgrades: IncomingMessage[] = [];
let sockets: Duplex[] = [];

beforeAll(async () => {
  const groupService: RequestListener = (req, res) => {
    seen.push(req);
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const live = (req: IncomingMessage, socket: Duplex): void => {
    upgrades.push(req);
    sockets.push(socket);
    socket.on('error', () => undefined);
    agree(req, socket);
  };
  const services = { users: groupService, generations: groupService, groupService, live };
  local = await startGateway(services);
  published = await startGateway(services, { PUBLIC_URL: OWN }, local.signer);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  [seen, upgrades, sockets] = [[], [], []];
});
afterAll(() => Promise.all([local.close(), published.close()]));

const canvas = `${BASE}/canvases/${CANVAS_ID}`;

describe('the cookie that says which link a page belongs to', () => {
  test.each(['a(b', 'x%0d%0ay', LINK])('holds an id, or nothing: %s', async (value) => {
    const left = await request(local.url)
      .post('/s/abcdefghijklmnopqrstuvwxyz/leave')
      .set('cookie', `aibmc_link=${value}`)
      .set('origin', local.url)
      .expect(303);
    const cleared = [left.headers['set-cookie'] ?? []].flat().map((line: string) => line.split('=')[0]);
    expect(cleared).toEqual(value === LINK ? [`aibmc_guest_${LINK}`] : []);
  });
});

describe('a call below /guests/<link>', () => {
  test('goes to the path that it stands for, with the pass of that link and nothing of a session', async () => {
    await request(local.url)
      .get(`${canvas}/comments?limit=3`)
      .set('cookie', `aibmc_access=${local.signer.tokenFor({ id: CANVAS_ID })}; ${COOKIE}`)
      .set('authorization', 'Bearer something.else.here')
      .expect(200);
    expect(seen[0]?.url).toBe(`/api/v1/canvases/${CANVAS_ID}/comments?limit=3`);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${PASS}`);
    expect(seen[0]?.headers.cookie).toBeUndefined();
  });

  test('without the pass of that very link is 401 and goes nowhere', async () => {
    const session = `aibmc_access=${local.signer.tokenFor({ id: CANVAS_ID })}`;
    for (const cookie of ['', session, `aibmc_guest_${OTHER_LINK}=${PASS}`, `aibmc_guest_${LINK}=`]) {
      const answer = await request(local.url).get(canvas).set('cookie', cookie).expect(401);
      expect(answer.body).toMatchObject({ code: 'unauthenticated' });
    }
    expect(seen).toEqual([]);
  });

  test('over https takes only the cookie that no other host can set', async () => {
    await request(published.url).get(canvas).set('cookie', COOKIE).expect(401);
    await request(published.url).get(canvas).set('cookie', `__Host-${COOKIE}`).expect(200);
  });

  test('that another site could have made a browser send is refused', async () => {
    const send = (headers: Record<string, string>) =>
      request(published.url)
        .post(`${canvas}/edits`)
        .set({ cookie: `__Host-${COOKIE}`, ...headers })
        .send({ edits: [] });
    const fromElsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: OWN },
      { origin: 'https://evil.example' },
      {},
    ];
    for (const headers of fromElsewhere) {
      const answer = await send(headers);
      expect(answer.body).toMatchObject({ status: 403, code: 'cross-site' });
    }
    expect(seen).toEqual([]);
    expect((await send({ 'sec-fetch-site': 'same-origin', origin: OWN })).status).toBe(200);
  });

  const filled = (path: string) => fillPath(path, new Proxy({}, { get: () => CANVAS_ID }));

  test.each(ALL_ROUTES.filter(({ route }) => !route.guests).map(({ route }) => [route.method, route.path]))(
    'to %s %s, which is not for guests, is 403 and goes nowhere',
    async (method, path) => {
      const call = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
      const agent = request(local.url);
      const { status } = await agent[call](BASE + filled(path)).set({
        cookie: COOKIE,
        'sec-fetch-site': 'same-origin',
      });
      expect(status).toBe(403);
      expect(seen).toEqual([]);
    },
  );

  test('that the contract does not know is 404: other paths, a link that is no id, guests of guests', async () => {
    for (const path of [
      `${BASE}/nothing`,
      BASE,
      `${BASE}/`,
      `/api/v1/guests/none/canvases/${CANVAS_ID}`,
      `${BASE}/guests/${LINK}/canvases/${CANVAS_ID}`,
    ]) {
      expect([path, (await request(local.url).get(path).set('cookie', COOKIE)).status]).toEqual([path, 404]);
    }
    await request(local.url).put(canvas).set('cookie', COOKIE).expect(405);
    expect(seen).toEqual([]);
  });

  test('a live path that comes as a plain request tells of a proxy that passes no upgrades', async () => {
    await request(local.url).get(`${canvas}/live`).set('cookie', COOKIE).expect(426);
  });
});

describe('the live connection of a guest', () => {
  const path = `${canvas}/live`;

  async function answerTo(gateway: Gateway, headers: Record<string, string>): Promise<number> {
    const client = openRaw(gateway.port, upgrade(path, headers));
    sockets.push(client.socket);
    return statusOf(await client.head());
  }

  test('opens on the canvas’s live path with the pass', async () => {
    expect(await answerTo(local, { Cookie: COOKIE, Origin: `http://${HOST}` })).toBe(101);
    expect(upgrades[0]?.url).toBe(LIVE);
    expect(upgrades[0]?.headers.authorization).toBe(`Bearer ${PASS}`);
    expect(upgrades[0]?.headers.cookie).toBeUndefined();
  });

  test('is refused without the pass, and to pages of other sites', async () => {
    expect(await answerTo(local, { Origin: `http://${HOST}` })).toBe(401);
    expect(await answerTo(local, { Cookie: COOKIE, Origin: 'http://evil.example' })).toBe(403);
    expect(await answerTo(local, { Cookie: COOKIE })).toBe(403);
    const bearer = { Authorization: `Bearer ${local.signer.tokenFor({ id: CANVAS_ID })}` };
    expect(await answerTo(local, { ...bearer, Origin: `http://${HOST}` })).toBe(401);
    expect(await answerTo(published, { Cookie: COOKIE, Origin: OWN })).toBe(401);
    expect(upgrades).toEqual([]);
    expect(await answerTo(published, { Cookie: `__Host-${COOKIE}`, Origin: OWN })).toBe(101);
  });
});
