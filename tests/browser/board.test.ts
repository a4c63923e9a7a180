import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { byOrder } from '@aibmc/common/canvas/colours';
import { newId } from '@aibmc/common/ids';
import type { BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** Working on the board by keyboard, mouse and finger, in a real browser, through the gateway. */

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

type Notes = Partial<Record<Block, string[]>>;

/** A canvas of Ana's with these notes. */
async function canvasWith(notes: Notes, language: 'en' | 'es' = 'en'): Promise<string> {
  const { token } = ana;
  const { id } = await cluster.api.createCanvas(
    { body: { title: 'Bread', kind: 'bmc', language } },
    { token },
  );
  const edits = Object.entries(notes).flatMap(([block, texts]) =>
    texts.map((text) => {
      return { id: newId(), type: 'note.add' as const, note: { id: newId(), block: block as Block, text } };
    }),
  );
  const params = { canvasId: id };
  if (edits.length > 0) await cluster.api.applyEdits({ params, body: { edits } }, { token });
  return id;
}

/** The notes as the server has them, by block and in order. */
async function onServer(canvasId: string): Promise<Notes> {
  const { notes } = await cluster.api.getCanvas({ params: { canvasId } }, { token: ana.token });
  const inOrder = notes.toSorted(byOrder);
  const entries = BLOCKS.map((block) => [
    block,
    inOrder.filter((note) => note.block === block).map(({ text }) => text),
  ]);
  return Object.fromEntries(entries.filter(([, texts]) => (texts?.length ?? 0) > 0)) as Notes;
}

/** Waits until the server has these notes; fails with what it has. */
async function untilOnServer(canvasId: string, wanted: Notes): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await onServer(canvasId);
  while (JSON.stringify(found) !== JSON.stringify(sorted(wanted)) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await onServer(canvasId);
  }
  expect(found).toEqual(sorted(wanted));
}

function sorted(notes: Notes): Notes {
  return Object.fromEntries(BLOCKS.flatMap((block) => (notes[block] ? [[block, notes[block]]] : [])));
}

interface Opened {
  page: Page;
  trouble: string[];
}

async function open(canvasId: string, options: Parameters<TestBrowser['open']>[0] = {}): Promise<Opened> {
  const context = await browser.open(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await signIn(page, ana);
  const trouble = watchForTrouble(page, new URL(cluster.url).origin);
  await page.goto(`/canvases/${canvasId}`);
  await page.locator('.foot-button').waitFor({ state: 'attached' });
  return { page, trouble };
}

const onPhone = { viewport: PHONE, hasTouch: true, isMobile: true } as const;

const note = (page: Page, text: string): Locator => page.locator('.note', { hasText: text });
const selected = (page: Page): Promise<string[]> =>
  page.locator('.note.is-selected .note-text').allInnerTexts();
const focusedText = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.closest('.note')?.querySelector('.note-text')?.textContent ?? '',
  );
const announced = (page: Page): Promise<string> => page.locator('#announcer').innerText();

/** Waits until a figure that is read again and again is what is wanted. */
async function until<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await read();
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    found = await read();
  }
  expect(found).toEqual(wanted);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Puts a text into the clipboard of the page's event, as a paste from another program. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }, text);
}

