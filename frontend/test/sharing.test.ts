import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bearerToken } from '@aibmc/common/auth';
import type { SharedCanvas, ShareLink } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import request, { type Test } from 'supertest';
import { canvasDetail, IDS, listOf } from './fixtures.ts';
import { expectSoundPage } from './sound-page.ts';
import { anyUser, type Gateway, startGateway } from './support.ts';

/** Pages of share links, with a group-service that has one canvas and one link. */

const LINK = '0190a000-0000-7000-8000-0000000000aa';
const TOKEN = 'abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE';
const PASS = 'guest_looks';
const NAMED = 'guest_named';
const PAGE = `/s/${TOKEN}`;
const SHARE = `/canvases/${IDS.canvas}/share`;

/** How the link is; null: it is not open. */
let link: { role: ShareLink['role']; password?: string; embedSites?: string[]; expiresAt?: string } | null;
let hasAccess: boolean;
/** Bodies of what was asked of the service, by route. */
let asked: [route: string, body: unknown][];
let failure: AppError | null;

function shareLink(): ShareLink {
  return {
    id: LINK,
    role: link?.role ?? 'viewer',
    label: 'Board <b>',
    url: PAGE,
    hasPassword: link?.password !== undefined,
    expiresAt: link?.expiresAt ?? null,
    embedSites: link?.embedSites ?? [],
    createdBy: 'Ada',
    createdAt: '2026-11-24T10:00:00.000Z',
    lastUsedAt: null,
    guests: 2,
  };
}

function shared(pass: string | null): SharedCanvas {
  if (!link) throw new AppError('gone', 'ended');
  if (link.password !== undefined && pass === null) throw new AppError('password-required', 'asks');
  const role = pass === NAMED ? link.role : 'viewer';
  const { people: _names, ...detail } = canvasDetail(role);
  return {
    ...detail,
    role,
    people: [],
    link: { id: LINK, role: link.role, embedSites: link.embedSites ?? [], expiresAt: null },
    guest: pass === NAMED ? { id: IDS.otherPerson, name: 'Grace <i>' } : null,
  };
}

function note(route: string, body?: unknown): void {
  asked.push([route, body]);
  if (failure) throw failure;
}

interface Asker {
  headers: { authorization?: string };
}

let gateway: Gateway;
let published: Gateway;

beforeAll(async () => {
  const services = {
    users: { getMe: anyUser },
    canvases: {
      getCanvas: () => {
        if (!hasAccess) throw new AppError('not-found', 'none');
        return canvasDetail('owner');
      },
    },
    groups: {
      getShared: ({ req }: { req: Asker }) => shared(bearerToken(req.headers.authorization)),
      createPass: ({ body, req }: { body: { name?: string; password?: string }; req: Asker }) => {
        note('createPass', { ...body, pass: bearerToken(req.headers.authorization) });
        const isKnown = bearerToken(req.headers.authorization) === PASS;
        if (link?.password !== undefined && body.password !== link.password && !isKnown) {
          throw new AppError('wrong-credentials', '', { errors: [{ path: 'password', message: '' }] });
        }
        return {
          pass: body.name === undefined ? PASS : NAMED,
          linkId: LINK,
          canvasId: IDS.canvas,
          role: link?.role ?? 'viewer',
          guestId: IDS.otherPerson,
          expiresAt: link?.expiresAt ?? null,
        };
      },
      listShareLinks: () => listOf(...(link ? [shareLink()] : [])),
      createShareLink: ({ body }: { body: unknown }) => {
        note('createShareLink', body);
        return shareLink();
      },
      updateShareLink: ({ body }: { body: unknown }) => {
        note('updateShareLink', body);
        return shareLink();
      },
      deleteShareLink: () => {
        note('deleteShareLink');
      },
    },
  };
  gateway = await startGateway(services);
  published = await startGateway(services, { PUBLIC_URL: 'https://canvas.example.org' }, gateway.signer);
});
beforeEach(() => {
  link = { role: 'viewer' };
  hasAccess = false;
  asked = [];
  failure = null;
});
afterAll(() => Promise.all([gateway.close(), published.close()]));

const cookieOf = (pass: string) => `aibmc_guest_${LINK}=${pass}; aibmc_link=${LINK}`;
const session = () => `aibmc_access=${gateway.signer.tokenFor({ id: anyUser().id, name: 'Ada' })}`;
const get = (path: string, cookie = '', lang = 'en'): Test =>
  request(gateway.url).get(path).set({ cookie, 'accept-language': lang, accept: 'text/html' });
