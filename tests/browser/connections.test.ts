import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** Connections, segments and checks on the board, in a real browser, through the gateway. */

let cluster: TestCluster;
let browser: TestBrowser;
let ana: TestPerson;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  browser = await launchBrowser(cluster.url);
  ana = await register(cluster.api, 'Ana');
}, 120_000);
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await cluster.discard();
}, 60_000);

type Row = readonly [key: string, block: Block, text: string, links?: readonly string[]];

const ROWS: readonly Row[] = [
  ['office', 'customer-segments', 'Offices in Granada that start early'],
  ['cafe', 'customer-segments', 'Independent cafés without an oven'],
  ['bread', 'value-propositions', 'Fresh bread before the first meeting', ['office']],
  ['loaf', 'value-propositions', 'Signature loaf without own baker', ['cafe']],
  ['desk', 'channels', 'Reception desks of offices', ['office']],
  ['counter', 'channels', 'Counter displays in cafés'],
  ['chat', 'customer-relationships', 'Pause or change by evening chat', ['office']],
  ['fee', 'revenue-streams', 'Desk subscription per month', ['office', 'bread']],
  ['oven', 'key-resources', 'Deck oven for sourdough', ['bread', 'loaf']],
  ['rounds', 'key-activities', 'Planning bicycle rounds each morning', ['bread']],
  ['mill', 'key-partners', 'Organic mill in Guadix', ['oven']],
  ['lease', 'cost-structure', 'Lease of the deck oven'],
];

interface Canvas {
  id: string;
  /** The ids of its notes by key. */
  ids: Record<string, string>;
}

async function canvasOf(
  rows: readonly Row[] = ROWS,
  { language = 'en', groupId }: { language?: 'en' | 'es'; groupId?: string } = {},
): Promise<Canvas> {
  const { token } = ana;
  const { id } = await cluster.api.createCanvas(
    { body: { title: 'Bread', kind: 'bmc', language, groupId } },
    { token },
  );
  const ids = Object.fromEntries(rows.map(([key]) => [key, newId()]));
  const notes = rows.map(([key, block, text]) => {
    return { id: newId(), type: 'note.add' as const, note: { id: ids[key]!, block, text } };
  });
  const links = rows.flatMap(([key, , , to = []]) =>
    to.map((other) => {
      const connection = { id: newId(), from: ids[key]!, to: ids[other]! };
      return { id: newId(), type: 'connection.add' as const, connection };
    }),
  );
  await cluster.api.applyEdits(
    { params: { canvasId: id }, body: { edits: [...notes, ...links] } },
    { token },
  );
  return { id, ids };
}

/** Whether the server has these two notes connected, in this direction. */
async function areConnected({ id, ids }: Canvas, from: string, to: string): Promise<boolean> {
  const { connections } = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
  return connections.some((link) => link.from === ids[from] && link.to === ids[to]);
}

/** Somebody else changes the canvas meanwhile. */
async function editElsewhere({ id }: Canvas, ...edits: object[]): Promise<void> {
  const body = { edits: edits.map((edit) => ({ id: newId(), ...edit })) } as never;
  await cluster.api.applyEdits({ params: { canvasId: id }, body }, { token: ana.token });
}

async function open(
  canvas: Canvas,
  options: Parameters<TestBrowser['open']>[0] = {},
  person: TestPerson = ana,
): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.open(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await signIn(page, person);
  const trouble = watchForTrouble(page, new URL(cluster.url).origin);
  await page.goto(`/canvases/${canvas.id}`);
  await page.locator('.foot-button').waitFor({ state: 'attached' });
  return { page, trouble };
}

const onPhone = { viewport: PHONE, hasTouch: true, isMobile: true } as const;

const noteOf = (page: Page, canvas: Canvas, key: string): Locator => page.locator(`#note-${canvas.ids[key]}`);
const textOf = (page: Page, canvas: Canvas, key: string): Locator =>
  noteOf(page, canvas, key).locator('.note-text');
const announced = (page: Page): Promise<string> => page.locator('#announcer').innerText();
const finding = (page: Page, title: string | RegExp): Locator => page.locator('.finding', { hasText: title });
const lineMode = (page: Page): Locator => page.getByRole('combobox', { name: 'Connections' });
const lines = (page: Page): Promise<number> => page.locator('.links [data-line]').count();