describe('by keyboard alone', () => {
  test('notes are added, edited, moved, connected, deleted and brought back', async () => {
    const id = await canvasWith({ 'value-propositions': ['Fresh bread'], 'customer-segments': ['Offices'] });
    const { page, trouble } = await open(id);
    await press(page, 'n');
    await until(
      () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'New note in Value propositions',
    );
    await page.keyboard.type('One invoice');
    await press(page, 'Enter');
    await page.keyboard.type('A third');
    await press(page, 'Enter', 'Escape');
    await untilOnServer(id, {
      'value-propositions': ['Fresh bread', 'One invoice', 'A third'],
      'customer-segments': ['Offices'],
    });

    // From the button that adds down to the notes, and to their end.
    await press(page, 'ArrowDown');
    expect(await focusedText(page)).toBe('Fresh bread');
    await press(page, 'End');
    expect([await focusedText(page), await selected(page)]).toEqual(['A third', ['A third']]);
    await press(page, 'F2', 'Control+A');
    await page.keyboard.type('Signature loaf');
    await press(page, 'Enter');
    expect(await focusedText(page)).toBe('Signature loaf');

    await press(page, 'Alt+ArrowUp');
    await until(() => announced(page), 'Moved to Value propositions, position 2 of 3');
    expect(await focusedText(page)).toBe('Signature loaf');
    await press(page, 'Alt+ArrowRight');
    await until(() => announced(page), 'Moved to Customer relationships, position 1 of 1');
    expect(await focusedText(page)).toBe('Signature loaf');
    await press(page, 'm');
    await page.locator('#note-menu').getByRole('button', { name: 'Channels' }).press('Enter');
    await untilOnServer(id, {
      'value-propositions': ['Fresh bread', 'One invoice'],
      channels: ['Signature loaf'],
      'customer-segments': ['Offices'],
    });
    expect(await focusedText(page)).toBe('Signature loaf');
    await press(page, 'ArrowRight');
    expect(await focusedText(page)).toBe('Offices');
    // The block beside it is empty: its button that adds, and below it the note.
    await press(page, 'ArrowLeft');
    const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(await label()).toBe('Add a note to Customer relationships');
    await press(page, 'ArrowDown');
    expect(await focusedText(page)).toBe('Signature loaf');

    await press(page, 'Delete');
    await untilOnServer(id, {
      'value-propositions': ['Fresh bread', 'One invoice'],
      'customer-segments': ['Offices'],
    });
    await press(page, 'Control+Z');
    await until(() => announced(page), 'Undone');
    expect(await focusedText(page)).toBe('Signature loaf');
    await press(page, 'Control+Z', 'Control+Z', 'Control+Z');
    await untilOnServer(id, {
      'value-propositions': ['Fresh bread', 'One invoice', 'Signature loaf'],
      'customer-segments': ['Offices'],
    });
    await press(page, 'Control+Shift+Z', 'Control+Y');
    await untilOnServer(id, {
      'value-propositions': ['Fresh bread', 'One invoice'],
      'customer-relationships': ['Signature loaf'],
      'customer-segments': ['Offices'],
    });
    expect(trouble).toEqual([]);
  }, 60_000);

  test('the keys are shown, and single letters can be switched off for good', async () => {
    const { page, trouble } = await open(await canvasWith({ channels: ['Door'] }));
    await press(page, '?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    expect(await help.getByText('Move in the block or to the next').isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await help.getByRole('checkbox').press('Space');
    await press(page, 'Escape');
    await help.waitFor({ state: 'detached' });
    await press(page, 'n', '?');
    expect(await page.locator('.note-add.is-open, dialog[open]').count()).toBe(0);
    await page.reload();
    await page.locator('.foot-button').press('Enter');
    expect(await help.getByRole('checkbox').isChecked()).toBe(false);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('letters that are typed into fields are text', async () => {
    const id = await canvasWith({ channels: ['Door'] });
    const { page } = await open(id);
    await page.locator('#block-channels [data-add]').click();
    await page.keyboard.type('demn?');
    await press(page, 'Backspace', 'Enter');
    await untilOnServer(id, { channels: ['Door', 'demn'] });
    expect(await page.locator('dialog[open]').count()).toBe(0);
  }, 60_000);

  test('what is connected shows in the menu of a note, which connects and disconnects', async () => {
    const id = await canvasWith({ channels: ['Door'], 'customer-segments': ['Offices'] });
    const { page } = await open(id);
    const connections = async () => {
      const canvas = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
      return canvas.connections.length;
    };
    await note(page, 'Door').locator('.note-text').focus();
    await press(page, 'm');
    await page.locator('#note-menu summary').press('Enter');
    await page.locator('#note-menu').getByLabel('Offices').press('Space');
    await until(connections, 1);
    await page.locator('#note-menu').getByLabel('Offices').press('Space');
    await until(connections, 0);
  }, 60_000);

  test('Tab reaches one note of each block and what can be done with it', async () => {
    const { page } = await open(await canvasWith({ channels: ['Door', 'Window', 'Stall'] }));
    await note(page, 'Window').locator('.note-text').focus();
    const labels: (string | null)[] = [];
    while ((await focusedText(page)) === 'Window') {
      labels.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null));
      await press(page, 'Tab');
    }
    expect(labels).toContain('Actions for: Window');
    expect(await focusedText(page)).toBe('');
    await press(page, 'Shift+Tab');
    expect(await focusedText(page)).toBe('Window');
  }, 60_000);
});

async function drag(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  const box = await from.boundingBox();
  if (!box) throw new Error('nothing to drag');
  await page.mouse.move(box.x + 30, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 20, { steps: 2 });
  await page.mouse.move(to.x, to.y, { steps: 6 });
}

async function topOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  return { x: box.x + 40, y: box.y + 3 };
}

