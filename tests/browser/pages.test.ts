import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import type { BrowserContext } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import {
  axeViolations,
  DESKTOP,
  launchBrowser,
  PHONE,
  type TestBrowser,
  signIn,
  watchForTrouble,
} from './browser.ts';

/** Every page: no axe violation, no script error, no request to another host, nothing wider than the screen. */

let cluster: TestCluster;
let browser: TestBrowser;
let person: TestPerson;
let paths: string[];

beforeAll(async () => {
  cluster = await startTestCluster();
  browser = await launchBrowser(cluster.url);
  person = await register(cluster.api, 'Ada');
  const by = { token: person.token };
  const group = await cluster.api.createGroup({ body: { name: 'Masters 2026' } }, by);
  const invitation = await cluster.api.createInvitation(
    { params: { groupId: group.id }, body: { code: true } },
    by,
  );
  const idea = 'A subscription that delivers fresh sourdough bread by bicycle to offices in Granada.';
  const canvas = await cluster.api.createCanvas(
    { body: { title: 'Sourdough by bike', idea, groupId: group.id } },
    by,
  );
  const empty = await cluster.api.createCanvas({ body: { title: 'Empty' } }, by);
  const { id } = await cluster.api.createGeneration({ headers: {}, body: { canvasId: canvas.id } }, by);
  const events = await fetch(`${cluster.url}/api/v1/generations/${id}/events`, {
    headers: { authorization: `Bearer ${person.token}` },
    signal: AbortSignal.timeout(60_000),
  });
  expect(await events.text()).toContain('event: done');
  paths = [
    '/canvases',
    `/canvases?groupId=${group.id}`,
    '/canvases/new',
    `/canvases/${canvas.id}`,
    `/canvases/${empty.id}`,
    '/groups',
    `/groups/${group.id}`,
    `/groups/${group.id}/people`,
    `/groups/${group.id}/activity`,
    `/groups/${group.id}/code/${invitation.id}`,
    `/canvases/${canvas.id}/move`,
    `/canvases/${canvas.id}/copy`,
    `/notifications/canvases/${canvas.id}`,
    '/notifications',
    '/trash',
    '/join',
    '/join/ZZZZZZ',
    `/join/${invitation.token}`,
    '/join/there-is-no-such-invitation',
    '/account',
    '/settings',
    '/canvases/00000000-0000-7000-8000-000000000000',
    '/api/docs',
  ];
}, 120_000);
afterAll(async () => {
  await browser.close();
  await cluster.discard();
}, 60_000);

const PUBLIC_PATHS = [
  '/',
  '/register',
  '/login',
  '/nothing-here',
  ...BLOCKS.slice(0, 2).map((block) => `/learn/${block}`),
];

const SCREENS = [
  { name: 'desktop, light, English', viewport: DESKTOP, colorScheme: 'light', locale: 'en-GB' },
  { name: 'phone, dark, Spanish', viewport: PHONE, colorScheme: 'dark', locale: 'es-ES' },
] as const;

describe.each(SCREENS)('on $name', ({ viewport, colorScheme, locale }) => {
  let context: BrowserContext;
  beforeAll(async () => {
    context = await browser.open({ viewport, colorScheme, locale });
  });
  afterAll(() => context.close());

  async function faults(path: string): Promise<string[]> {
    const page = await context.newPage();
    const trouble = watchForTrouble(page, new URL(cluster.url).origin);
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const found = [
      ...trouble,
      ...(await axeViolations(page)),
      ...(overflow > 0 ? [`${overflow} px too wide`] : []),
    ];
    if (!/^\S.*AIBMC|AIBMC/.test(await page.title())) found.push('no title');
    await page.close();
    return found.map((fault) => `${path}: ${fault}`);
  }

  test('the public pages', async () => {
    const found: string[] = [];
    for (const path of PUBLIC_PATHS) found.push(...(await faults(path)));
    expect(found).toEqual([]);
  }, 180_000);

  test('the pages of a signed-in person', async () => {
    const page = await context.newPage();
    await signIn(page, person);
    await page.close();
    const found: string[] = [];
    for (const path of paths) found.push(...(await faults(path)));
    expect(found).toEqual([]);
  }, 300_000);
});

describe('between a phone and a desktop', () => {
  test.each([700, 768, 900, 1024, 1100, 1200])(
    'a canvas in Spanish fits %i px',
    async (width) => {
      const context = await browser.open({ viewport: { width, height: 800 }, locale: 'es-ES' });
      const page = await context.newPage();
      await signIn(page, person);
      await page.goto(paths.find((path) => /^\/canvases\/[0-9a-f]{8}-/.test(path)) ?? '');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const heights = await page
        .locator('.bar-end > .button')
        .evaluateAll((buttons) => buttons.map((button) => button.clientHeight));
      expect(Math.max(...heights)).toBeLessThan(44);
      await context.close();
    },
    60_000,
  );
});
