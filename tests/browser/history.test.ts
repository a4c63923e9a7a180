import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import type { Locator, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** The history of a canvas that two people made: looked through, compared, named, restored and played. */

let cluster: TestCluster;
let browser: TestBrowser;
let ana: TestPerson;
let ben: TestPerson;
let vera: TestPerson;
let groupId: string;

beforeAll(async () => {
  cluster = await startTestCluster();
  browser = await launchBrowser(cluster.url);
  ana = await register(cluster.api, 'Ana');
  ben = await register(cluster.api, 'Ben');
  vera = await register(cluster.api, 'Vera');
  const by = { token: ana.token };
  groupId = (await cluster.api.createGroup({ body: { name: 'Masters 2026' } }, by)).id;
  await join(ben, 'editor');
  await join(vera, 'viewer');
}, 120_000);
afterAll(async () => {
  await browser.close();
  await cluster.discard();
}, 60_000);

async function join(person: TestPerson, role: Role): Promise<void> {
  const params = { groupId };
  const { token } = await cluster.api.createInvitation({ params, body: { role } }, { token: ana.token });
  await cluster.api.acceptInvitation({ params: { token } }, { token: person.token });
}

type EditWithoutId = Edit extends infer E ? (E extends Edit ? Omit<E, 'id'> : never) : never;

async function edit(canvasId: string, { token }: TestPerson, ...edits: EditWithoutId[]): Promise<number> {
  const body = { edits: edits.map((one) => ({ id: newId(), ...one })) };
  const { revision } = await cluster.api.applyEdits({ params: { canvasId }, body }, { token });
  return revision;
}

function added(id: string, block: Block, text: string): EditWithoutId {
  return { type: 'note.add', note: { id, block, text } };
}

interface Made {
  canvasId: string;
  /** Where Ben was done with adding. */
  early: number;
  /** The notes by what they are called here. */
  ids: Record<'office' | 'media' | 'mill' | 'oven', string>;
}

/** Revisions: Ben adds four notes (1–4), Ana changes one, moves one, deletes one and connects (5–8). */
async function makeCanvas(): Promise<Made> {
  const body = { title: 'Sourdough by bike', groupId };
  const { id: canvasId } = await cluster.api.createCanvas({ body }, { token: ana.token });
  const ids = { office: newId(), media: newId(), mill: newId(), oven: newId() };
  const early = await edit(
    canvasId,
    ben,
    added(ids.office, 'customer-segments', 'Offices in Granada'),
    added(ids.media, 'channels', 'Social media'),
    added(ids.mill, 'channels', 'Organic mill'),
    added(ids.oven, 'key-resources', 'Deck oven'),
  );
  await edit(
    canvasId,
    ana,
    { type: 'note.set', noteId: ids.media, set: { text: 'Instagram of the bakery' } },
    { type: 'note.set', noteId: ids.mill, set: { block: 'key-partners' } },
    { type: 'note.remove', noteId: ids.oven },
    { type: 'connection.add', connection: { id: newId(), from: ids.media, to: ids.office } },
  );
  return { canvasId, early, ids };
}

async function openAs(
  person: TestPerson,
  path: string,
  options = {},
): Promise<{ page: Page; trouble: string[] }> {
  const page = await (await browser.open(options)).newPage();
  page.setDefaultTimeout(20_000);
  const trouble = watchForTrouble(page, new URL(cluster.url).origin);
  await signIn(page, person);
  await page.goto(path);
  return { page, trouble };
}

async function openHistory(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'History' }).click();
  await page.locator('.history-entry').first().waitFor();
}

/** The notes of the board that is in sight, with what screen readers get of them. */
async function notesShown(page: Page): Promise<string[]> {
  return page.locator('.board .note:visible .note-text').allInnerTexts();
}

const past = (page: Page): Locator => page.getByRole('region', { name: 'The board as it was' });
const scrubber = (page: Page): Locator => page.getByRole('slider');

/** Waits until the scrubber says where it is. */
async function untilAt(page: Page, revision: number): Promise<void> {
  await page.locator(`.past-scrubber[aria-valuetext^="revision ${revision} of"]`).waitFor();
}

describe('the panel', () => {
  test('is folded away by Escape where it lies over the board', async () => {
    const { canvasId } = await makeCanvas();
    const viewport = { width: 1024, height: 768 };
    const { page } = await openAs(ana, `/canvases/${canvasId}`, { viewport });
    await openHistory(page);
    await page.keyboard.press('Escape');
    await page.locator('#panel').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-opens'))).toBe('history');
  }, 60_000);

  test('has tabs that arrow keys go through, and is as it was left after a reload', async () => {
    const { canvasId } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    const tab = (name: string) => page.getByRole('tab', { name });
    expect(await tab('Checks').getAttribute('aria-selected')).toBe('true');
    await tab('Checks').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await tab('History').evaluate((element) => element === document.activeElement)).toBe(true);
    await page.locator('.history-entry').first().waitFor();
    await page.reload();
    await page.locator('.history-entry').first().waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    expect(await page.locator('#panel').isVisible()).toBe(false);
    await page.reload();
    expect(await page.locator('#panel').isVisible()).toBe(false);
    expect(trouble).toEqual([]);
  }, 120_000);
});

