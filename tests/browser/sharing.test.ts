import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { ShareLink } from '@aibmc/common/contract/sharing';
import { newId } from '@aibmc/common/ids';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** What somebody without an account sees and does by a share link, and how its owner stays in charge of it. */

let cluster: TestCluster;
let browser: TestBrowser;
let clara: TestPerson;
let opened: Page[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  browser = await launchBrowser(cluster.url);
  clara = await register(cluster.api, 'Clara Consultant');
}, 120_000);
afterEach(async () => {
  await Promise.all(opened.map((page) => page.context().close()));
  opened = [];
});
afterAll(async () => {
  await browser.close();
  await cluster.discard();
}, 60_000);

const by = () => ({ token: clara.token });

const NOTES: [Block, string][] = [
  ['customer-segments', 'Offices in Granada'],
  ['value-propositions', 'Fresh bread before nine'],
  ['channels', 'Bicycle to the door'],
];

async function newCanvas(notes = NOTES): Promise<string> {
  const { id } = await cluster.api.createCanvas({ body: { title: 'Sourdough by bike' } }, by());
  await add(id, notes);
  return id;
}

async function add(canvasId: string, notes: [Block, string][]): Promise<void> {
  const edits = notes.map(([block, text]): Edit => ({
    id: newId(),
    type: 'note.add',
    note: { id: newId(), block, text },
  }));
  await cluster.api.applyEdits({ params: { canvasId }, body: { edits } }, by());
}

type Terms = Parameters<TestCluster['api']['createShareLink']>[0]['body'];

async function share(canvasId: string, body: Terms = {}): Promise<ShareLink> {
  return cluster.api.createShareLink({ params: { canvasId }, body }, by());
}

interface Visitor {
  page: Page;
  trouble: string[];
}

/** Somebody's own browser. */
async function visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
  const page = await (await browser.open(options)).newPage();
  page.setDefaultTimeout(15_000);
  opened.push(page);
  return { page, trouble: watchForTrouble(page, new URL(cluster.url).origin) };
}

async function owner(path: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const seat = await visitor(options);
  await signIn(seat.page, clara);
  await seat.page.goto(path);
  return seat;
}

/** A page that follows the changes of the canvas. */
async function look(link: ShareLink, options: BrowserContextOptions = {}): Promise<Visitor> {
  const seat = await visitor(options);
  await seat.page.goto(link.url);
  await following(seat.page);
  return seat;
}

const following = (page: Page) => page.locator('#live-state:not(:empty)').waitFor();
const noteOf = (page: Page, text: string): Locator => page.locator('.note', { hasText: text });
const ended = (page: Page) => page.getByRole('heading', { name: 'This link is no longer open' });

/** Comes by a link as somebody with this name. */
async function come(link: ShareLink, name: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const seat = await visitor(options);
  await seat.page.goto(link.url);
  await seat.page.locator('[name=name]').fill(name);
  const connected = seat.page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived'));
  await seat.page.locator('form.stack button').click();
  await connected;
  return seat;
}

async function textOf(page: Page): Promise<string> {
  return (await page.title()) + (await page.locator('html').innerHTML());
}