const post = (path: string, body: object, cookie = ''): Test =>
  request(gateway.url)
    .post(path)
    .set({ cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' })
    .type('form')
    .send(body);
const cookiesOf = ({ headers }: { headers: Record<string, unknown> }) =>
  [headers['set-cookie'] ?? []].flat() as string[];

describe('a link to look at', () => {
  test.each(['en', 'es'])(
    'is a sound page that no search engine finds and that tells nobody its address (%s)',
    async (lang) => {
      const { text, headers } = await get(PAGE, '', lang).expect(200);
      expectSoundPage(text);
      expect(text).toContain('<meta name="robots" content="noindex">');
      expect(headers).toMatchObject({
        'x-robots-tag': 'noindex',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['set-cookie']).toBeUndefined();
    },
  );

  test('has the notes as text and one small script, and neither people nor anything to change', async () => {
    const { text } = await get(PAGE).expect(200);
    expect(text).toContain('Office workers &lt;script&gt;');
    expect(text.match(/<script /g)).toHaveLength(1);
    expect(text).toMatch(/src="[^"]*shared[^"]*\.js"/);
    expect(text).not.toMatch(/Ada|@example|data-canvas|<form|canvas\.js|Founders/);
    expect(text).toContain(`data-changes="/api/v1/shared/${TOKEN}/changes"`);
  });

  test('who is signed in and has the canvas anyway finds the way to it; others do not', async () => {
    expect((await get(PAGE, session())).text).not.toContain(`/canvases/${IDS.canvas}`);
    hasAccess = true;
    expect((await get(PAGE, session())).text).toContain(`href="/canvases/${IDS.canvas}"`);
  });

  test('gives the board alone to a page that is open', async () => {
    const { text, headers } = await get(`${PAGE}/board`).expect(200);
    expect(text).toMatch(/^<div class="board" id="board" data-revision="3"/);
    expect(headers['x-robots-tag']).toBe('noindex');
    link = null;
    await get(`${PAGE}/board`).expect(410);
  });

  test('that has ended says so, in the page’s language, and nothing of the canvas', async () => {
    link = null;
    const { text } = await get(PAGE, '', 'es').expect(410);
    expectSoundPage(text);
    expect(text).toContain('Este enlace ya no está abierto');
    await get('/s/short').expect(404);
  });
});

describe('a link with a password', () => {
  beforeEach(() => {
    link = { role: 'viewer', password: 'sourdough' };
  });

  test('asks for it before it tells anything', async () => {
    const { text } = await get(PAGE).expect(200);
    expectSoundPage(text);
    expect(text).toMatch(/name="password" type="password"/);
    expect(text).not.toMatch(/Bikes|Office/);
    expect(asked).toEqual([]);
    await get(`${PAGE}/board`).expect(401);
  });

  test('says of a wrong one that it is wrong, of too many that it is too many, and asks again', async () => {
    const wrong = await post(PAGE, { password: 'rye' }).expect(401);
    expect(wrong.text).toContain('This is not the password.');
    expect(cookiesOf(wrong)).toEqual([]);
    failure = new AppError('too-many-requests', '', { retryAfter: 42 });
    const many = await post(PAGE, { password: 'rye' }).expect(429);
    expect(many.text).toContain('Try again in 42 seconds.');
    expect(many.headers['retry-after']).toBe('42');
    failure = null;
    expect((await post(PAGE, { password: '' }).expect(422)).text).toContain('field-error');
  });

  test('keeps the pass where no script and no other site gets at it', async () => {
    const answer = await post(PAGE, { password: 'sourdough' }).expect(303);
    expect(answer.headers['location']).toBe(PAGE);
    const [pass, page] = cookiesOf(answer);
    expect(pass).toMatch(
      /^aibmc_guest_[0-9a-f-]{36}=guest_looks; Max-Age=2592000; Path=\/; .*HttpOnly; SameSite=Lax$/,
    );
    expect(page).toMatch(new RegExp(`^aibmc_link=${LINK}; .*Path=${PAGE}; .*HttpOnly`));
    const { text } = await get(PAGE, cookieOf(PASS)).expect(200);
    expect(text).toContain(`data-changes="/api/v1/guests/${LINK}/shared/${TOKEN}/changes"`);
  });

  test('over https with a name that no other host can use', async () => {
    const answer = await request(published.url)
      .post(PAGE)
      .set({ 'sec-fetch-site': 'same-origin', accept: 'text/html' })
      .type('form')
      .send({ password: 'sourdough' })
      .expect(303);
    expect(cookiesOf(answer)[0]).toMatch(/^__Host-aibmc_guest_.*; Path=\/; .*Secure; SameSite=Lax$/);
  });

  test('ends the cookie with the link, and forgets the oldest of many', async () => {
    link = { role: 'viewer', password: 'sourdough', expiresAt: new Date(Date.now() + 60_000).toISOString() };
    const others = Array.from({ length: 25 }, (_, n) => `aibmc_guest_${n}=x`).join('; ');
    const cookies = cookiesOf(await post(PAGE, { password: 'sourdough' }, others));
    expect(
      Number(/Max-Age=(\d+)/.exec(cookies.find((line) => line.includes(LINK)) ?? '')?.[1]),
    ).toBeLessThanOrEqual(60);
    const cleared = cookies.filter((line) => line.includes('1970')).map((line) => line.split('=')[0]);
    expect(cleared).toEqual([0, 1, 2, 3, 4, 5].map((n) => `aibmc_guest_${n}`));
  });

  test('that another site sends is refused', async () => {
    await post(PAGE, { password: 'sourdough' }).set('sec-fetch-site', 'cross-site').expect(403);
    expect(asked).toEqual([]);
  });

  test('is asked for once, where a name is asked for too', async () => {
    link = { role: 'editor', password: 'sourdough' };
    const { text } = await get(PAGE, cookieOf(PASS)).expect(200);
    expect(text).toMatch(/name="name"/);
    expect(text).not.toMatch(/name="password"/);
    await post(PAGE, { name: 'Grace' }, cookieOf(PASS)).expect(303);
    expect(asked).toEqual([['createPass', { name: 'Grace', pass: PASS }]]);
  });
});

describe('a link to comment or edit', () => {
  beforeEach(() => {
    link = { role: 'editor' };
  });

  test('asks for a name, the account’s own to begin with, and offers the normal page', async () => {
    hasAccess = true;
    const { text } = await get(PAGE, session()).expect(200);
    expectSoundPage(text);
    expect(text).toMatch(/name="name"[^>]* value="Ada"/);
    expect(text).toContain(`href="/canvases/${IDS.canvas}"`);
    expect((await post(PAGE, { name: ' ' }).expect(422)).text).toContain('field-error');
    expect(asked).toEqual([]);
  });

  test('is the board for who gave one, without what is not a guest’s', async () => {
    const { text, headers } = await get(PAGE, `${cookieOf(NAMED)}; ${session()}`).expect(200);
    expectSoundPage(text);
    expect(text).toContain('You are here as Grace &lt;i&gt;, by a link.');
    expect(text).toContain(`data-api="/api/v1/guests/${LINK}"`);
    expect(text).toContain(`&#34;userId&#34;:&#34;${IDS.otherPerson}&#34;`);
    expect(text).not.toMatch(/tab-history|tab-ai|data-opens="history"|id="share"|\/logout|ask-ai|block-ai/);
    expect(text).not.toMatch(/action="\/canvases\//);
    expect(headers['x-robots-tag']).toBe('noindex');
  });

  test('a pass that is good for nothing any more is asked for again', async () => {
    expect((await get(PAGE, cookieOf('guest_old')).expect(200)).text).toMatch(/name="name"/);
  });

  test('is left by forgetting the name', async () => {
    const answer = await post(`${PAGE}/leave`, {}, cookieOf(NAMED)).expect(303);
    expect(cookiesOf(answer)[0]).toMatch(new RegExp(`^aibmc_guest_${LINK}=;.*1970`));
  });
});

describe('an embedded canvas', () => {
  test('may be framed by the sites of its link and by no other', async () => {
    link = { role: 'editor', embedSites: ['https://example.org', 'https://uni.example'] };
    const { text, headers } = await get(`${PAGE}/embed`).expect(200);
    expectSoundPage(text);
    expect(headers['content-security-policy']).toMatch(
      /;frame-ancestors https:\/\/example\.org https:\/\/uni\.example$/,
    );
    expect(headers['x-frame-options']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
    expect(text).not.toMatch(/<form|Ada|data-canvas/);
    const page = await get(PAGE);
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['x-frame-options']).toBe('DENY');
  });

  test.each([
    ['no site', { role: 'viewer' as const }],
    ['a password', { role: 'viewer' as const, password: 'sourdough', embedSites: ['https://example.org'] }],
  ])('of a link with %s is framed by nobody', async (_what, terms) => {
    link = terms;
    const { headers } = await get(`${PAGE}/embed`, cookieOf(PASS)).expect(200);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});

describe('the links of a canvas', () => {
  beforeEach(() => {
    hasAccess = true;
  });

  test.each(['en', 'es'])('have a page that works without a script (%s)', async (lang) => {
    link = { role: 'viewer', embedSites: ['https://example.org'] };
    const { text } = await get(SHARE, session(), lang).expect(200);
    expectSoundPage(text);
    expect(text).toContain('Board &lt;b&gt;');
    expect(text).toContain(`/s/${TOKEN}`);
    // markup in markup: the title is escaped for the code, and the code for the page
    expect(text).toContain('title=&#34;Bikes &amp;lt;b&amp;gt;');
    expect(text).toContain(`action="${SHARE}/${LINK}/delete"`);
  });

  test('fill a dialog with the same, whose forms come back to it', async () => {
    const { text } = await get(`${SHARE}?part=dialog`, session()).expect(200);
    expect(text).toMatch(/^<div class="share-content"/);
    expect(text).toContain(`action="${SHARE}/${LINK}/delete?part=dialog"`);
    const { headers } = await post(`${SHARE}?part=dialog`, { role: 'viewer' }, session()).expect(303);
    expect(headers['location']).toBe(`${SHARE}?part=dialog&link=${LINK}&notice=link-made#link-${LINK}`);
  });

  test('are made with what was chosen', async () => {
    const form = {
      role: 'editor',
      label: 'Board',
      expires: '7',
      password: '',
      sites: 'example.org\nhttp://uni.example',
    };
    await post(SHARE, form, session()).expect(303);
    const [[route, body] = []] = asked;
    expect([route, body]).toEqual([
      'createShareLink',
      {
        role: 'editor',
        label: 'Board',
        expiresAt: expect.any(String),
        password: null,
        embedSites: ['https://example.org', 'http://uni.example'],
      },
    ]);
    const days = (Date.parse((body as { expiresAt: string }).expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
  });

  test.each([
    [{ password: 'abc' }, 'At least 4 characters.'],
    [{ sites: 'https://' }, 'Write each site as https://example.org.'],
    [{ sites: 'https://*' }, 'Write each site as https://example.org.'],
    [{ sites: 'https://a;sandbox' }, 'Write each site as https://example.org.'],
    [{ sites: 'example.org', password: 'sourdough' }, 'A link with a password cannot be embedded.'],
  ])('keep what was typed where %j is refused, with the reason', async (wrong, reason) => {
    const { text } = await post(SHARE, { role: 'commenter', label: 'My label', ...wrong }, session()).expect(
      422,
    );
    expect(text).toContain(reason);
    expect(text).toMatch(/value="commenter" checked/);
    expect(text).toContain('value="My label"');
    expect(asked).toEqual([]);
  });

  test('change only what was changed of password and end', async () => {
    const change = (form: object) =>
      post(`${SHARE}/${LINK}`, { role: 'viewer', label: '', ...form }, session()).expect(303);
    await change({ expires: 'keep', password: '' });
    await change({ expires: '', password: '', noPassword: 'on' });
    await change({ expires: 'keep', password: 'brioche' });
    const base = { role: 'viewer', label: null, embedSites: [] };
    expect(asked.map(([, body]) => body)).toEqual([
      base,
      { ...base, expiresAt: null, password: null },
      { ...base, password: 'brioche' },
    ]);
  });

  test('are closed, also where somebody was quicker', async () => {
    await post(`${SHARE}/${LINK}/delete`, {}, session()).expect(303);
    failure = new AppError('not-found', 'none');
    await post(`${SHARE}/${LINK}/delete`, {}, session()).expect(303);
    expect(asked.map(([route]) => route)).toEqual(['deleteShareLink', 'deleteShareLink']);
  });

  test('are for nobody who is not signed in', async () => {
    expect((await get(SHARE).expect(303)).headers['location']).toMatch(/^\/login\?next=/);
  });
});