describe('the timeline', () => {
  test('tells who did what, opens to single edits, and takes in what others do', async () => {
    const { canvasId } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await openHistory(page);
    const entries = page.locator('.history-entry');
    expect(await entries.count()).toBe(2);
    expect(await entries.nth(0).innerText()).toMatch(
      /^Ana[^]*Changed 1 note, moved 1 note, deleted 1 note, drew 1 connection/,
    );
    expect(await entries.nth(1).innerText()).toMatch(/^Ben[^]*Added 4 notes/);
    await entries.nth(0).getByText('4 changes').click();
    await page.getByText('Changed “Social media” to “Instagram of the bakery”').waitFor();
    await page.getByText('Moved “Organic mill” from Channels to Key partners').waitFor();
    await page.getByText('Deleted “Deck oven” from Key resources').waitFor();
    await page.getByText('Connected “Instagram of the bakery” to “Offices in Granada”').waitFor();
    await edit(canvasId, ben, added(newId(), 'channels', 'Posters in the old town'));
    // Ben's burst goes on, so that it is the newest now.
    await entries.nth(0).getByText('Added 5 notes').waitFor();
    expect(await entries.nth(1).innerText()).toContain('Moved “Organic mill” from Channels');
    await entries.nth(0).getByText('5 changes').click();
    await entries.nth(0).getByText('Added “Posters in the old town” to Channels').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 120_000);
});

describe('the past', () => {
  test('is shown in the place of the board, out of reach of edits, until one goes back', async () => {
    const { canvasId, early } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await openHistory(page);
    await page.locator(`[data-view="${early}"]`).first().click();
    await past(page).waitFor();
    expect((await notesShown(page)).sort()).toEqual([
      'Deck oven',
      'Offices in Granada',
      'Organic mill',
      'Social media',
    ]);
    expect(new URL(page.url()).searchParams.get('revision')).toBe(String(early));
    expect(await past(page).innerText()).toMatch(/As of \d\d:\d\d, by Ben/);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Checks' }).click();
    await page.locator('.finding', { hasText: 'No channel reaches ‘Offices' }).waitFor();
    expect(await page.locator('.finding-step:visible').count()).toBe(0);
    await page.getByRole('tab', { name: 'History' }).click();

    await page.locator('.past-note').first().click();
    await page.keyboard.press('n');
    await page.keyboard.press('Delete');
    expect(await page.locator(':is(textarea, [data-add], [data-edit]):visible').count()).toBe(0);
    await edit(canvasId, ben, added(newId(), 'channels', 'Posters in the old town'));
    await page.locator('.history-entry', { hasText: 'Added 5 notes' }).waitFor();
    expect(await notesShown(page)).toHaveLength(4);

    await page.reload();
    await past(page).waitFor();
    expect(await notesShown(page)).toHaveLength(4);
    await page.keyboard.press('Escape');
    await page.locator('#board .note', { hasText: 'Posters in the old town' }).waitFor();
    expect(await past(page).count()).toBe(0);
    expect(page.url()).not.toContain('revision');
    const { notes } = await cluster.api.getCanvas({ params: { canvasId } }, { token: ana.token });
    expect(notes).toHaveLength(4);
    expect(trouble).toEqual([]);
  }, 180_000);

  test('marks what changed until now, by signs and words, and between any two moments', async () => {
    const { canvasId, early } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}?revision=${early}`);
    await page.getByRole('button', { name: 'Show changes since' }).click();
    const legend = page.locator('.past-legend');
    await legend.getByText('1 changed').waitFor();
    expect((await legend.locator('li').allInnerTexts()).map((line) => line.replace(/^\S\s+/, ''))).toEqual([
      '1 removed',
      '1 changed',
      '1 moved',
      '1 connection added',
    ]);
    const note = (text: string) => page.locator('.past-note', { hasText: text });
    expect(await note('Deck oven').locator('.past-tag').innerText()).toBe('− Removed');
    expect(await note('Deck oven').locator('del').innerText()).toBe('Deck oven');
    expect(await note('Instagram').locator('del').innerText()).toBe('Social media');
    expect(await note('Organic mill').locator('.past-tag').innerText()).toBe('→ From Channels');
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Back to now' }).click();
    await openHistory(page);
    await page
      .locator('[data-view="2"]')
      .or(page.locator('summary', { hasText: '4 changes' }))
      .last()
      .click();
    await page.locator('[data-view="2"]').click();
    await past(page).waitFor();
    await page.locator(`[data-compare="${early}"]`).first().click();
    await legend.getByText('2 notes added').waitFor();
    expect(await page.locator('.past-note.is-added').allInnerTexts()).toHaveLength(2);
    expect(trouble).toEqual([]);
  }, 180_000);

  test('is named, restored, and the restore taken back', async () => {
    const { canvasId, early } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await openHistory(page);
    await page.locator(`[data-view="${early}"]`).first().click();
    await page.getByRole('button', { name: 'Name this version' }).click();
    await page.keyboard.type('Before the pitch');
    await page.keyboard.press('Enter');
    await page.locator('.history-entry.is-named', { hasText: 'Before the pitch' }).waitFor();
    await past(page).getByText('Before the pitch').waitFor();
    await page.getByLabel('Versions only').check();
    expect(await page.locator('.history-entry').count()).toBe(1);
    await page.getByLabel('Versions only').uncheck();

    await page.getByRole('button', { name: 'Restore this version' }).click();
    await page.locator('.toast', { hasText: 'Restored: “Before the pitch”' }).waitFor();
    await page.locator('#board .note', { hasText: 'Deck oven' }).waitFor();
    expect((await notesShown(page)).sort()).toEqual([
      'Deck oven',
      'Offices in Granada',
      'Organic mill',
      'Social media',
    ]);
    await page.locator('.history-entry', { hasText: 'Before a restore' }).waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.locator('#board .note', { hasText: 'Deck oven' }).waitFor({ state: 'detached' });
    await page.locator('#board .note', { hasText: 'Instagram of the bakery' }).waitFor();
    const { notes, connections } = await cluster.api.getCanvas(
      { params: { canvasId } },
      { token: ana.token },
    );
    expect(notes.map(({ text }) => text).sort()).toEqual([
      'Instagram of the bakery',
      'Offices in Granada',
      'Organic mill',
    ]);
    expect(connections).toHaveLength(1);
    expect(trouble).toEqual([]);
  }, 180_000);

  test('is not restored while there is no connection, and says so', async () => {
    const { canvasId, early } = await makeCanvas();
    const { page } = await openAs(ana, `/canvases/${canvasId}?revision=${early}`);
    await past(page).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Restore this version' }).click();
    await page.locator('.toast', { hasText: 'Not connected right now' }).waitFor();
    expect(await past(page).isVisible()).toBe(true);
  }, 120_000);

  test('of somebody who may only read can be seen and compared, not named or restored', async () => {
    const { canvasId, early } = await makeCanvas();
    const { page, trouble } = await openAs(vera, `/canvases/${canvasId}`);
    await openHistory(page);
    expect(await page.getByRole('button', { name: 'Name this moment' }).isVisible()).toBe(false);
    await page.locator(`[data-view="${early}"]`).first().click();
    await past(page).waitFor();
    expect(await notesShown(page)).toContain('Social media');
    expect(await past(page).getByRole('button').allInnerTexts()).toEqual([
      'Show changes since',
      'Back to now',
      '',
    ]);
    await page.getByRole('button', { name: 'Show changes since' }).click();
    await page.locator('.past-legend').getByText('1 changed').waitFor();
    expect(trouble).toEqual([]);
  }, 120_000);
});

describe('the making of a canvas', () => {
  test('is played, stopped and gone through by keyboard', async () => {
    const { canvasId } = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await openHistory(page);
    await page.getByRole('button', { name: 'Play back' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await untilAt(page, 8);
    await past(page).getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect((await notesShown(page)).sort()).toEqual([
      'Instagram of the bakery',
      'Offices in Granada',
      'Organic mill',
    ]);

    await page.keyboard.press('Space');
    await untilAt(page, 2);
    await page.keyboard.press('Space');
    await past(page).getByRole('button', { name: 'Play', exact: true }).waitFor();

    await scrubber(page).focus();
    await page.keyboard.press('Home');
    await untilAt(page, 0);
    expect(await notesShown(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await untilAt(page, 2);
    expect((await notesShown(page)).sort()).toEqual(['Offices in Granada', 'Social media']);
    expect(await scrubber(page).getAttribute('aria-valuetext')).toMatch(/^revision 2 of 8, Ben, \d\d:\d\d$/);
    await page.keyboard.press('End');
    await untilAt(page, 8);
    expect(trouble).toEqual([]);
  }, 180_000);
});

describe('on a phone', () => {
  test('history is a sheet, and the past has what the board has', async () => {
    const { canvasId, early } = await makeCanvas();
    const phone = { viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: 'dark' };
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`, phone);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await openHistory(page);
    expect(await page.getByRole('button', { name: 'Back to the board' }).isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the board' }).tap();
    expect(await page.locator('.history-entry').first().isVisible()).toBe(false);
    await openHistory(page);
    await page.locator(`[data-view="${early}"]`).first().tap();
    await past(page).waitFor();
    expect(await notesShown(page)).toContain('Social media');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Show changes since' }).tap();
    await page.locator('.past-legend').getByText('1 changed').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to now' }).tap();
    await page.locator('#board .note', { hasText: 'Instagram' }).waitFor();
    expect(trouble).toEqual([]);
  }, 180_000);
});
