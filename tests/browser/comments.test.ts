import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { Locator, Page } from 'playwright-core';
import type { TestCluster, TestPerson } from '../cluster.ts';
import { axeViolations, PHONE } from './browser.ts';
import { type Class, type SeatOptions, startClass } from './class.ts';

/** Comments and votes on the board, with several people who talk and choose. */

let room: Class;
let cluster: TestCluster;
let ana: TestPerson;
let ben: TestPerson;
let vera: TestPerson;

/** Several browsers at once, with axe, on a machine that does other things too. */
const LONG_MS = 90_000;

beforeAll(async () => {
  room = await startClass('Ana', [
    ['Ben Müller', 'commenter'],
    ['Vera', 'viewer'],
  ]);
  ({ cluster, owner: ana } = room);
  [ben, vera] = room.members as [TestPerson, TestPerson];
}, 120_000);
afterEach(() => room.leave());
afterAll(() => room.stop(), 60_000);

const by = ({ token }: TestPerson) => ({ token });

interface Made {
  id: string;
  /** The ids of its notes. */
  offices: string;
  bread: string;
  lease: string;
}

async function newCanvas(): Promise<Made> {
  const ids = { offices: newId(), bread: newId(), lease: newId() };
  const id = await room.newCanvas([
    { id: ids.offices, block: 'customer-segments', text: 'Offices that start early' },
    { id: ids.bread, block: 'value-propositions', text: 'Bread before the first meeting' },
    { id: ids.lease, block: 'cost-structure', text: 'Lease of the oven' },
  ]);
  return { id, ...ids };
}

function say(
  canvasId: string,
  person: TestPerson,
  body: { text: string; noteId?: string; threadId?: string; block?: Block },
) {
  return cluster.api.createComment({ params: { canvasId }, body: { id: newId(), ...body } }, by(person));
}

const open = (canvasId: string, person = ana, options?: SeatOptions) => room.open(canvasId, person, options);

const thread = (page: Page, text: string): Locator => page.locator('.thread', { hasText: text });
const comment = (page: Page, text: string): Locator => page.locator('.comment', { hasText: text });
const markOf = (page: Page, noteId: string): Locator => page.locator(`[data-comment-note="${noteId}"]`);
const noteText = (page: Page, noteId: string): Locator => page.locator(`#note-${noteId} .note-text`);
const give = (page: Page, noteId: string): Locator => page.locator(`#note-${noteId} [data-dot="1"]`);
const take = (page: Page, noteId: string): Locator => page.locator(`#note-${noteId} [data-dot="-1"]`);
const ownDots = (page: Page): Locator => page.locator('.vote-own');
const announced = (page: Page): Locator => page.locator('#announcer');
const commentsOf = async (canvasId: string, person = ana) =>
  cluster.api.listComments({ params: { canvasId } }, by(person));

async function until<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await read();
  while (JSON.stringify(found) !== JSON.stringify(wanted) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    found = await read();
  }
  expect(found).toEqual(wanted);
}