/** Waits until what is read again and again is what is wanted; fails with what it is. */
async function until<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await read();
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    found = await read();
  }
  expect(found).toEqual(wanted);
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Draws a line from the handle of a note to another note, and lets go where that is wanted. */
async function draw(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.locator('.note-text').hover();
  const start = await middleOf(from.locator('.note-handle'));
  const end = await middleOf(to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
}

describe('connecting by drag', () => {
  test('a line from the handle of a note to another one connects them, whichever way it is drawn', async () => {
    const canvas = await canvasOf();
    const { page, trouble } = await open(canvas);
    await draw(page, noteOf(page, canvas, 'counter'), noteOf(page, canvas, 'cafe'));
    // what can be connected is lit, what cannot steps back
    expect(await page.locator('.can-connect').count()).toBe(5);
    await page.mouse.up();
    await until(() => areConnected(canvas, 'counter', 'cafe'), true);
    expect(await announced(page)).toMatch(/^Connected: ‘Counter .*’ reaches ‘Independent/);
    expect(await page.locator('.can-connect').count()).toBe(0);

    await draw(page, noteOf(page, canvas, 'oven'), noteOf(page, canvas, 'lease'));
    await page.mouse.up();
    await until(() => areConnected(canvas, 'lease', 'oven'), true);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a pair that cannot be connected is refused in words', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await draw(page, noteOf(page, canvas, 'mill'), noteOf(page, canvas, 'cafe'));
    await page.mouse.up();
    await page.locator('.toast', { hasText: 'Key partners do not connect to customer segments.' }).waitFor();
    expect(await areConnected(canvas, 'mill', 'cafe')).toBe(false);
  }, 60_000);

  test('Escape and letting go beside the notes change nothing', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await draw(page, noteOf(page, canvas, 'counter'), noteOf(page, canvas, 'cafe'));
    await page.keyboard.press('Escape');
    expect(await page.locator('.can-connect').count()).toBe(0);
    await page.mouse.up();
    await draw(page, noteOf(page, canvas, 'counter'), page.locator('#title-key-partners'));
    await page.mouse.up();
    expect(await page.locator('.connect-bar').count()).toBe(0);
    // what comes after shows that nothing was on its way
    await draw(page, noteOf(page, canvas, 'counter'), noteOf(page, canvas, 'loaf'));
    await page.mouse.up();
    await until(() => areConnected(canvas, 'counter', 'loaf'), true);
    expect(await areConnected(canvas, 'counter', 'cafe')).toBe(false);
  }, 60_000);
});

