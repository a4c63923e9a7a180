import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { newId } from '@aibmc/common/ids';
import type { Locator, Page } from 'playwright-core';
import type { TestCluster, TestPerson } from '../cluster.ts';
import { axeViolations, PHONE } from './browser.ts';
import { type Class, type Seat, type SeatOptions, startClass } from './class.ts';

/** Suggestions on the board and in the panel, with several people who decide on them. */

let room: Class;
let cluster: TestCluster;
let ana: TestPerson;
let ben: TestPerson;
let vera: TestPerson;

beforeAll(async () => {
  room = await startClass('Ana', [
    ['Ben', 'editor'],
    ['Vera', 'viewer'],
  ]);
  ({ cluster, owner: ana } = room);
  [ben, vera] = room.members as [TestPerson, TestPerson];
}, 120_000);
afterEach(() => room.leave());
afterAll(() => room.stop(), 60_000);

const by = ({ token }: TestPerson) => ({ token });

async function send(canvasId: string, edits: readonly Edit[]): Promise<void> {
  await cluster.api.applyEdits({ params: { canvasId }, body: { edits: [...edits] } }, by(ana));
}

interface Made {
  id: string;
  /** The ids of its notes. */
  office: string;
  bread: string;
  social: string;
  lease: string;
}

/** A small canvas of people's notes. */
async function newCanvas(): Promise<Made> {
  const ids = { office: newId(), bread: newId(), social: newId(), lease: newId() };
  const id = await room.newCanvas([
    { id: ids.office, block: 'customer-segments', text: 'Offices that start early' },
    { id: ids.bread, block: 'value-propositions', text: 'Bread before the first meeting' },
    { id: ids.social, block: 'channels', text: 'Social media' },
    { id: ids.lease, block: 'cost-structure', text: 'Lease of the oven' },
  ]);
  return { id, ...ids };
}

const suggest = (change: Suggestion['change'], more: Partial<Suggestion> = {}): Edit => {
  return { id: newId(), type: 'suggestion.add', suggestion: { id: newId(), change, ...more } };
};

const suggestNote = (block: Block, text: string, more: Partial<Suggestion> = {}, noteId = newId()): Edit =>
  suggest({ type: 'note.add', note: { id: noteId, block, text } }, more);

async function open(canvasId: string, person = ana, options?: SeatOptions): Promise<Seat> {
  const seat = await room.open(canvasId, person, options);
  await seat.page.locator('#suggestions-content > *').first().waitFor({ state: 'attached' });
  return seat;
}

const card = (page: Page, text: string): Locator => page.locator('#board .suggestion', { hasText: text });
const entry = (page: Page, text: string): Locator => page.locator('.suggestion-entry', { hasText: text });
const textsIn = (page: Page, block: Block): Promise<string[]> =>
  page.locator(`#block-${block} .note-text`).allTextContents();
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('[data-suggestion]')?.textContent ?? '');

async function until<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await read();
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    found = await read();
  }
  expect(found).toEqual(wanted);
}