describe('two who talk', () => {
  test(
    'a comment by key, a mention, unread marks, an answer and a resolved thread, all live',
    async () => {
      const canvas = await newCanvas();
      const [{ page: anas, trouble }, { page: bens, trouble: bensTrouble }] = await Promise.all([
        open(canvas.id),
        open(canvas.id, ben),
      ]);
      await noteText(bens, canvas.bread).focus();
      await bens.keyboard.press('t');
      const field = bens.locator('.comments-begin textarea');
      await field.waitFor();
      expect(await bens.locator('.composer select').first().inputValue()).toBe(`note ${canvas.bread}`);
      await bens.keyboard.type('Do they want it so early? @an');
      await bens.getByRole('option', { name: 'Ana' }).waitFor();
      expect(await field.getAttribute('aria-activedescendant')).toMatch(/^mentions-/);
      await bens.keyboard.press('Enter');
      expect(await field.inputValue()).toBe('Do they want it so early? @Ana ');
      await bens.keyboard.press('Control+Enter');
      await comment(bens, 'so early').waitFor();

      const mark = markOf(anas, canvas.bread);
      await mark.waitFor({ timeout: 3_000 });
      expect(await mark.getAttribute('aria-label')).toBe(
        '1 comment on Bread before the first meeting, 1 unread',
      );
      await until(() => anas.locator('#tab-comments').innerText(), 'Comments 1\n1 unread');
      await until(() => announced(anas).innerText(), 'New comments from Ben Müller');
      expect(
        (await cluster.api.listNotifications({ query: {} }, by(ana))).items.map(({ kind }) => kind),
      ).toContain('mention');

      await mark.click();
      expect(await comment(anas, 'so early').locator('.mentioned').innerText()).toBe('@Ana');
      // Looked at for a moment, it is read, here and at the server.
      await until(() => anas.locator('#tab-comments').innerText(), 'Comments 1');
      await until(async () => (await commentsOf(canvas.id)).readSeq, (await commentsOf(canvas.id)).seq);

      await thread(anas, 'so early').getByRole('button', { name: 'Answer' }).click();
      await anas.keyboard.type('I ask them tomorrow.\nBoth.');
      await anas.keyboard.press('Control+Enter');
      await comment(bens, 'I ask them tomorrow.').waitFor();

      await thread(anas, 'so early').getByRole('button', { name: 'Resolve' }).click();
      await bens.locator('.threads-resolved summary', { hasText: '1 resolved' }).waitFor();
      await until(
        () => markOf(bens, canvas.bread).getAttribute('aria-label'),
        'Comment on Bread before the first meeting',
      );
      await bens.locator('.threads-resolved summary').click();
      await thread(bens, 'so early').getByRole('button', { name: 'Open again' }).click();
      await markOf(anas, canvas.bread).waitFor();
      expect([...trouble, ...bensTrouble]).toEqual([]);
    },
    LONG_MS,
  );

  test('a comment is edited, deleted and brought back; of a first one with answers its place stays', async () => {
    const canvas = await newCanvas();
    const first = await say(canvas.id, ana, { noteId: canvas.lease, text: 'Too dear' });
    await say(canvas.id, ben, { threadId: first.id, text: 'Not for two years' });
    const [{ page: anas }, { page: bens }] = await Promise.all([open(canvas.id), open(canvas.id, ben)]);
    await Promise.all([anas, bens].map((page) => page.locator('#tab-comments').click()));
    await comment(anas, 'Too dear').hover();
    await comment(anas, 'Too dear').getByRole('button', { name: /^Edit/ }).click();
    const field = thread(anas, 'Not for two years').getByRole('textbox', { name: 'Text of the comment' });
    await field.fill('Too dear for us');
    await field.press('Control+Enter');
    await comment(bens, 'Too dear for us').getByText('edited').waitFor();

    await comment(anas, 'Too dear for us')
      .getByRole('button', { name: /^Delete/ })
      .click();
    await anas.getByText('This comment was deleted.').waitFor();
    await anas.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await comment(anas, 'Too dear for us').waitFor();
    expect((await commentsOf(canvas.id)).items[0]?.isDeleted).toBe(false);

    await comment(anas, 'Too dear for us')
      .getByRole('button', { name: /^Delete/ })
      .click();
    // Whoever leaves meanwhile has deleted it.
    await anas.goto('/canvases');
    await bens.getByText('This comment was deleted.').waitFor();
    expect(await comment(bens, 'Not for two years').count()).toBe(1);
  });

  test('what is written without a connection is kept over a reload and sent once it is back', async () => {
    const canvas = await newCanvas();
    const { page, context } = await open(canvas.id);
    await noteText(page, canvas.offices).focus();
    await page.keyboard.press('t');
    await page.route('**/comments', (route) => route.abort());
    await page.keyboard.type('From the train');
    await page.keyboard.press('Control+Enter');
    await comment(page, 'From the train').getByText('waiting for the connection').waitFor();
    await page.reload();
    await page.locator('#tab-comments').click();
    expect((await commentsOf(canvas.id)).items).toEqual([]);
    await page.unroute('**/comments');
    await context.setOffline(true);
    await context.setOffline(false);
    await until(async () => (await commentsOf(canvas.id)).items.map(({ text }) => text), ['From the train']);
    await comment(page, 'From the train').waitFor();
    expect(await comment(page, 'From the train').count()).toBe(1);
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('aibmc.comment.'))),
    ).toEqual([]);
  });

  test('what the server refuses says why, and keeps its text', async () => {
    const canvas = await newCanvas();
    const { page } = await open(canvas.id);
    const first = await say(canvas.id, ana, { noteId: canvas.lease, text: 'Too dear' });
    await page.locator('#tab-comments').click();
    await thread(page, 'Too dear').getByRole('button', { name: 'Answer' }).click();
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 409,
            contentType: 'application/problem+json',
            body: '{"detail":"the canvas is full"}',
          })
        : route.continue(),
    );
    await page.keyboard.type('Not for us');
    await page.keyboard.press('Control+Enter');
    const answer = comment(page, 'Not for us');
    await answer.getByText('Not sent: the canvas is full').waitFor();
    await page.unroute('**/comments');
    await answer.getByRole('button', { name: 'Try now' }).click();
    await until(
      async () => (await commentsOf(canvas.id)).items.map(({ text }) => text),
      ['Too dear', 'Not for us'],
    );
    expect((await commentsOf(canvas.id)).items[1]?.threadId).toBe(first.id);
  });

  test('a removed note leaves its comments; an address opens a thread', async () => {
    const canvas = await newCanvas();
    const first = await say(canvas.id, ben, { noteId: canvas.lease, text: 'Do we need it?' });
    const { page } = await open(canvas.id, ana, { query: `?thread=${first.id}` });
    await thread(page, 'Do we need it?').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-thread'))).toBe(first.id);
    const edit = { id: newId(), type: 'note.remove' as const, noteId: canvas.lease };
    await cluster.api.applyEdits({ params: { canvasId: canvas.id }, body: { edits: [edit] } }, by(ana));
    await thread(page, 'Do we need it?').getByText('The note was removed').waitFor();
    expect(await comment(page, 'Do we need it?').count()).toBe(1);
  });
});