describe('connecting by finger', () => {
  test('the handle of the selected note is dragged to another note', async () => {
    const canvas = await canvasOf();
    const { page, trouble } = await open(canvas, onPhone);
    await textOf(page, canvas, 'mill').tap();
    const handle = noteOf(page, canvas, 'mill').locator('.note-handle');
    await handle.waitFor();
    const [start, end] = [await middleOf(handle), await middleOf(noteOf(page, canvas, 'rounds'))];
    const fingers = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', start);
    await touch('touchMove', { x: start.x + 20, y: (start.y + end.y) / 2 });
    await touch('touchMove', end);
    await page.locator('.is-aimed', { hasText: 'Planning bicycle rounds' }).waitFor();
    await touch('touchEnd');
    await until(() => areConnected(canvas, 'mill', 'rounds'), true);
    expect(await page.locator('.connect-bar').count()).toBe(0);
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('connecting by keyboard and menu', () => {
  test('c, arrow keys, Enter and Escape connect, all of it said', async () => {
    const canvas = await canvasOf();
    const { page, trouble } = await open(canvas);
    await textOf(page, canvas, 'counter').focus();
    await page.keyboard.press('c');
    expect(await announced(page)).toMatch(/^Connecting ‘Counter.*Notes to choose from: 5\./);
    expect(await axeViolations(page)).toEqual([]);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (const key of ['ArrowDown', 'Tab']) await page.keyboard.press(key);
    while ((await focused()) !== 'Independent cafés without an oven') await page.keyboard.press('ArrowDown');
    expect(await announced(page)).toMatch(/^reaches\. Not connected\. \d of 5$/);
    await page.keyboard.press('Enter');
    await until(() => areConnected(canvas, 'counter', 'cafe'), true);
    expect(await announced(page)).toMatch(/^Connected: /);
    await page.keyboard.press('Enter');
    await until(() => areConnected(canvas, 'counter', 'cafe'), false);
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Counter displays in cafés');
    expect(await page.locator('.connect-bar').count()).toBe(0);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('the menu lists what can be connected, with what that says', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await noteOf(page, canvas, 'cafe').hover();
    await noteOf(page, canvas, 'cafe').locator('[data-more]').click();
    await page.getByText('Connect to', { exact: true }).click();
    await page.locator('.connect h3', { hasText: 'Channels · is reached by' }).waitFor();
    const box = page.locator('.connect label', { hasText: 'Counter displays' }).getByRole('checkbox');
    await box.check();
    await until(() => areConnected(canvas, 'counter', 'cafe'), true);
    await box.uncheck();
    await until(() => areConnected(canvas, 'counter', 'cafe'), false);
  }, 60_000);

  test('who may only read sees lines and findings, and is offered nothing that would change the canvas', async () => {
    const { token } = ana;
    const group = await cluster.api.createGroup({ body: { name: 'Bakers' } }, { token });
    const params = { groupId: group.id };
    const invitation = await cluster.api.createInvitation({ params, body: { role: 'viewer' } }, { token });
    const ben = await register(cluster.api, 'Ben');
    await cluster.api.acceptInvitation({ params: { token: invitation.token } }, { token: ben.token });
    const canvas = await canvasOf(ROWS, { groupId: group.id });
    const { page, trouble } = await open(canvas, {}, ben);
    await textOf(page, canvas, 'cafe').hover();
    await until(() => lines(page), 1);
    await textOf(page, canvas, 'cafe').focus();
    expect(await page.locator('.note-handle').count()).toBe(0);
    await page.keyboard.press('c');
    expect(await page.locator('.connect-bar').count()).toBe(0);
    await finding(page, 'No channel reaches ‘Independent').getByRole('button', { name: 'Show note' }).click();
    await until(() => page.locator('.note.is-selected').count(), 1);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('lines', () => {
  test('of the note under the pointer, of the selection, or all; the choice is kept', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    expect(await lines(page)).toBe(0);
    await textOf(page, canvas, 'bread').hover();
    await until(() => lines(page), 4);
    await page.mouse.move(5, 5);
    await until(() => lines(page), 0);

    await lineMode(page).selectOption('selection');
    await textOf(page, canvas, 'office').click();
    await until(() => lines(page), 4);
    await textOf(page, canvas, 'mill').hover();
    expect(await lines(page)).toBe(4);

    await lineMode(page).selectOption('all');
    await until(() => lines(page), 10);
    await page.reload();
    await until(() => lines(page), 10);
    expect(await axeViolations(page)).toEqual([]);
    await lineMode(page).selectOption('hover');
  }, 60_000);

  test('follow what others do, and are not drawn to notes that are scrolled out of sight', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await lineMode(page).selectOption('all');
    await until(() => lines(page), 10);
    await editElsewhere(canvas, { type: 'note.remove', noteId: canvas.ids['bread'] });
    await until(() => lines(page), 6);
    const more = Array.from({ length: 30 }, (_, n) => {
      const note = { id: newId(), block: 'channels', text: `Market stall number ${n} in the old town` };
      return { type: 'note.add', note };
    });
    await editElsewhere(canvas, ...more);
    await page.locator('.note', { hasText: 'number 29' }).waitFor({ state: 'attached' });
    await page.locator('#block-channels .block-body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
    await until(() => lines(page), 5);
  }, 60_000);

  test('one is chosen by keyboard, says what it is, and is taken away by Delete, with a way back', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await lineMode(page).selectOption('all');
    const line = page.getByRole('button', { name: '‘Reception desks of offices’ reaches ‘Offices' });
    await line.focus();
    await page.locator('.line-label', { hasText: 'reaches' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await until(() => page.locator('.line-label').innerText(), 'reaches');
    await page.keyboard.press('Delete');
    await until(() => areConnected(canvas, 'desk', 'office'), false);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await until(() => areConnected(canvas, 'desk', 'office'), true);
  }, 60_000);

  test('one is chosen by a click near it, which does not clear the selection, and taken away by its button', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await lineMode(page).selectOption('selection');
    await textOf(page, canvas, 'desk').click();
    await until(() => lines(page), 1);
    const path = page.locator('.links [data-line] path');
    const point = await path.evaluate((line: SVGPathElement) => {
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
      const { left, top } = line.ownerSVGElement!.getBoundingClientRect();
      return { x: x + left + 3, y: y + top };
    });
    await page.mouse.click(point.x, point.y);
    await page.locator('.line-label').getByRole('button', { name: 'Remove connection' }).click();
    await until(() => areConnected(canvas, 'desk', 'office'), false);
    expect(await page.locator('.note.is-selected').count()).toBe(1);
  }, 60_000);

  test('on a phone the selected note says what it is connected to, and leads there', async () => {
    const canvas = await canvasOf();
    const { page, trouble } = await open(canvas, onPhone);
    await textOf(page, canvas, 'bread').tap();
    const strip = noteOf(page, canvas, 'bread').locator('.linked');
    await strip.locator('.chip', { hasText: 'Offices in Granada' }).waitFor();
    expect(await strip.locator('.linked-kind').allInnerTexts()).toContain('serves');
    expect(await lines(page)).toBe(0);
    const { width } = (await strip.boundingBox())!;
    expect(width).toBeLessThanOrEqual(PHONE.width);
    expect(await axeViolations(page)).toEqual([]);
    await strip.locator('.chip', { hasText: 'Offices in Granada' }).tap();
    await noteOf(page, canvas, 'office').locator('.linked').waitFor();
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('segments', () => {
  test('a chip shows one business model, says how much of it there is, and stays through edits and a reload', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    const chip = page
      .getByRole('button', { name: 'Independent cafés without an oven' })
      .and(page.locator('.chip'));
    expect(await chip.getAttribute('title')).toMatch(/1 of 4 connected\. Missing: a channel/);
    await chip.click();
    expect(await announced(page)).toBe('Showing 4 of 12 notes');
    const dimmed = () => page.locator('.note.is-dim').count();
    expect(await dimmed()).toBe(8);
    const connection = { id: newId(), from: canvas.ids['counter'], to: canvas.ids['cafe'] };
    await editElsewhere(canvas, { type: 'connection.add', connection });
    await until(dimmed, 7);
    expect(await chip.getAttribute('title')).toMatch(/2 of 4 connected/);
    await page.reload();
    await until(() => chip.getAttribute('aria-pressed'), 'true');
    expect(await dimmed()).toBe(7);
    expect(await axeViolations(page)).toEqual([]);
    await editElsewhere(canvas, { type: 'note.remove', noteId: canvas.ids['cafe'] });
    await until(dimmed, 0);
  }, 60_000);
});

describe('checks, live', () => {
  test('marks and findings come and go with what they are about', async () => {
    const canvas = await canvasOf();
    const { page, trouble } = await open(canvas);
    const mark = noteOf(page, canvas, 'desk').locator('.note-mark');
    await finding(page, 'No channel reaches ‘Independent cafés').waitFor();
    expect(await mark.count()).toBe(0);
    const set = (text: string) => ({ type: 'note.set', noteId: canvas.ids['desk'], set: { text } });
    await editElsewhere(canvas, set('Innovative desks of offices'));
    await mark.waitFor();
    expect(await mark.getAttribute('aria-label')).toMatch(/^Check: ‘innovative’ in ‘Innovative desks/);
    const percent = () => page.locator('#completeness').innerText();
    const before = Number(await percent());
    await editElsewhere(canvas, set('Reception desks of offices'));
    await mark.waitFor({ state: 'detached' });
    await until(async () => Number(await percent()) > before, true);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a block has a mark by its title until it has notes enough', async () => {
    const canvas = await canvasOf(ROWS.filter(([key]) => key !== 'mill'));
    const { page } = await open(canvas);
    const mark = page.locator('#block-key-partners .block-mark');
    expect(await mark.getAttribute('aria-label')).toBe('Check: Key partners: nothing here yet');
    await mark.click();
    const card = finding(page, 'Key partners: nothing here yet');
    await until(() => card.evaluate((element) => element.contains(document.activeElement)), true);
    await card.getByRole('button', { name: 'Add a key partner' }).click();
    const field = page.getByLabel('New note in Key partners');
    await field.fill('Organic mill in Guadix');
    await field.press('Enter');
    await until(() => mark.getAttribute('aria-label'), 'Check: Notes in Key partners: 1');
    await field.fill('Bicycle workshop for weekly repairs');
    await field.press('Enter');
    await mark.waitFor({ state: 'detached' });
  }, 60_000);

  test('marks are full for what the panel shows first, and rings for the rest', async () => {
    const canvas = await canvasOf(ROWS.filter(([key]) => key === 'office'));
    const { page } = await open(canvas);
    const shown = await page
      .locator('#findings .finding')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset['key']));
    const full = await page
      .locator('.check-mark:not(.is-later)')
      .evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).dataset['finding']));
    expect(full.length).toBeGreaterThan(0);
    expect(full.filter((key) => !shown.includes(key))).toEqual([]);
    expect(await page.locator('.check-mark.is-later').count()).toBeGreaterThan(0);
  }, 60_000);

  test('a note is not judged while it is edited here', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    const note = noteOf(page, canvas, 'desk');
    await textOf(page, canvas, 'desk').focus();
    await page.keyboard.press('Enter');
    await note.locator('textarea').fill('Innovative desks');
    // a change elsewhere has the board checked meanwhile
    await editElsewhere(canvas, {
      type: 'note.set',
      noteId: canvas.ids['chat'],
      set: { text: 'Various things' },
    });
    await noteOf(page, canvas, 'chat').locator('.note-mark').waitFor();
    expect(await note.locator('.note-mark').count()).toBe(0);
    await page.keyboard.press('Enter');
    await note.locator('.note-mark').waitFor();
  }, 60_000);

  test('a finding leads to its note and begins to connect it, with the likeliest first', async () => {
    const canvas = await canvasOf();
    const { page } = await open(canvas);
    await finding(page, '‘Lease of the deck oven’ has no cause')
      .getByRole('button', { name: 'Connect to ‘Deck oven for sourdough’' })
      .click();
    await page.locator('.connect-bar').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Deck oven for sourdough');
    await page.keyboard.press('Enter');
    await until(() => areConnected(canvas, 'lease', 'oven'), true);
    await page.keyboard.press('Escape');
    await finding(page, '‘Lease of the deck oven’ has no cause').waitFor({ state: 'detached' });
  }, 60_000);

  test('a few findings are shown, the rest is folded; the mark of a folded one opens it', async () => {
    const places = ['Market', 'Station', 'Harbour', 'School', 'Museum', 'Library', 'Airport', 'Hospital'];
    const canvas = await canvasOf(places.map((place, n): Row => [`n${n}`, 'channels', `${place} stall`]));
    const { page } = await open(canvas);
    await until(() => page.locator('#findings .finding').count(), 5);
    const rest = page.locator('#findings-rest');
    expect(await rest.locator('summary').innerText()).toMatch(/^\d+ more$/);
    expect(await rest.getAttribute('open')).toBeNull();
    await noteOf(page, canvas, 'n7').locator('.note-mark').click();
    await until(() => rest.getAttribute('open'), '');
    expect(await axeViolations(page)).toEqual([]);
  }, 60_000);

  test('in Spanish, on a phone', async () => {
    const canvas = await canvasOf(ROWS.slice(0, 6), { language: 'es' });
    const { page } = await open(canvas, { ...onPhone, locale: 'es-ES' });
    await page
      .getByRole('heading', { name: 'Ningún canal llega a «Independent cafés without an oven»' })
      .waitFor();
    await page.getByText(/\d+ % completo/).waitFor();
    await finding(page, 'Ningún canal llega a')
      .getByRole('button', { name: /^Conectar con/ })
      .tap();
    await textOf(page, canvas, 'counter').tap();
    await until(() => areConnected(canvas, 'counter', 'cafe'), true);
    await page.getByRole('button', { name: 'Listo' }).tap();
    expect(await page.locator('.connect-bar').count()).toBe(0);
  }, 60_000);
});