test('a consultant shares with a password, sees that it is used, and closes it while it is open elsewhere', async () => {
  const canvasId = await newCanvas();
  const { page, trouble } = await owner(`/canvases/${canvasId}`);
  await page.getByRole('link', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For whom').fill('Client');
  await dialog.getByText('Password and embedding').click();
  await dialog.getByLabel('Password (optional)').fill('abc');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByText('At least 4 characters.').waitFor();
  expect(await dialog.getByLabel('For whom').inputValue()).toBe('Client');
  await dialog.getByLabel('Password (optional)').fill('sourdough');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const address = await dialog.getByLabel('Address of Client').inputValue();
  expect(await axeViolations(page)).toEqual([]);

  const client = await visitor();
  await client.page.goto(address);
  await client.page.getByLabel('Password').fill('rye bread');
  await client.page.getByRole('button', { name: 'Open the canvas' }).click();
  await client.page.getByText('This is not the password.').waitFor();
  expect(await axeViolations(client.page)).toEqual([]);
  await client.page.getByLabel('Password').fill('sourdough');
  await client.page.getByRole('button', { name: 'Open the canvas' }).click();
  await noteOf(client.page, 'Bicycle to the door').waitFor();
  await following(client.page);
  expect(await axeViolations(client.page)).toEqual([]);
  expect(await textOf(client.page)).not.toContain('Clara');

  await page.reload();
  await page.getByRole('link', { name: 'Share' }).click();
  await dialog.getByText(/last used/).waitFor();
  const begun = performance.now();
  await dialog.getByRole('button', { name: 'Close the link Client' }).click();
  await ended(client.page).waitFor();
  const ms = Math.round(performance.now() - begun);
  console.log(`a link that was closed: its content was gone from an open page after ${ms} ms`);
  expect(ms).toBeLessThan(2_000);
  expect(await textOf(client.page)).not.toMatch(/Bicycle|Sourdough|Offices/);
  expect(await axeViolations(client.page)).toEqual([]);
  await client.page.reload();
  await ended(client.page).waitFor();
  await dialog.getByText('The link is closed.').waitFor();
  expect([...trouble, ...client.trouble]).toEqual([]);
}, 120_000);

describe('who looks', () => {
  test('sees what changes, and stays where they are on the page', async () => {
    const many = Array.from({ length: 40 }, (_, n): [Block, string] => ['channels', `Channel number ${n}`]);
    const canvasId = await newCanvas([...NOTES, ...many]);
    const { page, trouble } = await look(await share(canvasId));
    await noteOf(page, 'Channel number 39').scrollIntoViewIfNeeded();
    const kept = await noteOf(page, 'Channel number 39').elementHandle();
    await page.locator('#print').evaluate((button) => button.focus({ preventScroll: true }));
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(100);
    await add(canvasId, [
      ['key-partners', 'A mill <b>nearby</b>'],
      ['channels', 'The last one'],
    ]);
    await noteOf(page, 'A mill <b>nearby</b>').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(before);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('print');
    expect(await kept?.evaluate((note) => note.isConnected)).toBe(true);
    await cluster.api.updateCanvas({ params: { canvasId }, body: { title: 'Rye by bike' } }, by());
    await page.getByRole('heading', { name: 'Rye by bike' }).waitFor();
    expect(await page.title()).toBe('Rye by bike · AIBMC');
    expect(trouble).toEqual([]);
  }, 60_000);

  test('catches up after a while without a connection', async () => {
    const canvasId = await newCanvas();
    const { page } = await look(await share(canvasId));
    await page.context().setOffline(true);
    await add(canvasId, [['key-partners', 'A mill nearby']]);
    await page.context().setOffline(false);
    await noteOf(page, 'A mill nearby').waitFor();
  }, 60_000);

  test('loses sight of it when the link runs out, or the canvas goes to the trash', async () => {
    const canvasId = await newCanvas();
    const expiresAt = new Date(Date.now() + 8_000);
    const [short, open] = await Promise.all([
      share(canvasId, { expiresAt: expiresAt.toISOString() }),
      share(canvasId),
    ]);
    const [brief, long] = await Promise.all([look(short), look(open)]);
    await ended(brief.page).waitFor();
    const ms = Date.now() - expiresAt.getTime();
    console.log(`a link that ran out: its content was gone ${ms} ms after its end`);
    expect(ms).toBeLessThan(2_000);
    expect(await noteOf(long.page, 'Bicycle').count()).toBe(1);
    await cluster.api.deleteCanvas({ params: { canvasId } }, by());
    await ended(long.page).waitFor();
    expect(await textOf(long.page)).not.toContain('Bicycle');
  }, 60_000);

  test('prints one landscape page with the attribution, however full the canvas', async () => {
    const blocks: Block[] = [
      'key-partners',
      'channels',
      'key-activities',
      'cost-structure',
      'customer-segments',
    ];
    const full = Array.from({ length: 80 }, (_, n): [Block, string] => [
      blocks[n % blocks.length] ?? 'channels',
      `Note number ${n} has a text of some length, as notes of real canvases do`,
    ]);
    for (const notes of [NOTES, full]) {
      const { page } = await look(await share(await newCanvas(notes)));
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
      expect(pdf).toMatch(/\/MediaBox\s*\[\s*0 0 841\.\d+ 59[45]\.?\d*\s*\]/);
      await page.emulateMedia({ media: 'print' });
      // the page without its margins, at 96 dots an inch
      await page.setViewportSize({ width: 1062, height: 733 });
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.block')]
          .filter((block) => {
            const { bottom } = block.getBoundingClientRect();
            return [...block.querySelectorAll('.note')].some(
              (note) => note.getBoundingClientRect().bottom > bottom + 1,
            );
          })
          .map(({ id }) => id),
      );
      expect(cut).toEqual([]);
      const foot = await page.getByText('CC BY-SA 3.0').boundingBox();
      expect(foot && foot.y + foot.height).toBeLessThanOrEqual(733);
    }
  }, 60_000);

  test('on a phone, in Spanish, reads one block under the other', async () => {
    const { page, trouble } = await look(await share(await newCanvas()), {
      viewport: PHONE,
      locale: 'es-ES',
    });
    await page.getByRole('heading', { name: 'Segmentos de clientes' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('loads little: no code of the board', async () => {
    const link = await share(await newCanvas());
    const { page } = await visitor();
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script')
        scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(link.url);
    await following(page);
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    console.log(`the page of a link to look at loads ${bytes} bytes of script`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(5_000);
  }, 60_000);
});

describe('a guest', () => {
  test('with a link to edit works on the board together with its owner, until the link is closed', async () => {
    const canvasId = await newCanvas();
    const link = await share(canvasId, { role: 'editor' });
    const host = await owner(`/canvases/${canvasId}`);
    const guest = await come(link, 'Gus Guest');
    await guest.page.getByText('You are here as Gus Guest, by a link.').waitFor();
    await host.page.locator('.faces', { hasText: 'Gus Guest' }).waitFor();
    expect(await axeViolations(guest.page)).toEqual([]);
    for (const name of ['History', 'Ask AI', 'Share']) {
      expect(await guest.page.getByRole('banner').getByText(name).count()).toBe(0);
    }
    await guest.page.locator('#block-channels [data-add]').click();
    await guest.page.locator('#add-channels textarea').fill('A stall at the market');
    await guest.page.locator('#add-channels textarea').press('Enter');
    await noteOf(host.page, 'A stall at the market').waitFor();
    await noteOf(host.page, 'Bicycle').locator('.note-text').press('Enter');
    await host.page.locator('.note textarea').fill('Cargo bike to the door');
    await host.page.locator('.note textarea').press('Enter');
    await noteOf(guest.page, 'Cargo bike').waitFor();

    await guest.page.reload();
    await noteOf(guest.page, 'Cargo bike').waitFor();
    await guest.page.locator('#save-state').waitFor({ state: 'attached' });
    await host.page.locator('.faces', { hasText: 'Gus Guest' }).waitFor();
    const begun = performance.now();
    await cluster.api.deleteShareLink({ params: { canvasId, linkId: link.id } }, by());
    await ended(guest.page).waitFor();
    const ms = Math.round(performance.now() - begun);
    console.log(`a link that was closed: the board was gone from a guest's page after ${ms} ms`);
    expect(ms).toBeLessThan(2_000);
    expect(await textOf(guest.page)).not.toMatch(/Cargo bike|A stall|Sourdough/);
    expect([...host.trouble, ...guest.trouble]).toEqual([]);
  }, 120_000);

  test('with a link to comment comments, under the name they gave, and cannot edit', async () => {
    const canvasId = await newCanvas();
    const link = await share(canvasId, { role: 'commenter' });
    const { page, trouble } = await come(link, 'Cora Critic');
    expect(await page.locator('[data-add]').count()).toBe(0);
    expect(await page.locator('.note-more').count()).toBe(0);
    await noteOf(page, 'Bicycle').locator('.note-text').press('Enter');
    expect(await page.locator('.note textarea').count()).toBe(0);
    await noteOf(page, 'Bicycle').locator('.note-text').press('t');
    const field = page.locator('.comments-begin textarea');
    await field.fill('Who rides in winter?');
    await field.press('Control+Enter');
    await page.locator('.comment:not(.is-waiting)', { hasText: 'Who rides in winter?' }).waitFor();
    const found = (await cluster.api.listComments({ params: { canvasId } }, by())).items;
    expect(found.map(({ text, author }) => [text, author.name])).toEqual([
      ['Who rides in winter?', 'Cora Critic'],
    ]);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 120_000);

  test('by keyboard alone is let in, and writes a note', async () => {
    const { page } = await visitor();
    await page.goto((await share(await newCanvas(), { role: 'editor' })).url);
    await page.keyboard.type('Kim Keys');
    await page.keyboard.press('Enter');
    await page.getByText('You are here as Kim Keys').waitFor();
    await noteOf(page, 'Bicycle').locator('.note-text').focus();
    await page.keyboard.press('n');
    await page.keyboard.type('Word of mouth');
    await page.keyboard.press('Enter');
    await noteOf(page, 'Word of mouth').waitFor();
  }, 60_000);

  test('who has the canvas anyway is offered their own page', async () => {
    const canvasId = await newCanvas();
    const link = await share(canvasId, { role: 'editor' });
    const { page } = await owner(link.url);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Clara Consultant');
    await page.getByRole('link', { name: 'Open it with your account' }).click();
    await page.waitForURL(`**/canvases/${canvasId}`);
  }, 60_000);

  test('on a phone, in Spanish, comes in and edits', async () => {
    const link = await share(await newCanvas(), { role: 'editor' });
    const { page, trouble } = await come(link, 'Gus', { viewport: PHONE, locale: 'es-ES' });
    await page.getByText('Estás aquí como Gus, por un enlace.').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('#block-channels [data-add]').click();
    await page.locator('#add-channels textarea').fill('Boca a boca');
    await page.locator('#add-channels textarea').press('Enter');
    await noteOf(page, 'Boca a boca').waitFor();
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('a canvas in a frame', () => {
  const servers: Server[] = [];
  let html = '';

  /** A site on an origin of its own, with one page that has the frame. */
  async function site(): Promise<string> {
    const server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  afterAll(async () => {
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  });

  test('shows on a site that may embed it, live, and on no other', async () => {
    const [allowed, other] = [await site(), await site()];
    const canvasId = await newCanvas();
    await share(canvasId, { role: 'editor', embedSites: [allowed] });
    const dialog = await owner(`/canvases/${canvasId}/share`);
    const snippet = await dialog.page.getByLabel(`Code that embeds it in ${allowed}`).inputValue();
    html = `<!doctype html><html lang="en"><title>A site</title><main><h1>A site</h1>${snippet}</main>`;

    const { page } = await visitor();
    await page.goto(allowed);
    const frame = page.frameLocator('iframe');
    await frame.locator('.note', { hasText: 'Bicycle' }).waitFor();
    await frame.locator('#live-state:not(:empty)').waitFor();
    await add(canvasId, [['key-partners', 'A mill nearby']]);
    await frame.locator('.note', { hasText: 'A mill nearby' }).waitFor();
    expect(await frame.getByRole('button').count()).toBe(0);
    await frame.getByText('CC BY-SA 3.0').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);

    const refused = await visitor();
    const told = refused.page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await refused.page.goto(other);
    await told;
    expect(await refused.page.frameLocator('iframe').locator('.note').count()).toBe(0);
  }, 60_000);
});

describe('the links of a canvas', () => {
  test('are made, changed and closed without a script', async () => {
    const canvasId = await newCanvas();
    const context = await browser.open({ javaScriptEnabled: false });
    const page = await context.newPage();
    opened.push(page);
    await signIn(page, clara);
    await page.goto(`/canvases/${canvasId}`);
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByRole('radio', { name: /^Comment/ }).check();
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByText('The link is ready to be copied.').waitFor();
    await page.getByLabel('Change Link to comment').click();
    await page.locator('.share-link').getByRole('radio', { name: /^Edit/ }).check();
    await page.locator('.share-link').getByRole('button', { name: 'Save' }).click();
    await page.getByText('The link was changed.').waitFor();
    await page.getByRole('button', { name: 'Close the link Link to edit' }).click();
    await page.getByText('The link is closed.').waitFor();
    expect(await page.locator('.share-link').count()).toBe(0);
  }, 60_000);

  test('by keyboard alone: opened, made and copied, and the focus comes back to the board', async () => {
    const { page, trouble } = await owner(`/canvases/${await newCanvas()}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#share').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('For whom').focus();
    await page.keyboard.type('Board');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('The link is ready to be copied.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Copy');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const address = await page.getByLabel('Address of Board').inputValue();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('share');
    expect(trouble).toEqual([]);
  }, 60_000);

  test('on a phone fit the screen', async () => {
    const canvasId = await newCanvas();
    await share(canvasId, {
      role: 'editor',
      label: 'For the people of the market',
      embedSites: ['https://example.org'],
    });
    const { page } = await owner(`/canvases/${canvasId}`, { viewport: PHONE });
    await page.locator('#share').click();
    await page.getByRole('dialog').getByText('New link').click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await axeViolations(page)).toEqual([]);
  }, 60_000);
});