describe('who may do what', () => {
  test('a commenter comments by mouse and edits nothing; a viewer has no comments', async () => {
    const canvas = await newCanvas();
    await say(canvas.id, ana, { block: 'channels', text: 'Nothing here yet' });
    const [{ page: bens }, { page: veras }] = await Promise.all([
      open(canvas.id, ben),
      open(canvas.id, vera),
    ]);
    await noteText(bens, canvas.bread).hover();
    await markOf(bens, canvas.bread).click();
    await bens.keyboard.type('Sounds good');
    await bens.getByRole('button', { name: 'Comment', exact: true }).click();
    await comment(bens, 'Sounds good').waitFor();
    expect(await bens.locator('[data-more], [data-add], .ask-ai').count()).toBe(0);
    await noteText(bens, canvas.bread).focus();
    await bens.keyboard.press('Delete');
    await bens.keyboard.press('Enter');
    expect(await noteText(bens, canvas.bread).innerText()).toBe('Bread before the first meeting');
    const others = comment(bens, 'Nothing here yet');
    await others.hover();
    expect(await others.getByRole('button').count()).toBe(0);

    expect(await veras.locator('#tab-comments').isVisible()).toBe(false);
    expect(await veras.locator('.comment-mark').count()).toBe(0);
    expect(await veras.content()).not.toContain('Sounds good');
  });

  test(
    'the keyboard alone comments, answers, resolves and marks all read',
    async () => {
      const canvas = await newCanvas();
      await say(canvas.id, ben, { block: 'channels', text: 'Which ones?' });
      const { page } = await open(canvas.id);
      await page.locator('#tab-checks').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await comment(page, 'Which ones?').waitFor();
      const tabTo = async (name: RegExp): Promise<void> => {
        for (let tried = 0; tried < 40; tried++) {
          await page.keyboard.press('Tab');
          const said = await page.evaluate(() => document.activeElement?.textContent ?? '');
          if (name.test(said)) return;
        }
        throw new Error(`Tab does not reach ${name}`);
      };
      await tabTo(/^Mark all read$/);
      await page.keyboard.press('Enter');
      await until(async () => (await commentsOf(canvas.id)).readSeq, 1);
      await tabTo(/^Answer$/);
      await page.keyboard.press('Enter');
      await page.keyboard.type('The market, @');
      await page.locator('.mention').first().waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('.mention:visible').count()).toBe(0);
      await page.keyboard.press('Control+Enter');
      await comment(page, 'The market').waitFor();
      await tabTo(/^Resolve$/);
      await page.keyboard.press('Enter');
      await until(async () => (await commentsOf(canvas.id)).items[0]?.resolvedBy?.name, 'Ana');
    },
    LONG_MS,
  );
});

