import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BLOCK_TEXT, BLOCKS } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { BrowserContext, Page } from 'playwright-core';
import { startTestCluster, type TestCluster } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, type TestBrowser, watchForTrouble } from './browser.ts';

/** What people do, in a real browser, through the gateway. */

let cluster: TestCluster;
let browser: TestBrowser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  browser = await launchBrowser(cluster.url);
}, 120_000);
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await browser.close();
  await cluster.discard();
}, 60_000);

async function openPage(
  options: Parameters<TestBrowser['open']>[0] = {},
): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.open(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { page, trouble: watchForTrouble(page, new URL(cluster.url).origin) };
}

const IDEA =
  'A subscription that delivers fresh sourdough bread by bicycle to offices in Granada every morning.';

async function register(page: Page, name: string): Promise<string> {
  const email = `${name.toLowerCase()}-${newId()}@example.org`;
  await page.goto('/register');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('bread before nine');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/register'));
  return email;
}

async function draft(page: Page, idea: string): Promise<void> {
  await page.goto('/canvases/new');
  await page.getByLabel('The idea').fill(idea);
  await page.getByRole('button', { name: 'Draft the canvas' }).click();
  await page.waitForURL(/\/canvases\/[0-9a-f-]{36}/);
}

/** Notes that each block of the board shows, by block. */
async function notesByBlock(page: Page): Promise<Record<string, number>> {
  const counts = BLOCKS.map(
    async (block) => [block, await page.locator(`#block-${block} .note`).count()] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

async function untilDrafted(page: Page): Promise<void> {
  await page
    .getByText(/Drafted from the pattern|Redactado a partir del patrón|patrón/)
    .first()
    .waitFor();
}

describe('register to a generated canvas', () => {
  test('a newcomer describes an idea and gets nine blocks, that are still there after a reload', async () => {
    const { page, trouble } = await openPage();
    await page.goto('/');
    await page.getByRole('link', { name: 'Draft your first canvas' }).first().click();
    await register(page, 'Ada');
    await draft(page, IDEA);
    await untilDrafted(page);
    const drafted = await notesByBlock(page);
    for (const block of BLOCKS) expect([block, drafted[block]! >= 2]).toEqual([block, true]);
    await page.reload();
    expect(await notesByBlock(page)).toEqual(drafted);
    await expect(page.getByText('Strategyzer').first().isVisible()).resolves.toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 120_000);

  test('they add, change, move and delete a note, and take the deletion back', async () => {
    const { page, trouble } = await openPage();
    await register(page, 'Grace');
    await draft(page, IDEA);
    await untilDrafted(page);
    const channels = page.locator('#block-channels');
    await page
      .getByRole('link', { name: 'Add a note to Channels' })
      .or(page.getByRole('button', { name: 'Add a note to Channels' }))
      .click();
    await page.getByLabel('New note in Channels').fill('Stall at the Saturday market');
    await page.getByLabel('New note in Channels').press('Enter');
    const note = page.locator('.note', { hasText: 'Stall at the Saturday market' });
    await channels.locator(note).waitFor();
    await saved(page);

    await note.getByRole('button', { name: /Actions for: Stall/ }).click();
    await page.locator('#note-menu').getByRole('button', { name: 'Key partners' }).click();
    await page.locator('#block-key-partners').locator(note).waitFor();
    await saved(page);
    await page.reload();
    expect(await page.locator('#block-key-partners').locator(note).count()).toBe(1);

    await note.getByRole('button', { name: /Actions for: Stall/ }).click();
    await page.locator('#note-menu').getByRole('button', { name: 'Delete', exact: true }).click();
    await note.waitFor({ state: 'detached' });
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await note.waitFor();
    await saved(page);
    await page.reload();
    expect(await note.count()).toBe(1);
    expect(trouble).toEqual([]);
  }, 120_000);

  test('without JavaScript they read the board and add a note', async () => {
    const { page } = await openPage({ javaScriptEnabled: false });
    await register(page, 'Linus');
    await page.goto('/canvases/new');
    await page.getByLabel('The idea').fill(IDEA);
    await page.getByRole('button', { name: 'Start empty' }).click();
    await page.getByRole('link', { name: 'Add a note to Channels' }).click();
    await page.getByLabel('New note in Channels').fill('Posters in the old town');
    await page.locator('#add-channels').getByRole('button', { name: 'Add' }).click();
    await page.locator('#block-channels .note', { hasText: 'Posters in the old town' }).waitFor();
  }, 120_000);
});

async function saved(page: Page): Promise<void> {
  await page.locator('#save-state', { hasText: /saved/i }).waitFor();
}

describe('invite and share', () => {
  test('a second person joins by the link, reads the shared canvas and adds to it', async () => {
    const owner = await openPage();
    await register(owner.page, 'Olga');
    await owner.page.goto('/groups');
    await owner.page.getByLabel('Name of the group').fill('Masters 2026');
    await owner.page.getByRole('button', { name: 'Create the group' }).click();
    await owner.page.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await owner.page.getByLabel(/Link for/).inputValue();
    expect(link.startsWith(cluster.url)).toBe(true);
    await owner.page.getByRole('link', { name: 'New canvas' }).first().click();
    await owner.page.getByLabel('The idea').fill(IDEA);
    await owner.page.getByRole('button', { name: 'Draft the canvas' }).click();
    await untilDrafted(owner.page);
    const canvas = owner.page.url();

    const guest = await openPage();
    await guest.page.goto(canvas);
    expect(new URL(guest.page.url()).pathname).toBe('/login');
    await guest.page.goto(link);
    await guest.page.getByRole('link', { name: 'Create an account and join' }).click();
    await guest.page.getByLabel('Name').fill('Ben');
    await guest.page.getByLabel('E-mail').fill(`ben-${newId()}@example.org`);
    await guest.page.getByLabel('Password', { exact: true }).fill('bread before nine');
    await guest.page.getByRole('button', { name: 'Create the account' }).click();
    await guest.page.getByRole('button', { name: 'Join the group' }).click();
    await guest.page.waitForURL(/\/groups\//);
    await guest.page.goto(canvas);
    expect(await notesByBlock(guest.page)).toEqual(await notesByBlock(owner.page));
    await guest.page.locator('#block-channels [data-add]').click();
    await guest.page.getByLabel('New note in Channels').fill('Word of mouth at work');
    await guest.page.getByLabel('New note in Channels').press('Enter');
    await saved(guest.page);
    await owner.page.reload();
    await owner.page.locator('#block-channels .note', { hasText: 'Word of mouth at work' }).waitFor();

    const outsider = await openPage();
    await register(outsider.page, 'Otto');
    expect((await outsider.page.goto(canvas))?.status()).toBe(404);
    expect(await axeViolations(outsider.page)).toEqual([]);
    expect([...owner.trouble, ...guest.trouble, ...outsider.trouble]).toEqual([]);
  }, 180_000);
});

describe('in Spanish on a phone', () => {
  test('the pages, the draft and its notes are Spanish, and nothing is wider than the screen', async () => {
    const { page, trouble } = await openPage({
      locale: 'es-ES',
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    });
    await page.goto('/');
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await page.goto('/register');
    await page.locator('[name=name]').fill('Lucía');
    await page.locator('[name=email]').fill(`lucia-${newId()}@example.org`);
    await page.locator('[name=password]').fill('pan antes de las nueve');
    await page.locator('form[action="/register"] button').click();
    await page.waitForURL((url) => url.pathname !== '/register');
    await page.goto('/canvases/new');
    expect(await page.locator('#language').inputValue()).toBe('es');
    await page
      .locator('#idea')
      .fill('Una suscripción que entrega pan de masa madre en bicicleta a oficinas de Granada cada mañana.');
    await page.locator('button[value=draft]').click();
    await page.waitForURL(/\/canvases\/[0-9a-f-]{36}/);
    await untilDrafted(page);
    for (const block of BLOCKS) {
      const section = page.locator(`#block-${block}`);
      expect(await section.locator('.block-title').innerText()).toBe(BLOCK_TEXT.es[block].title);
      expect(await section.locator('.note').count()).toBeGreaterThanOrEqual(2);
    }
    await page.locator('[data-map=channels]').tap();
    await expect(isInView(page, '#block-channels')).resolves.toBe(true);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 120_000);
});

async function isInView(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate(
    (element) =>
      new Promise<boolean>((resolve) => {
        const observer = new IntersectionObserver(([entry]) => {
          if (!entry?.isIntersecting) return;
          observer.disconnect();
          resolve(true);
        });
        observer.observe(element);
        setTimeout(() => {
          resolve(false);
        }, 5_000);
      }),
  );
}