describe('two who decide', () => {
  test('both see what is suggested within a second, what the other decides, and what is taken back', async () => {
    const canvas = await newCanvas();
    const [{ page: anas, trouble }, { page: bens }] = await Promise.all([
      open(canvas.id),
      open(canvas.id, ben),
    ]);
    const noteId = newId();
    const link = { id: newId(), from: noteId, to: canvas.office };
    await send(canvas.id, [
      suggestNote('channels', 'Reception desks', { why: 'They open first', fails: ['one-idea'] }, noteId),
      suggest({ type: 'connection.add', connection: link }),
      suggestNote('channels', 'Leaflets'),
      suggestNote('key-partners', 'Organic mill'),
    ]);
    for (const page of [anas, bens]) await card(page, 'Reception desks').waitFor({ timeout: 1_000 });
    expect(await card(anas, 'Reception desks').getAttribute('data-hue')).toBe('blue');
    expect(await card(anas, 'Reception desks').innerText()).toContain('Accept');
    expect(await card(anas, 'Reception').locator('.suggestion-remarks').textContent()).toContain(
      'Does not pass: One idea a note',
    );
    expect(await anas.locator('#block-channels .block-suggested').innerText()).toBe('2');

    await card(anas, 'Reception desks').getByRole('button', { name: 'Accept' }).click();
    await until(() => textsIn(bens, 'channels'), ['Social media', 'Reception desks']);
    await anas.locator(`#note-${noteId}`).getByText('Written by AI').waitFor({ state: 'attached' });
    const { connections } = await cluster.api.getCanvas({ params: { canvasId: canvas.id } }, by(ana));
    expect(connections).toMatchObject([link]);

    await card(bens, 'Leaflets').getByRole('button', { name: 'Edit' }).click();
    await bens.locator('.suggestion textarea').fill('Leaflets in the lobby');
    await bens.locator('.suggestion textarea').press('Enter');
    await until(
      () => textsIn(anas, 'channels'),
      ['Social media', 'Reception desks', 'Leaflets in the lobby'],
    );
    await card(anas, 'Organic mill').getByRole('button', { name: 'Reject' }).click();
    await until(() => bens.locator('#board .suggestion').count(), 0);

    await anas.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await card(bens, 'Organic mill').waitFor();
    expect(await focused(anas)).toContain('Organic mill');
    await anas.keyboard.press('Control+z');
    await card(bens, 'Reception desks').waitFor();
    await until(() => textsIn(bens, 'channels'), ['Social media', 'Leaflets in the lobby']);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('on the same one: nothing breaks, and a text that was typed can still be had', async () => {
    const canvas = await newCanvas();
    await send(canvas.id, [suggestNote('channels', 'Leaflets')]);
    const [{ page: anas, trouble }, { page: bens }] = await Promise.all([
      open(canvas.id),
      open(canvas.id, ben),
    ]);
    await card(anas, 'Leaflets').locator('.suggestion-text').press('e');
    await anas.locator('.suggestion textarea').fill('Posters');
    await card(bens, 'Leaflets').getByRole('button', { name: 'Reject' }).click();
    const toast = anas.locator('.toast', { hasText: 'Posters' });
    await toast.getByRole('button', { name: 'Add it again' }).click();
    await until(() => textsIn(bens, 'channels'), ['Social media', 'Posters']);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('who may only read sees suggestions and why, without buttons', async () => {
    const canvas = await newCanvas();
    await send(canvas.id, [
      suggestNote('channels', 'Leaflets', { why: 'Cheap' }),
      suggestNote('channels', 'Posters'),
    ]);
    const { page } = await open(canvas.id, vera);
    await card(page, 'Leaflets').hover();
    await page.locator('.suggestion-tip', { hasText: 'Cheap' }).waitFor();
    await page.locator('#tab-suggestions').click();
    await entry(page, 'Leaflets').waitFor();
    expect(await page.locator('[data-decide]:visible').count()).toBe(0);
    await card(page, 'Leaflets').locator('.suggestion-text').press('a');
    expect(await page.locator('#board .suggestion').count()).toBe(2);
  }, 60_000);
});

describe('what may be suggested', () => {
  test('changes stand on their notes and connections are dashed lines, to be accepted like notes', async () => {
    const canvas = await newCanvas();
    const { page, trouble } = await open(canvas.id);
    await send(canvas.id, [
      suggest({ type: 'note.set', noteId: canvas.social, set: { text: 'Stories of the bakery' } }),
      suggest({ type: 'note.remove', noteId: canvas.lease }),
      suggest({
        type: 'connection.add',
        connection: { id: newId(), from: canvas.social, to: canvas.office },
      }),
    ]);
    const change = page.locator(`#note-${canvas.social} .is-change`);
    await change.waitFor();
    expect(await page.locator(`#note-${canvas.lease} .is-change`).innerText()).toContain('Delete this note');
    await page.locator(`#note-${canvas.social} .note-text`).focus();
    await page.locator('.links .is-suggested').waitFor({ state: 'attached' });

    await page.locator('#tab-suggestions').click();
    expect(await entry(page, 'Social media').first().locator('del').innerText()).toBe('Social media');
    await entry(page, 'reaches').getByRole('button', { name: 'Accept' }).click();
    await until(() => page.locator('.suggestion-entry').count(), 2);
    await change.getByRole('button', { name: 'Accept' }).click();
    await until(() => textsIn(page, 'channels'), ['Stories of the bakery']);
    await page.locator(`#note-${canvas.lease} .is-change`).getByRole('button', { name: 'Accept' }).click();
    await until(() => textsIn(page, 'cost-structure'), []);
    await page.getByText('No suggestions are waiting').waitFor();
    const { connections } = await cluster.api.getCanvas({ params: { canvasId: canvas.id } }, by(ana));
    expect(connections).toMatchObject([{ from: canvas.social, to: canvas.office }]);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('by block and all at once, as one act each', async () => {
    const canvas = await newCanvas();
    const { page } = await open(canvas.id);
    const partners = ['Mill', 'Workshop', 'Chain'];
    await send(canvas.id, [
      ...partners.map((text) => suggestNote('key-partners', text)),
      suggestNote('key-resources', 'Oven'),
      suggestNote('key-activities', 'Baking'),
    ]);
    await page.getByRole('button', { name: 'Accept 3 in Key partners' }).first().click();
    await until(() => textsIn(page, 'key-partners'), partners);
    await page.keyboard.press('Control+z');
    await until(() => page.locator('#block-key-partners .suggestion').count(), 3);
    expect(await textsIn(page, 'key-partners')).toEqual([]);

    await page.locator('#tab-suggestions').click();
    await page.getByRole('button', { name: 'Reject 5', exact: true }).click();
    await until(() => page.locator('.suggestion').count(), 0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('suggestions-title');
    const { suggestions } = await cluster.api.getCanvas({ params: { canvasId: canvas.id } }, by(ana));
    expect(suggestions).toEqual([]);
  }, 60_000);

  test('two hundred and ten of them are accepted in several acts and taken back together', async () => {
    const canvas = await newCanvas();
    const { page } = await open(canvas.id);
    const many = Array.from({ length: 210 }, (_, at) => suggestNote('key-partners', `Partner ${at}`));
    await send(canvas.id, many.slice(0, 150));
    await send(canvas.id, many.slice(150));
    await page.locator('#tab-suggestions', { hasText: '210' }).click();
    await page.locator('#panel').getByRole('button', { name: 'Accept 210 in Key partners' }).click();
    await until(async () => (await textsIn(page, 'key-partners')).length, 210);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await until(() => page.locator('#block-key-partners .suggestion').count(), 210);
    expect(await textsIn(page, 'key-partners')).toEqual([]);
  }, 90_000);
});

describe('while suggestions stream in', () => {
  test('a field that somebody types in stays where it is, with its text', async () => {
    const canvas = await newCanvas();
    const { page, trouble } = await open(canvas.id);
    await page.locator('#block-channels [data-add]').click();
    const field = page.locator('#add-channels textarea');
    await field.fill('Half a thought');
    const before = await field.boundingBox();
    for (let at = 0; at < 60; at++) await send(canvas.id, [suggestNote('channels', `Channel ${at}`)]);
    await until(() => page.locator('#block-channels .suggestion').count(), 60);
    expect(await field.boundingBox()).toEqual(before);
    expect(await field.inputValue()).toBe('Half a thought');
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('by keyboard alone', () => {
  test('suggestions follow the notes of their block; A, X and E decide, and the next one has the focus', async () => {
    const canvas = await newCanvas();
    await send(
      canvas.id,
      ['First', 'Second', 'Third', 'Fourth'].map((text) => suggestNote('channels', text)),
    );
    const { page, trouble } = await open(canvas.id);
    await page.locator(`#note-${canvas.social} .note-text`).focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('First');
    await page.keyboard.press('a');
    await until(() => textsIn(page, 'channels'), ['Social media', 'First']);
    expect(await focused(page)).toContain('Second');
    await page.keyboard.press('x');
    expect(await focused(page)).toContain('Third');
    await page.keyboard.press('Enter');
    await page.locator('.suggestion textarea').fill('Third way');
    await page.keyboard.press('Enter');
    await until(() => textsIn(page, 'channels'), ['Social media', 'First', 'Third way']);
    expect(await focused(page)).toContain('Fourth');
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Third way');
    // Tab reaches the suggestion and its buttons behind the notes.
    await card(page, 'Fourth').locator('.suggestion-text').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(() => textsIn(page, 'channels'), ['Social media', 'First', 'Third way', 'Fourth']);
    expect(await page.evaluate(() => document.activeElement?.closest('.block')?.id)).toBe('block-channels');
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('a note that is to go', () => {
  test('is named as what goes, and takes the focus of who accepts it to the next suggestion', async () => {
    const canvas = await newCanvas();
    await send(canvas.id, [
      suggest({ type: 'note.remove', noteId: canvas.social }),
      suggestNote('channels', 'Reception desks'),
    ]);
    const { page } = await open(canvas.id);
    await page
      .locator('#board')
      .getByRole('button', { name: 'Accept: delete ‘Social media’' })
      .press('Enter');
    await until(() => textsIn(page, 'channels'), []);
    expect(await focused(page)).toContain('Reception desks');
  }, 60_000);
});

describe('what is known of a note', () => {
  test('notes are marked as assumptions, several at once, and as facts; the foot says who wrote how much', async () => {
    const canvas = await newCanvas();
    await send(canvas.id, [suggestNote('channels', 'Leaflets')]);
    const { page } = await open(canvas.id);
    await page.getByText('4 notes: 4 by people, 0 by AI or the library').waitFor();
    await card(page, 'Leaflets').getByRole('button', { name: 'Accept' }).click();
    await page.getByText('5 notes: 4 by people, 1 by AI or the library').waitFor();

    await page.locator(`#note-${canvas.social} .note-text`).press('Control+a');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Mark as an assumption' }).click();
    await until(() => page.locator('#block-channels').getByText('Assumption: not found out yet').count(), 2);
    await page.keyboard.press('Escape');
    await page.locator(`#note-${canvas.social}`).hover();
    await page.locator(`#note-${canvas.social} [data-more]`).click();
    await page.getByRole('button', { name: 'It is a fact now' }).click();
    await until(() => page.locator('.is-assumption').count(), 1);
  }, 60_000);
});

describe('for everybody', () => {
  async function full(): Promise<Made> {
    const canvas = await newCanvas();
    await send(canvas.id, [
      suggestNote('channels', 'Reception desks', { why: 'They open first', fails: ['one-idea'] }),
      suggestNote('channels', 'Leaflets'),
      suggest({ type: 'note.set', noteId: canvas.social, set: { text: 'Stories of the bakery' } }),
      suggest({ type: 'note.remove', noteId: canvas.lease }),
    ]);
    return canvas;
  }

  test('on a phone in Spanish: thumb-size buttons in the blocks, and the sheet', async () => {
    const canvas = await full();
    const { page, trouble } = await open(canvas.id, ana, {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
      locale: 'es-ES',
      colorScheme: 'dark',
    });
    const accept = card(page, 'Leaflets').getByRole('button', { name: 'Aceptar' });
    await accept.scrollIntoViewIfNeeded();
    const box = await accept.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    expect(await card(page, 'Reception desks').innerText()).toContain('No supera: Una idea por nota');
    expect(await axeViolations(page)).toEqual([]);
    await accept.tap();
    await until(() => textsIn(page, 'channels'), ['Social media', 'Leaflets']);

    await page.locator('.suggestions-opener').tap();
    await page.getByRole('heading', { name: 'Sugerencias' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await entry(page, 'Reception desks').getByRole('button', { name: 'Rechazar' }).tap();
    await until(() => page.locator('.suggestion-entry').count(), 2);
    await entry(page, 'Lease').getByRole('button', { name: 'Ver en el lienzo' }).tap();
    await until(() => focused(page).then((text) => text.includes('Eliminar esta nota')), true);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('on a desktop axe finds nothing wrong, with the panel and with a card that is edited', async () => {
    const canvas = await full();
    const { page, trouble } = await open(canvas.id);
    await page.locator('#tab-suggestions').click();
    await entry(page, 'Leaflets').waitFor();
    await card(page, 'Reception desks').locator('.suggestion-text').focus();
    await page.locator('.suggestion-tip').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await entry(page, 'Leaflets').getByRole('button', { name: 'Edit' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('.suggestion-entry').count()).toBe(4);
    await page.locator('#tab-history').click();
    expect(trouble).toEqual([]);
  }, 60_000);
});
