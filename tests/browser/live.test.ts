import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { Locator, Page } from 'playwright-core';
import { register, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, PHONE, signIn } from './browser.ts';
import { type Class, type Seat, startClass } from './class.ts';

/** Several people on one canvas at the same time, each in a browser of their own. */

let room: Class;
let cluster: TestCluster;
let groupId: string;
let ana: TestPerson;
let ben: TestPerson;
let vera: TestPerson;

beforeAll(async () => {
  room = await startClass('Ana Marín', [
    ['Ben Lee', 'editor'],
    ['Vera Cruz', 'viewer'],
  ]);
  ({ cluster, groupId, owner: ana } = room);
  [ben, vera] = room.members as [TestPerson, TestPerson];
}, 120_000);
afterEach(() => room.leave());
afterAll(() => room.stop(), 60_000);

const by = ({ token }: TestPerson) => ({ token });

/** A canvas of the group with these notes, as texts by block. */
function newCanvas(notes: Partial<Record<Block, string[]>>): Promise<string> {
  return room.newCanvas(
    Object.entries(notes).flatMap(([block, texts]) =>
      texts.map((text) => ({ id: newId(), block: block as Block, text })),
    ),
  );
}

const open = (person: TestPerson, canvasId: string): Promise<Seat> => room.open(canvasId, person);

const noteOf = (page: Page, text: string): Locator => page.locator('.note', { hasText: text });
const toast = (page: Page, text: string): Locator => page.locator('.toast', { hasText: text });
const banner = (page: Page, text: string): Locator => page.locator('.live-banner', { hasText: text });
const fieldOf = (page: Page): Locator => page.locator('.note textarea');

async function beginEditing(page: Page, text: string): Promise<void> {
  await noteOf(page, text).locator('.note-text').press('Enter');
  await fieldOf(page).waitFor();
}

async function rewrite(page: Page, text: string, next: string): Promise<void> {
  await beginEditing(page, text);
  await fieldOf(page).fill(next);
  await fieldOf(page).press('Enter');
}

async function addTo(page: Page, block: Block, text: string): Promise<void> {
  await page.locator(`#block-${block} [data-add]`).click();
  await page.locator(`#add-${block} textarea`).fill(text);
  await page.locator(`#add-${block} textarea`).press('Enter');
}

async function saved(page: Page): Promise<void> {
  await page.locator('#save-state', { hasText: 'All changes saved' }).waitFor();
}

/** The texts of a block, in order, as the page shows them. */
async function textsIn(page: Page, block: Block): Promise<string[]> {
  return page.locator(`#block-${block} .note-text`).allTextContents();
}