describe('an empty canvas', () => {
  test('says how to begin, does it with one click, and is no longer called empty after the first note', async () => {
    const id = await canvasWith({});
    const { page, trouble } = await open(id);
    const invitation = page.getByRole('heading', { name: 'This canvas is empty' });
    await invitation.waitFor();
    expect(await page.locator('.check-mark:visible').count()).toBe(0);
    await page.getByRole('link', { name: 'Add a customer segment' }).click();
    await page.keyboard.type('Offices in Granada');
    await page.keyboard.press('Enter');
    await invitation.waitFor({ state: 'hidden' });
    await page.locator('#checks').waitFor();
    await untilOnServer(id, { 'customer-segments': ['Offices in Granada'] });
    expect(trouble).toEqual([]);
  }, 60_000);

  test('keeps the heights of its blocks when the form of one opens', async () => {
    const { page } = await open(await canvasWith({ channels: ['Door'] }));
    const top = async () => (await page.locator('#block-channels').boundingBox())?.y;
    const before = await top();
    await page.locator('#block-channels [data-add]').click();
    await page.locator('#add-channels textarea').waitFor();
    expect(await top()).toBe(before);
  }, 60_000);
});

describe('by mouse', () => {
  test('a note is dragged within its block and to a place in another', async () => {
    const id = await canvasWith({ channels: ['Door', 'Window', 'Stall'], 'key-partners': ['Mill', 'Cafés'] });
    const { page, trouble } = await open(id);
    await drag(page, note(page, 'Stall'), await topOf(note(page, 'Door')));
    expect(await page.locator('.drop-line').isVisible()).toBe(true);
    await page.mouse.up();
    await untilOnServer(id, { 'key-partners': ['Mill', 'Cafés'], channels: ['Stall', 'Door', 'Window'] });
    await drag(page, note(page, 'Door'), await topOf(note(page, 'Cafés')));
    await page.mouse.up();
    await untilOnServer(id, { 'key-partners': ['Mill', 'Door', 'Cafés'], channels: ['Stall', 'Window'] });
    expect(await page.locator('.drag-ghost, .is-dragged').count()).toBe(0);
    expect(await selected(page)).toEqual(['Door']);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('Escape puts a dragged note back, and a note is not dropped beside the board', async () => {
    const wanted = { channels: ['Door', 'Window'] };
    const id = await canvasWith(wanted);
    const { page } = await open(id);
    const revision = async () => {
      const { canvas } = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
      return canvas.revision;
    };
    const before = await revision();
    await drag(page, note(page, 'Window'), await topOf(note(page, 'Door')));
    await press(page, 'Escape');
    await page.mouse.up();
    expect(await page.locator('.drag-ghost').count()).toBe(0);
    await drag(page, note(page, 'Window'), { x: 700, y: 20 });
    await page.mouse.up();
    await untilOnServer(id, wanted);
    expect(await revision()).toBe(before);
  }, 60_000);

  test('several selected notes go together, and one undo brings them all back', async () => {
    const start = { channels: ['Door', 'Window', 'Stall', 'Van'], 'key-resources': ['Oven'] };
    const id = await canvasWith(start);
    const { page } = await open(id);
    await note(page, 'Door').click();
    await note(page, 'Stall').click({ modifiers: ['Shift'] });
    expect(await selected(page)).toEqual(['Door', 'Window', 'Stall']);
    await note(page, 'Window').click({ modifiers: ['ControlOrMeta'] });
    expect(await selected(page)).toEqual(['Door', 'Stall']);
    await drag(page, note(page, 'Door'), await topOf(note(page, 'Oven')));
    await page.mouse.up();
    await untilOnServer(id, { channels: ['Window', 'Van'], 'key-resources': ['Door', 'Stall', 'Oven'] });
    await press(page, 'Control+Z');
    await untilOnServer(id, start);
    await page.locator('.selection-bar').getByRole('button', { name: 'Delete' }).click();
    await untilOnServer(id, { channels: ['Window', 'Van'], 'key-resources': ['Oven'] });
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await untilOnServer(id, start);
  }, 60_000);

  test('a frame drawn on the board selects the notes that it touches', async () => {
    const { page } = await open(
      await canvasWith({ channels: ['Door', 'Window'], 'customer-relationships': ['Chat'] }),
    );
    const from = (await page.locator('#block-channels .block-body').boundingBox()) ?? {
      x: 0,
      y: 0,
      height: 0,
    };
    const to = await topOf(note(page, 'Door'));
    await page.mouse.move(from.x + 20, from.y + from.height - 12);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y + 20, { steps: 4 });
    expect(await page.locator('.rubber-band').isVisible()).toBe(true);
    await page.mouse.up();
    expect(await selected(page)).toEqual(['Door', 'Window']);
    expect(await page.locator('.rubber-band').isVisible()).toBe(false);
    await page.locator('#block-channels .block-body').click({ position: { x: 60, y: 110 } });
    expect(await selected(page)).toEqual([]);
  }, 60_000);

  test('a drag goes on while somebody else adds, moves and deletes notes', async () => {
    const id = await canvasWith({ channels: ['Door', 'Window', 'Stall'] });
    const { page, trouble } = await open(id);
    const { notes } = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
    const idOf = (text: string) => notes.find((found) => found.text === text)?.id ?? '';
    await drag(page, note(page, 'Stall'), await topOf(note(page, 'Door')));
    const edits = [
      {
        id: newId(),
        type: 'note.add' as const,
        note: { id: newId(), block: 'channels' as const, text: 'Van' },
      },
      { id: newId(), type: 'note.remove' as const, noteId: idOf('Window') },
      { id: newId(), type: 'note.set' as const, noteId: idOf('Stall'), set: { text: 'Big stall' } },
    ];
    await cluster.api.applyEdits({ params: { canvasId: id }, body: { edits } }, { token: ana.token });
    await note(page, 'Van').waitFor();
    expect(await page.locator('.drag-ghost').count()).toBe(1);
    await page.mouse.up();
    await untilOnServer(id, { channels: ['Big stall', 'Door', 'Van'] });
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a click selects, another edits in place, and a text that is too long is kept in its field', async () => {
    const id = await canvasWith({ channels: ['Door'] });
    const { page } = await open(id);
    await note(page, 'Door').locator('.note-text').click();
    expect(await selected(page)).toEqual(['Door']);
    expect(await page.locator('.note textarea').count()).toBe(0);
    await note(page, 'Door').locator('.note-text').click();
    const field = page.locator('.note textarea');
    await field.fill('x'.repeat(300));
    await press(page, 'Enter');
    expect(await page.getByRole('alert').innerText()).toContain('300 characters');
    expect(await field.inputValue()).toHaveLength(300);
    await field.fill('Back door');
    await press(page, 'Enter');
    await untilOnServer(id, { channels: ['Back door'] });
    await page.locator('#block-channels .block-body').click({ position: { x: 60, y: 110 } });
    expect(await selected(page)).toEqual([]);
    await page.locator('#block-channels .block-body').dblclick({ position: { x: 60, y: 110 } });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'New note in Channels',
    );
  }, 60_000);

  test('what can be done with a note hides no end of its text', async () => {
    const { page } = await open(
      await canvasWith({ channels: ['Counter displays in the cafés of the old town'] }),
    );
    const text = note(page, 'Counter').locator('.note-text');
    await text.click();
    const more = await note(page, 'Counter').locator('.note-more').boundingBox();
    const end = await text.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return Math.max(...[...range.getClientRects()].map(({ right }) => right));
    });
    expect(more?.x).toBeGreaterThanOrEqual(end);
  }, 60_000);

  test('details and colours are given by the menu; the mark of a note opens its details', async () => {
    const id = await canvasWith({ 'customer-segments': ['Offices'], channels: ['Door'] });
    const { page, trouble } = await open(id);
    const read = async () => {
      const { notes } = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
      return notes.map(({ text, colour, details }) => [text, colour, details]).sort();
    };
    await note(page, 'Offices').hover();
    await note(page, 'Offices').getByRole('button', { name: 'Actions for: Offices' }).click();
    await page.locator('#note-menu').getByRole('button', { name: 'Teal' }).click();
    await until(
      read,
      [
        ['Door', undefined, undefined],
        ['Offices', 'teal', undefined],
      ].sort() as never,
    );
    expect(await note(page, 'Offices').getAttribute('data-hue')).toBe('teal');
    await note(page, 'Door').click();
    await press(page, 'd');
    await page.keyboard.type('Ring twice.\nThen wait.');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await note(page, 'Door').getByRole('button', { name: 'Details of: Door' }).click();
    expect(await page.getByRole('dialog').getByRole('textbox').inputValue()).toBe('Ring twice.\nThen wait.');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('textbox').fill('Ring once.');
    await press(page, 'Escape');
    await until(async () => (await read())[0]?.[2], 'Ring once.');
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('by clipboard', () => {
  test('a pasted list becomes notes of the block with the focus, in one act', async () => {
    const id = await canvasWith({ channels: ['Door'] });
    const { page } = await open(id);
    await note(page, 'Door').locator('.note-text').focus();
    await paste(page, '- Window\r\n* Stall\n\n1. Van');
    await untilOnServer(id, { channels: ['Door', 'Window', 'Stall', 'Van'] });
    await press(page, 'Control+Z');
    await untilOnServer(id, { channels: ['Door'] });
  }, 60_000);

  test('a list with a line that is too long waits in the form, whole, until it is mended', async () => {
    const id = await canvasWith({ channels: ['Door'] });
    const { page } = await open(id);
    await note(page, 'Door').locator('.note-text').focus();
    const long = 'y'.repeat(281);
    await paste(page, `- Window\n- ${long}`);
    const field = page.getByLabel('New note in Channels');
    expect(await field.inputValue()).toBe(`- Window\n- ${long}`);
    expect(await page.getByRole('alert').innerText()).toContain('Too long: 1');
    await field.fill('- Window\n- Van');
    await press(page, 'Enter');
    await untilOnServer(id, { channels: ['Door', 'Window', 'Van'] });
  }, 60_000);

  test('a list that is pasted into the form becomes notes; what was typed before stays', async () => {
    const id = await canvasWith({});
    const { page } = await open(id);
    await page.locator('#block-channels [data-add]').click();
    await page.keyboard.type('Van');
    await paste(page, 'Door\nWindow');
    await untilOnServer(id, { channels: ['Door', 'Window'] });
    await press(page, 'Enter');
    await untilOnServer(id, { channels: ['Door', 'Window', 'Van'] });
  }, 60_000);

  test('copied notes keep what they are on another canvas; cut and duplicated ones too', async () => {
    const id = await canvasWith({ channels: ['Door'], 'customer-segments': ['Offices'] });
    const other = await canvasWith({});
    const { page } = await open(id, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { notes } = await cluster.api.getCanvas({ params: { canvasId: id } }, { token: ana.token });
    const connection = {
      id: newId(),
      from: notes.find(({ text }) => text === 'Door')?.id ?? '',
      to: notes.find(({ text }) => text === 'Offices')?.id ?? '',
    };
    const edits = [{ id: newId(), type: 'connection.add' as const, connection }];
    await cluster.api.applyEdits({ params: { canvasId: id }, body: { edits } }, { token: ana.token });
    await until(() => note(page, 'Door').getAttribute('data-hue'), 'blue');
    await note(page, 'Door').click();
    await press(page, 'Control+D');
    await untilOnServer(id, { channels: ['Door', 'Door'], 'customer-segments': ['Offices'] });
    await press(page, 'Control+A', 'Control+A', 'Control+C');
    await until(() => announced(page), 'Notes copied: 3');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Door\nDoor\nOffices');
    await page.goto(`/canvases/${other}`);
    await page.locator('.foot-button').waitFor();
    await press(page, 'Control+V');
    await untilOnServer(other, { channels: ['Door', 'Door'], 'customer-segments': ['Offices'] });
    const pasted = await cluster.api.getCanvas({ params: { canvasId: other } }, { token: ana.token });
    expect(pasted.connections).toHaveLength(1);
    await press(page, 'Control+X');
    await untilOnServer(other, {});
    await page.locator('#block-key-partners [data-add]').focus();
    await press(page, 'Control+V');
    await untilOnServer(other, { channels: ['Door', 'Door'], 'customer-segments': ['Offices'] });
  }, 60_000);
});

/** A finger, by the browser's own protocol: down, moved in steps, up. */
async function finger(page: Page): Promise<CDPSession> {
  return page.context().newCDPSession(page);
}

async function touch(
  session: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  x = 0,
  y = 0,
): Promise<void> {
  await session.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
  });
}

describe('by finger on a phone', () => {
  test('a long press drags a note; a short move scrolls', async () => {
    const id = await canvasWith({
      'key-partners': ['Mill', 'Cafés', 'Workshop'],
      'key-activities': ['Baking', 'Routes'],
      'key-resources': ['Oven', 'Bikes', 'Dough'],
    });
    const { page, trouble } = await open(id, onPhone);
    const session = await finger(page);
    const box = await note(page, 'Workshop').boundingBox();
    const goal = await note(page, 'Mill').boundingBox();
    if (!box || !goal) throw new Error('no notes');
    const x = box.x + 60;
    await touch(session, 'touchStart', x, box.y + 20);
    await page.locator('.drag-ghost').waitFor();
    for (let y = box.y; y > goal.y + 6; y -= 12) await touch(session, 'touchMove', x, y);
    await touch(session, 'touchMove', x, goal.y + 4);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await touch(session, 'touchEnd');
    await untilOnServer(id, {
      'key-partners': ['Workshop', 'Mill', 'Cafés'],
      'key-activities': ['Baking', 'Routes'],
      'key-resources': ['Oven', 'Bikes', 'Dough'],
    });

    const routes = await note(page, 'Routes').boundingBox();
    if (!routes) throw new Error('no note');
    await touch(session, 'touchStart', x, routes.y + 10);
    for (let moved = 0; moved < 200; moved += 20) await touch(session, 'touchMove', x, routes.y - moved);
    await touch(session, 'touchEnd');
    await until(() => page.evaluate(() => scrollY > 50), true);
    expect(await page.locator('.drag-ghost').count()).toBe(0);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a tap selects and shows what can be done, a second one edits; the sheet moves', async () => {
    const id = await canvasWith({ 'key-partners': ['Mill', 'Cafés'] });
    const { page, trouble } = await open(id, onPhone);
    await note(page, 'Mill').locator('.note-text').tap();
    const bar = page.getByRole('toolbar', { name: 'Selected notes' });
    await bar.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    for (const button of await bar.getByRole('button').all()) {
      const { width, height } = (await button.boundingBox()) ?? { width: 0, height: 0 };
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    await bar.getByRole('button', { name: 'Move to' }).tap();
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('#note-menu').getByRole('button', { name: 'Channels' }).tap();
    await untilOnServer(id, { 'key-partners': ['Cafés'], channels: ['Mill'] });
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap();
    await untilOnServer(id, { 'key-partners': ['Mill', 'Cafés'] });
    await note(page, 'Cafés').locator('.note-text').tap();
    await note(page, 'Cafés').locator('.note-text').tap();
    await page.locator('.note textarea').fill('Cafés of Realejo');
    await page.keyboard.press('Enter');
    await untilOnServer(id, { 'key-partners': ['Mill', 'Cafés of Realejo'] });
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a note that leaves the block on the screen shows on the map where it went, and nothing unseen stays selected', async () => {
    const id = await canvasWith({ channels: ['Door', 'Stall', 'Van'] });
    const { page, trouble } = await open(id, onPhone);
    await page.locator('[data-map=channels]').tap();
    await note(page, 'Stall').locator('.note-text').tap();
    const bar = page.getByRole('toolbar', { name: 'Selected notes' });
    await bar.getByRole('button', { name: 'Move to' }).tap();
    await page.locator('#note-menu').getByRole('button', { name: 'Key partners' }).tap();
    await page.locator('[data-map=key-partners].is-new').waitFor();
    expect(await page.locator('.block:visible').count()).toBe(1);
    expect(await bar.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Van');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap();
    await untilOnServer(id, { channels: ['Door', 'Stall', 'Van'] });
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a block gets the screen to itself by the map or its title, the next by a button or a swipe', async () => {
    const { page, trouble } = await open(
      await canvasWith({ channels: ['Door'], 'key-partners': ['Mill'] }),
      onPhone,
    );
    const shown = () => page.locator('.block:visible').evaluateAll((blocks) => blocks.map(({ id }) => id));
    await page.locator('[data-map=channels]').tap();
    await until(shown, ['block-channels']);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next block: Customer relationships' }).tap();
    await until(shown, ['block-customer-relationships']);
    await page.goBack();
    await until(async () => (await shown()).length, 9);
    await page.locator('#block-channels .block-title a').tap();
    await until(shown, ['block-channels']);
    const session = await finger(page);
    await touch(session, 'touchStart', 80, 600);
    for (let x = 100; x <= 300; x += 40) await touch(session, 'touchMove', x, 604);
    await touch(session, 'touchEnd');
    await until(shown, ['block-value-propositions']);
    await page.getByRole('button', { name: 'All blocks' }).tap();
    await until(async () => (await shown()).length, 9);
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('who may only read', () => {
  /** A canvas of a group in which Ana has a role, with one note; `setRole` gives her another. */
  async function canvasInGroup(role: 'editor' | 'viewer') {
    const { api } = cluster;
    const owner = await register(api, 'Olga');
    const group = await api.createGroup({ body: { name: 'Readers' } }, owner);
    const params = { groupId: group.id };
    const invitation = await api.createInvitation({ params, body: { role } }, owner);
    await api.acceptInvitation({ params: { token: invitation.token } }, ana);
    const body = { title: 'Bread', kind: 'bmc' as const, groupId: group.id };
    const { id } = await api.createCanvas({ body }, owner);
    const added = { id: newId(), block: 'channels' as const, text: 'Door', details: 'Ring twice.' };
    const edits = [{ id: newId(), type: 'note.add' as const, note: added }];
    await api.applyEdits({ params: { canvasId: id }, body: { edits } }, owner);
    const member = { groupId: group.id, userId: ana.id };
    return {
      id,
      setRole: (to: 'editor' | 'viewer') => api.updateMember({ params: member, body: { role: to } }, owner),
    };
  }

  async function revisionOf(canvasId: string): Promise<number> {
    const { canvas } = await cluster.api.getCanvas({ params: { canvasId } }, { token: ana.token });
    return canvas.revision;
  }

  async function tryEverything(page: Page): Promise<void> {
    await note(page, 'Door').locator('.note-text').focus();
    await press(page, 'Delete', 'n', 'm', 'k', 'Alt+ArrowRight', 'Control+D', 'Control+X', 'Control+Z');
    await paste(page, 'Window\nStall');
    await drag(page, note(page, 'Door'), await topOf(page.locator('#block-key-partners .block-body')));
    await page.mouse.up();
    await page.locator('#block-channels .block-body').dblclick({ position: { x: 60, y: 110 } });
    const tools = '.note-more, .add, .note-add, .selection-bar, #undo-buttons, dialog[open], textarea';
    expect(await page.locator(tools).locator('visible=true').count()).toBe(0);
  }

  test('sees all, selects, reads details, and changes nothing by any key or pointer', async () => {
    const { id } = await canvasInGroup('viewer');
    const { page, trouble } = await open(id);
    await note(page, 'Door').locator('.note-text').click();
    await note(page, 'Door').locator('.note-text').click();
    expect(await selected(page)).toEqual(['Door']);
    await press(page, 'F2');
    expect(await page.locator('.details-text').innerText()).toBe('Ring twice.');
    expect(await axeViolations(page)).toEqual([]);
    await press(page, 'Escape');
    await tryEverything(page);
    expect(await revisionOf(id)).toBe(1);
    expect(trouble).toEqual([]);
  }, 60_000);

  test('a role that changes takes the tools away from the open page, and gives them back', async () => {
    const { id, setRole } = await canvasInGroup('editor');
    const { page, trouble } = await open(id);
    await note(page, 'Door').locator('.note-more').waitFor();
    await setRole('viewer');
    await page.locator('body.is-reader').waitFor();
    await tryEverything(page);
    expect(await revisionOf(id)).toBe(1);
    await setRole('editor');
    await page.locator('body:not(.is-reader)').waitFor();
    await note(page, 'Door').locator('.note-text').click();
    await press(page, 'Delete');
    await until(() => revisionOf(id), 2);
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('a full board', () => {
  const texts = [
    'Organic mill in Guadix',
    'Café association of Realejo',
    'Cargo-bike workshop',
    'Coworking chains',
    'Fresh bread before the first meeting',
    'One invoice for the whole office',
  ];
  const full = Object.fromEntries(BLOCKS.map((block) => [block, texts])) as Notes;

  test.each([
    ['en', 1440],
    ['es', 1440],
    ['en', 390],
    ['es', 390],
  ] as const)(
    'of 54 notes has no fault that axe finds: %s, %d pixels wide',
    async (language, width) => {
      const options = { locale: language === 'en' ? 'en-GB' : 'es-ES', ...(width === 390 ? onPhone : {}) };
      const { page, trouble } = await open(await canvasWith(full, language), options);
      expect(await page.locator('.note').count()).toBe(54);
      await page.locator('.note-text').first().click();
      expect(await axeViolations(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(trouble).toEqual([]);
    },
    120_000,
  );
});