describe('a vote', () => {
  async function start(page: Page, title: string, minutes: string): Promise<void> {
    await page.getByLabel('More about this canvas').click();
    await page.getByRole('button', { name: 'Start a vote …' }).click();
    const form = page.locator('.vote-form');
    await form.getByLabel('What is it about?').fill(title);
    await form.getByLabel('Time').selectOption(minutes);
    await form.getByRole('button', { name: 'Start' }).click();
    await page.locator('.vote-bar', { hasText: title }).waitFor();
  }

  test(
    'two people give dots unseen by each other, until they are revealed',
    async () => {
      const canvas = await newCanvas();
      const [{ page: anas, trouble }, { page: bens }, { page: veras }] = await Promise.all([
        open(canvas.id),
        open(canvas.id, ben),
        open(canvas.id, vera),
      ]);
      await start(anas, 'What is riskiest?', '5');
      await bens.locator('.vote-bar', { hasText: 'What is riskiest?' }).waitFor();
      await until(() => announced(bens).innerText(), 'Vote: What is riskiest?. You have 3 dots');
      expect(await bens.locator('.vote-time').innerText()).toMatch(/^(5:00|4:5\d) left$/);

      await noteText(bens, canvas.bread).focus();
      await bens.keyboard.press('v');
      await until(() => announced(bens).innerText(), '1 of 3 dots given');
      await bens.keyboard.press('v');
      await bens.keyboard.press('Shift+V');
      await until(() => ownDots(bens).innerText(), '1 of 3 dots given');
      await give(bens, canvas.bread).click();
      await give(bens, canvas.lease).click();
      await until(() => ownDots(bens).innerText(), '3 of 3 dots given');
      await noteText(bens, canvas.offices).focus();
      await bens.keyboard.press('v');
      await until(() => announced(bens).innerText(), 'All 3 dots are given. Take one back first');

      await give(anas, canvas.lease).click();
      await take(anas, canvas.lease).click();
      await give(anas, canvas.bread).click();
      await until(() => anas.locator('.vote-voters').innerText(), '2 people voted');
      // Others' dots are told nowhere.
      expect(await give(anas, canvas.bread).innerText()).toBe('1');
      expect(
        (await cluster.api.getVoting({ params: { canvasId: canvas.id } }, by(ana))).voting?.results,
      ).toBeNull();
      expect(await veras.locator('.vote-bar').isVisible()).toBe(true);
      expect(await veras.locator('.note-votes').count()).toBe(0);
      expect(await bens.locator('.vote-acts button:visible').count()).toBe(0);

      await anas.getByRole('button', { name: 'Reveal' }).click();
      for (const page of [anas, bens, veras]) {
        await page.locator('.vote-results li').first().waitFor();
        expect(await page.locator('.vote-result').allInnerTexts()).toEqual([
          'Bread before the first meeting\n3 dots',
          'Lease of the oven\n1 dot',
        ]);
        expect(await page.locator(`#note-${canvas.bread} .note-votes`).getAttribute('title')).toBe('3 dots');
      }
      expect(await axeViolations(anas)).toEqual([]);
      await anas.getByRole('button', { name: 'Take off the board' }).click();
      await bens.locator('.vote-bar').waitFor({ state: 'hidden' });
      expect(await bens.locator('.note-votes').count()).toBe(0);
      expect(trouble).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'the time ends for everybody, is announced, and a dot after it does not count',
    async () => {
      const canvas = await newCanvas();
      const { page } = await open(canvas.id, ben);
      const body = { id: newId(), title: 'Quick', dots: 2, seconds: 10 };
      await cluster.api.startVoting({ params: { canvasId: canvas.id }, body }, by(ana));
      await give(page, canvas.bread).click();
      await until(() => page.locator('.vote-time').innerText(), '0:03 left');
      await until(() => announced(page).innerText(), 'The vote is over: Quick');
      expect(await page.locator('.vote-time').innerText()).toBe('Over, not revealed yet');
      expect(await page.locator('[data-dot]').count()).toBe(0);
      expect((await cluster.api.getVoting({ params: { canvasId: canvas.id } }, by(ben))).own).toEqual([
        { noteId: canvas.bread, dots: 1 },
      ]);
    },
    LONG_MS,
  );
});

describe('on a phone in Spanish', () => {
  test(
    'comments in a sheet, dots by finger, nothing wrong for axe',
    async () => {
      const canvas = await newCanvas();
      await say(canvas.id, ben, { noteId: canvas.bread, text: '¿Lo quieren tan pronto?' });
      const body = { id: newId(), title: '¿Qué importa más?', dots: 3, seconds: null };
      await cluster.api.startVoting({ params: { canvasId: canvas.id }, body }, by(ana));
      const { page, trouble } = await open(canvas.id, ana, {
        viewport: PHONE,
        hasTouch: true,
        isMobile: true,
        locale: 'es-ES',
      });
      await give(page, canvas.bread).tap();
      await until(() => ownDots(page).innerText(), '1 de 3 puntos dados');
      expect(await axeViolations(page)).toEqual([]);
      await page.locator('.comments-opener').tap();
      await comment(page, 'tan pronto').waitFor();
      await thread(page, 'tan pronto').getByRole('button', { name: 'Responder' }).tap();
      await page.keyboard.type('Pregunto mañana');
      await thread(page, 'tan pronto').getByRole('button', { name: 'Comentar' }).tap();
      await until(async () => (await commentsOf(canvas.id)).items.length, 2);
      expect(await axeViolations(page)).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(PHONE.width);
      await page.getByRole('button', { name: 'Volver al lienzo' }).tap();
      await noteText(page, canvas.lease).tap();
      await page.locator('.selection-bar').getByRole('button', { name: 'Comentar' }).tap();
      await page.keyboard.type('Demasiado caro');
      await page.locator('.comments-begin').getByRole('button', { name: 'Comentar' }).tap();
      await thread(page, 'Demasiado caro').getByText('Lease of the oven').waitFor();
      expect(trouble).toEqual([]);
    },
    LONG_MS,
  );
});

test(
  'nothing is wrong for axe with threads open, resolved and being written, in light and dark',
  async () => {
    const canvas = await newCanvas();
    await say(canvas.id, ben, { noteId: canvas.bread, text: 'Do they want it?' });
    const second = await say(canvas.id, ben, { block: 'channels', text: 'Which ones?' });
    const resolve = { params: { canvasId: canvas.id, commentId: second.id }, body: { resolved: true } };
    await cluster.api.updateComment(resolve, by(ana));
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(canvas.id, ana, { colorScheme });
      await page.locator('#tab-comments').click();
      await page.locator('.threads-resolved summary').click();
      await page.locator('.comments-new').click();
      await page.keyboard.type('@');
      await page.locator('.mention').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
    }
  },
  LONG_MS,
);