async function until(check: () => Promise<unknown>, what: string, limitMs = 15_000): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${limitMs} ms: ${what}`);
}

describe('two who write at the same time', () => {
  test.each([
    ['', () => undefined],
    [
      ' where the browser cannot move elements as they are',
      () => Reflect.deleteProperty(Element.prototype, 'moveBefore'),
    ],
  ])(
    'in different notes keep what they type, their focus and caret, and both see both%s',
    async (_, prepare) => {
      const canvasId = await newCanvas({ channels: ['Door', 'Window', 'Stall'] });
      const context = await room.enter(ana);
      await context.addInitScript(prepare);
      const [a, b] = await Promise.all([room.sit(context, canvasId), open(ben, canvasId)]);
      await beginEditing(a.page, 'Window');
      await a.page.keyboard.press('Home');
      await a.page.keyboard.type('Shop ');
      await rewrite(b.page, 'Door', 'Front door');
      await addTo(b.page, 'channels', 'Post');
      // Ben moves a note from behind the one that Ana types in to the front of it.
      await noteOf(b.page, 'Stall').locator('.note-text').focus();
      await b.page.keyboard.press('Alt+ArrowUp');
      await b.page.keyboard.press('Alt+ArrowUp');
      const order = ['Stall', 'Front door', 'Window', 'Post'];
      await until(
        async () => (await textsIn(a.page, 'channels')).join() === order.join(),
        'Ana sees Ben’s work',
      );
      expect(await fieldOf(a.page).evaluate((field) => document.activeElement === field)).toBe(true);
      await a.page.keyboard.type('front ');
      expect(await fieldOf(a.page).inputValue()).toBe('Shop front Window');
      await fieldOf(a.page).press('Enter');
      await noteOf(b.page, 'Shop front Window').waitFor();
      await saved(a.page);
      expect(await textsIn(b.page, 'channels')).toEqual(await textsIn(a.page, 'channels'));
      const { notes } = await cluster.api.getCanvas({ params: { canvasId } }, by(ana));
      expect(notes.map(({ text }) => text).sort()).toEqual([
        'Front door',
        'Post',
        'Shop front Window',
        'Stall',
      ]);
      expect([...a.trouble, ...b.trouble]).toEqual([]);
    },
    90_000,
  );

  test('in the same note: who saves last wins, both are told, and the other text is one click away', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await beginEditing(a.page, 'Door');
    await fieldOf(a.page).fill('Door by Ana');
    await b.page.getByText('Ana Marín is typing').waitFor();
    await rewrite(b.page, 'Door', 'Door by Ben');
    await until(
      async () => (await textsIn(a.page, 'channels'))[0] === 'Door by Ben',
      'Ben’s text is behind the field',
    );
    expect(await fieldOf(a.page).inputValue()).toBe('Door by Ana');
    await fieldOf(a.page).press('Enter');
    await noteOf(b.page, 'Door by Ana').waitFor();
    await toast(b.page, 'Ana Marín saved over your text: Door by Ben').waitFor();
    await toast(a.page, 'Ben Lee changed this note while you typed').waitFor();
    expect(await axeViolations(a.page)).toEqual([]);
    await a.page.getByRole('button', { name: 'Use theirs' }).click();
    await noteOf(b.page, 'Door by Ben').waitFor();
    await saved(a.page);
  }, 90_000);

  test('in a note that the other deletes: what was typed can be had as a new note', async () => {
    const canvasId = await newCanvas({ channels: ['Door', 'Stall'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await beginEditing(a.page, 'Door');
    await fieldOf(a.page).fill('Front door');
    await noteOf(b.page, 'Door').locator('.note-text').press('Delete');
    await noteOf(a.page, 'Door').waitFor({ state: 'detached' });
    await a.page.getByRole('button', { name: 'Add it again' }).click();
    await noteOf(b.page, 'Front door').waitFor();
    expect(await textsIn(b.page, 'channels')).toEqual(['Stall', 'Front door']);
  }, 90_000);

  test('and one undoes: what the other has changed since stays, the rest goes back', async () => {
    const canvasId = await newCanvas({ channels: ['Door', 'Stall'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await rewrite(a.page, 'Stall', 'Market stall');
    await rewrite(a.page, 'Door', 'Door by Ana');
    await noteOf(b.page, 'Door by Ana').waitFor();
    await rewrite(b.page, 'Door by Ana', 'Door by Ben');
    await noteOf(a.page, 'Door by Ben').waitFor();
    await a.page.keyboard.press('Control+z');
    await toast(a.page, 'Somebody has changed some of it since').waitFor();
    expect(await textsIn(a.page, 'channels')).toEqual(['Door by Ben', 'Market stall']);
    await a.page.keyboard.press('Control+z');
    await until(
      async () => (await textsIn(b.page, 'channels')).join() === 'Door by Ben,Stall',
      'Ben sees what Ana has taken back',
    );
    await a.page.keyboard.press('Control+Shift+z');
    await noteOf(b.page, 'Market stall').waitFor();
  }, 90_000);
});

/** Ends a page that is offline, then lets the browser go online again. */
async function leave({ page, context }: Seat): Promise<void> {
  await page.goto('about:blank');
  await context.setOffline(false);
}

async function revisionOf(canvasId: string): Promise<number> {
  return (await cluster.api.getCanvas({ params: { canvasId } }, by(ana))).canvas.revision;
}

describe('without a connection', () => {
  test('work goes on, is said to wait, and merges with what others did when it is back', async () => {
    const canvasId = await newCanvas({ channels: ['Door', 'Stall'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await a.context.setOffline(true);
    await rewrite(a.page, 'Door', 'Front door');
    await addTo(a.page, 'channels', 'Post');
    await banner(a.page, 'You are offline.').waitFor();
    await banner(a.page, 'Changes waiting: 2.').waitFor();
    expect(await axeViolations(a.page)).toEqual([]);
    await rewrite(b.page, 'Stall', 'Market stall');
    await addTo(b.page, 'channels', 'Bike');
    await saved(b.page);
    await a.context.setOffline(false);
    await saved(a.page);
    await a.page.locator('.live-banner').waitFor({ state: 'hidden' });
    await noteOf(b.page, 'Post').waitFor();
    expect((await textsIn(a.page, 'channels')).sort()).toEqual([
      'Bike',
      'Front door',
      'Market stall',
      'Post',
    ]);
    expect(await textsIn(b.page, 'channels')).toEqual(await textsIn(a.page, 'channels'));
  }, 90_000);

  test('a move meets a deletion: whichever comes last, the note is gone for both, and its neighbours stay', async () => {
    const canvasId = await newCanvas({ channels: ['Door', 'Stall', 'Window'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await a.context.setOffline(true);
    // Ana moves what Ben deletes, and deletes what Ben moves.
    await noteOf(a.page, 'Door').locator('.note-text').press('Alt+ArrowLeft');
    await until(async () => !(await textsIn(a.page, 'channels')).includes('Door'), 'Ana’s move shows');
    expect(await noteOf(a.page, 'Door').count()).toBe(1);
    await noteOf(a.page, 'Window').locator('.note-text').press('Delete');
    await noteOf(b.page, 'Door').locator('.note-text').press('Delete');
    await noteOf(b.page, 'Window').locator('.note-text').press('Alt+ArrowLeft');
    await until(async () => (await textsIn(b.page, 'channels')).join() === 'Stall', 'Ben’s move shows');
    await saved(b.page);
    await a.context.setOffline(false);
    await saved(a.page);
    for (const { page } of [a, b]) {
      await noteOf(page, 'Door').waitFor({ state: 'detached' });
      await noteOf(page, 'Window').waitFor({ state: 'detached' });
      expect(await page.locator('.note-text').allTextContents()).toEqual(['Stall']);
    }
    const { canvas, notes } = await cluster.api.getCanvas({ params: { canvasId } }, by(ana));
    expect(notes.map(({ text }) => text)).toEqual(['Stall']);
    // the move that found nothing is in the log too
    expect(canvas.revision).toBe(7);
    expect([...a.trouble, ...b.trouble]).toEqual([]);
  }, 90_000);

  test('work outlives the page: the next one sends it, once', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const a = await open(ana, canvasId);
    await a.context.setOffline(true);
    await addTo(a.page, 'channels', 'Post');
    await rewrite(a.page, 'Door', 'Front door');
    await banner(a.page, 'Changes waiting: 2.').waitFor();
    await leave(a);
    expect(await revisionOf(canvasId)).toBe(1);
    const again = await room.sit(a.context, canvasId);
    await noteOf(again.page, 'Post').waitFor();
    await saved(again.page);
    expect(await revisionOf(canvasId)).toBe(3);
    await again.page.reload();
    expect(await textsIn(again.page, 'channels')).toEqual(['Front door', 'Post']);
    expect(again.trouble).toEqual([]);
  }, 90_000);

  test('work of a page that has ended is sent by another one of the same person, once', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const first = await open(ana, canvasId);
    const second = await room.sit(first.context, canvasId);
    await first.context.setOffline(true);
    await addTo(second.page, 'channels', 'From the second');
    await first.page.bringToFront();
    await addTo(first.page, 'channels', 'From the first');
    await banner(first.page, 'Changes waiting: 1.').waitFor();
    await leave(first);
    await noteOf(second.page, 'From the first').waitFor();
    await saved(second.page);
    expect(await revisionOf(canvasId)).toBe(3);
  }, 90_000);

  test('work of one person is not sent by another who uses the same browser', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const a = await open(ana, canvasId);
    await a.context.setOffline(true);
    await addTo(a.page, 'channels', 'By Ana');
    await banner(a.page, 'Changes waiting: 1.').waitFor();
    await leave(a);
    expect(await revisionOf(canvasId)).toBe(1);
    const page = await a.context.newPage();
    await page.goto('/canvases');
    await page.locator('summary.avatar').click();
    await page.locator('form[action="/logout"] button').click();
    await signIn(page, ben);
    const b = await room.sit(a.context, canvasId);
    await addTo(b.page, 'channels', 'By Ben');
    await saved(b.page);
    expect(await textsIn(b.page, 'channels')).toEqual(['Door', 'By Ben']);
  }, 90_000);
});

describe('who may do what', () => {
  test('a viewer sees what others do and can change nothing; with another role they can', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const [a, v] = await Promise.all([open(ana, canvasId), open(vera, canvasId)]);
    await rewrite(a.page, 'Door', 'Front door');
    await noteOf(v.page, 'Front door').waitFor();
    expect(await v.page.locator('[data-add], [data-more], .title-form').count()).toBe(0);
    await noteOf(v.page, 'Front door').locator('.note-text').dblclick();
    await v.page.keyboard.press('Delete');
    await v.page.keyboard.press('n');
    expect(await v.page.locator('.board textarea').count()).toBe(0);
    expect(await axeViolations(v.page)).toEqual([]);
    await cluster.api.updateMember(
      { params: { groupId, userId: vera.id }, body: { role: 'editor' } },
      by(ana),
    );
    await v.page.getByRole('button', { name: 'Load the page again' }).click();
    await addTo(v.page, 'channels', 'By Vera');
    await noteOf(a.page, 'By Vera').waitFor();

    await beginEditing(v.page, 'By Vera');
    await fieldOf(v.page).fill('Half a thought');
    await cluster.api.updateMember(
      { params: { groupId, userId: vera.id }, body: { role: 'viewer' } },
      by(ana),
    );
    const lowered = Date.now();
    await toast(v.page, 'you can read this canvas').waitFor();
    expect(Date.now() - lowered).toBeLessThan(2_000);
    const unsaved = v.page.getByRole('dialog', { name: 'What could not be saved' });
    await unsaved.getByText('Half a thought').waitFor();
    await unsaved.getByRole('button', { name: 'Copy' }).click();
    await unsaved.getByRole('button', { name: 'Copied' }).waitFor();
    await unsaved.getByRole('button', { name: 'Close' }).click();
    expect(
      await v.page.locator('.board textarea:visible, [data-add]:visible, [data-more]:visible').count(),
    ).toBe(0);
    expect(await axeViolations(v.page)).toEqual([]);
    expect(await textsIn(a.page, 'channels')).toEqual(['Front door', 'By Vera']);
  }, 90_000);

  test('a removed member is told within two seconds, sees nothing that comes after, and has what was not saved', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const carl = await register(cluster.api, 'Carl');
    await room.join(carl, 'editor');
    const [a, c] = await Promise.all([open(ana, canvasId), open(carl, canvasId)]);
    await c.context.setOffline(true);
    await addTo(c.page, 'channels', 'Written on the train');
    await banner(c.page, 'Changes waiting: 1.').waitFor();
    await cluster.api.removeMember({ params: { groupId, userId: carl.id } }, by(ana));
    await c.context.setOffline(false);
    await banner(c.page, 'You no longer have access to this canvas').waitFor();
    const dialog = c.page.getByRole('dialog', { name: 'What could not be saved' });
    await dialog.getByText('Written on the train').waitFor();
    expect(await axeViolations(c.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();

    await room.join(carl, 'editor');
    const again = await room.sit(c.context, canvasId);
    const removed = Date.now();
    await cluster.api.removeMember({ params: { groupId, userId: carl.id } }, by(ana));
    await banner(again.page, 'You no longer have access to this canvas').waitFor();
    expect(Date.now() - removed).toBeLessThan(2_000);
    await addTo(a.page, 'channels', 'A secret');
    await saved(a.page);
    expect(await textsIn(again.page, 'channels')).toEqual(['Door']);
    expect(await again.page.locator('[data-add]:visible').count()).toBe(0);
  }, 90_000);
});

describe('who is here', () => {
  test('is shown beside the title on a phone too: two or three faces, and how many more', async () => {
    const canvasId = await newCanvas({ channels: ['Door'] });
    const [a] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    await a.page.setViewportSize(PHONE);
    const face = a.page.getByRole('list', { name: 'Here now' }).getByRole('listitem');
    await face.first().waitFor();
    const title = await a.page.locator('.title-input').boundingBox();
    expect(title?.width).toBeGreaterThan(60);
    expect(await a.page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await a.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    expect((await a.page.locator('.title-input').boundingBox())?.width).toBeGreaterThan(200);
  }, 60_000);

  test('is shown by a face each, on the notes they have selected, and where they type; until they leave', async () => {
    const canvasId = await newCanvas({ channels: ['Door', 'Stall'] });
    const [a, b] = await Promise.all([open(ana, canvasId), open(ben, canvasId)]);
    const faces = a.page.getByRole('list', { name: 'Here now' });
    await faces.getByText('Ben Lee').waitFor({ state: 'attached' });
    await room.sit(b.context, canvasId);
    await b.page.bringToFront();
    expect(await faces.getByRole('listitem').count()).toBe(1);
    await noteOf(b.page, 'Stall').locator('.note-text').focus();
    await b.page.keyboard.press('Space');
    await noteOf(a.page, 'Stall').locator('.note-who', { hasText: 'Ben Lee' }).waitFor();
    await beginEditing(b.page, 'Door');
    await noteOf(a.page, 'Door').getByText('Ben Lee is typing').waitFor();
    expect(await axeViolations(a.page)).toEqual([]);
    await b.page.keyboard.press('Escape');
    await a.page.getByText('Ben Lee is typing').waitFor({ state: 'detached' });
    const c = await open(vera, canvasId);
    await until(async () => (await faces.getByRole('listitem').count()) === 2, 'two faces');
    await a.page.locator('#announcer', { hasText: 'Vera Cruz joined' }).waitFor({ state: 'attached' });
    await Promise.all([b.context.close(), c.context.close()]);
    await until(async () => (await faces.getByRole('listitem').count()) === 0, 'no face');
    expect(a.trouble).toEqual([]);
  }, 90_000);
});
