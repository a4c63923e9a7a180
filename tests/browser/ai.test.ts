import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { Locator, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';
import { type ModelEndpoint, startModelEndpoint } from './model-endpoint.ts';

/** Asking AI about a canvas: from the panel, a block, a finding and a note, alone and together. */

const PER_DAY = 40;

let endpoint: ModelEndpoint;
let cluster: TestCluster;
let browser: TestBrowser;
let ana: TestPerson;
let ben: TestPerson;
let vera: TestPerson;
let groupId: string;

beforeAll(async () => {
  endpoint = await startModelEndpoint();
  cluster = await startTestCluster({
    OPENAI_BASE_URL: endpoint.baseUrl,
    OPENAI_API_KEY: 'secret',
    OPENAI_MODEL: 'small-model',
    GENERATIONS_PER_DAY: String(PER_DAY),
  });
  browser = await launchBrowser(cluster.url);
  [ana, ben, vera] = await Promise.all([
    register(cluster.api, 'Ana'),
    register(cluster.api, 'Ben'),
    register(cluster.api, 'Vera'),
  ]);
  groupId = (await cluster.api.createGroup({ body: { name: 'Masters 2026' } }, { token: ana.token })).id;
  for (const [person, role] of [
    [ben, 'editor'],
    [vera, 'viewer'],
  ] as const) {
    const params = { groupId };
    const { token } = await cluster.api.createInvitation({ params, body: { role } }, { token: ana.token });
    await cluster.api.acceptInvitation({ params: { token } }, { token: person.token });
  }
}, 120_000);
afterAll(async () => {
  await browser.close();
  await cluster.discard();
  await endpoint.stop();
}, 60_000);

afterEach(() => endpoint.letGo());

const NOTES: readonly [Block, string][] = [
  ['customer-segments', 'Office managers in Granada'],
  ['channels', 'Social media'],
  ['value-propositions', 'Fresh bread at the desk before the first meeting'],
];

async function makeCanvas(notes = NOTES): Promise<string> {
  const by = { token: ana.token };
  const idea = 'Fresh sourdough bread by bicycle to offices in Granada every morning.';
  const body = { title: 'Sourdough by bike', idea, groupId };
  const { id: canvasId } = await cluster.api.createCanvas({ body }, by);
  const edits = notes.map(([block, text]) => ({
    id: newId(),
    type: 'note.add' as const,
    note: { id: newId(), block, text },
  }));
  if (edits.length > 0) await cluster.api.applyEdits({ params: { canvasId }, body: { edits } }, by);
  return canvasId;
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

async function openPanel(page: Page): Promise<void> {
  await page.locator('.ask-ai').click();
  await page.locator('.ai-left:not(:empty)').waitFor();
}

const taskButton = (page: Page, name: string): Locator =>
  page.locator('.ai-offers').getByRole('button', { name });
const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Ask about this canvas' });
const answers = (page: Page): Locator => page.locator('.ai-conversation .ai-run');

const suggested = (page: Page, text: string): Locator =>
  page.locator('#board .suggestion-text', { hasText: text });

async function ask(page: Page, question: string): Promise<void> {
  await field(page).fill(question);
  await field(page).press('Enter');
}

describe('a question', () => {
  test('is answered piece by piece for everybody here, and is there after a reload', async () => {
    const canvasId = await makeCanvas();
    const [{ page, trouble }, other] = await Promise.all([
      openAs(ana, `/canvases/${canvasId}`),
      openAs(ben, `/canvases/${canvasId}`),
    ]);
    await Promise.all([openPanel(page), openPanel(other.page)]);
    endpoint.hold();
    await ask(page, 'Who pays for this?');
    await answers(page).getByText('About “Who pays').waitFor();
    expect(await answers(page).innerText()).not.toContain('by the month');
    await answers(other.page).getByText('Who pays for this?').waitFor();
    expect(await answers(other.page).innerText()).toMatch(/Ana/);
    endpoint.letGo();
    const whole = 'Office managers decide, and they pay by the month.';
    await answers(page).getByText(whole).waitFor();
    await answers(other.page).getByText(whole).waitFor();

    await page.reload();
    await answers(page).getByText(whole).waitFor();
    expect(await answers(page).count()).toBe(1);
    await answers(page).getByRole('button', { name: 'Put 1 suggestion on the board' }).click();
    await answers(page).getByText('On the board.').waitFor();
    await suggested(other.page, 'Monthly fee for each office desk').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect([...trouble, ...other.trouble]).toEqual([]);
  }, 120_000);

  test('that is under way is found again by a reload, and stopped within a second', async () => {
    const canvasId = await makeCanvas();
    const { page } = await openAs(ana, `/canvases/${canvasId}`);
    await openPanel(page);
    endpoint.hold();
    await ask(page, 'How do we grow?');
    await answers(page).getByText('About “How').waitFor();
    await page.reload();
    await answers(page).getByText('About “How').waitFor();
    const aborted = endpoint.nextAbort();
    await answers(page).getByRole('button', { name: 'Cancel' }).click();
    await answers(page).getByText('Stopped. What had come is kept.').waitFor({ timeout: 1_000 });
    await aborted;
    endpoint.letGo();
    await answers(page).getByRole('button', { name: 'Continue' }).click();
    await answers(page).nth(1).getByText('they pay by the month.').waitFor();
  }, 120_000);

  test('can be about notes that are chosen on the board, by keyboard alone', async () => {
    const canvasId = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await page.locator('.note-text', { hasText: 'Social media' }).focus();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Ask AI about this' }).press('Enter');
    await page.getByRole('button', { name: 'Do not ask about: Social media' }).waitFor();
    await page.locator('.ai-form textarea:focus').waitFor();
    await page.keyboard.type('Which network?');
    const sent = page.waitForRequest(
      (request) => request.method() === 'POST' && /generations$/.test(request.url()),
    );
    await page.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toMatchObject({ task: 'ask', noteIds: [expect.any(String)] });
    await answers(page).getByText('they pay by the month.').waitFor();
    expect(trouble).toEqual([]);
  }, 60_000);
});

describe('a critique', () => {
  test('comes as cards that lead to their notes and put suggestions on the board once', async () => {
    const canvasId = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await openPanel(page);
    const left = page.locator('.ai-left');
    const [before] = (await left.innerText()).match(/\d+/) ?? [];
    expect(await left.innerText()).toMatch(new RegExp(`^\\d+ of ${PER_DAY} requests left today$`));
    await taskButton(page, 'Critique').dblclick();
    const cards = page.locator('.ai-card');
    await cards.nth(2).waitFor();
    await page.getByText(`${Number(before) - 1} of ${PER_DAY} requests left today`).waitFor();
    expect(await page.locator('.ai-results .ai-run').count()).toBe(1);
    expect(await cards.locator('.ai-lens').allInnerTexts()).toEqual([
      'Investor · Channels',
      'Customer · Channels',
      'Sceptic · Channels',
    ]);
    await cards.nth(1).getByRole('button', { name: 'Show the note: Social media' }).click();
    expect(await page.locator('.note.is-selected').innerText()).toContain('Social media');

    expect(await cards.first().locator('.ai-proposed li').allInnerTexts()).toEqual([
      'Customer relationships\nOrder changed by chat until eight',
      'Channels\nReception desk of the office',
    ]);
    await cards.first().getByRole('button', { name: 'Put 2 suggestions on the board' }).click();
    await cards.first().getByText('On the board.').waitFor();
    expect(await cards.first().locator('.ai-proposed').count()).toBe(0);
    await suggested(page, 'Reception desk of the office').waitFor();
    await page.locator('#save-state', { hasText: 'All changes saved' }).waitFor();
    const { suggestions } = await cluster.api.getCanvas({ params: { canvasId } }, { token: ana.token });
    expect(suggestions.filter(({ change }) => change.type === 'note.add')).toHaveLength(2);
    await page.getByRole('button', { name: 'Put away: Critique' }).click();
    await page.locator('.ai-earlier summary').click();
    await page.locator('.ai-earlier-view', { hasText: 'Critique' }).click();
    await cards.first().getByText('On the board.').waitFor();
    expect(trouble).toEqual([]);
  }, 120_000);

  test('of others shows who asks for it, and then what it says', async () => {
    const canvasId = await makeCanvas();
    const [{ page }, other] = await Promise.all([
      openAs(ana, `/canvases/${canvasId}`),
      openAs(ben, `/canvases/${canvasId}`),
    ]);
    await Promise.all([openPanel(page), openPanel(other.page)]);
    endpoint.hold();
    await taskButton(other.page, 'Riskiest assumptions').click();
    const run = page.locator('.ai-results .ai-run');
    await run.getByText(/^Ben ·/).waitFor();
    endpoint.letGo();
    await run.getByText('At least 4 of 10').waitFor();
    expect(await run.locator('dt').allInnerTexts()).toEqual(['Test', 'Measure', 'Holds if']);
  }, 120_000);
});

describe('while the panel is closed', () => {
  test('the button says who asks, and to who asked that an answer came', async () => {
    const canvasId = await makeCanvas();
    const [{ page }, other] = await Promise.all([
      openAs(ana, `/canvases/${canvasId}`),
      openAs(ben, `/canvases/${canvasId}`),
    ]);
    await openPanel(page);
    await other.page.locator('.faces .avatar').first().waitFor();
    endpoint.hold();
    await taskButton(page, 'Critique').click();
    await other.page.getByRole('button', { name: 'Ask AI · Ana is asking AI' }).waitFor();
    await page.locator('.ask-ai').click();
    await page.getByRole('button', { name: 'Ask AI · AI is working' }).waitFor();
    endpoint.letGo();
    await page.getByRole('button', { name: 'Ask AI · AI has answered' }).waitFor();
    await other.page.getByRole('button', { name: 'Ask AI', exact: true }).waitFor();
    await page.locator('.ask-ai').click();
    await page.getByRole('button', { name: 'Ask AI', exact: true }).waitFor();
    await page.locator('.ai-card').nth(2).waitFor();
  }, 60_000);

  test('earlier results fold when something new is asked, and unfold again', async () => {
    const canvasId = await makeCanvas();
    const { page } = await openAs(ana, `/canvases/${canvasId}`);
    await openPanel(page);
    await taskButton(page, 'Critique').click();
    await page.locator('.ai-card').nth(2).waitFor();
    await page.locator('.ai-run.is-over').waitFor();
    await taskButton(page, 'Riskiest assumptions').click();
    await page.getByText('At least 4 of 10').waitFor();
    const critique = page.locator('.ai-run[data-task=critique]');
    expect(await critique.locator('.ai-card').first().isVisible()).toBe(false);
    await critique.getByRole('button', { name: 'Critique', exact: true }).press('Enter');
    expect(await critique.locator('.ai-card').first().isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
  }, 60_000);
});

describe('what is asked from the board', () => {
  test('a block gets suggestions from its head, and a finding from its card', async () => {
    const canvasId = await makeCanvas();
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`);
    await page.locator('#block-channels').hover();
    await page.getByRole('button', { name: 'AI for Channels' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Suggest notes' }).click();
    await suggested(page, 'Newsletter of the business park').waitFor();
    await page.locator('.ai-end').getByText('2 suggestions are on the board.').waitFor();

    await page.getByRole('tab', { name: 'Checks' }).click();
    const finding = page.locator('.finding', { hasText: 'Social media' });
    await page.locator('#findings-rest summary').click();
    await finding.first().getByRole('button', { name: 'Suggest' }).click();
    await page.getByRole('tab', { name: 'AI', selected: true }).waitFor();
    await suggested(page, 'Instagram of the bakery, daily at seven').waitFor();
    expect(trouble).toEqual([]);
  }, 120_000);

  test('an empty canvas is drafted from the panel by the pattern library, which says what it cannot do', async () => {
    const canvasId = await makeCanvas([]);
    const { page } = await openAs(ana, `/canvases/${canvasId}`);
    await openPanel(page);
    await page.getByRole('combobox', { name: 'Model' }).selectOption('pattern-library');
    expect(await taskButton(page, 'Critique').isDisabled()).toBe(true);
    expect(await taskButton(page, 'Critique').innerText()).toContain('Needs an AI endpoint');
    expect(await page.getByRole('link', { name: 'See Settings' }).getAttribute('href')).toBe('/settings');
    await taskButton(page, 'Draft the canvas').click();
    await page.getByText(/^\d+ notes are on the board\.$/).waitFor();
    expect(await page.locator('#board .note').count()).toBeGreaterThan(8);
    await taskButton(page, 'Suggest what is missing').waitFor();
  }, 60_000);
});

describe('who may not ask', () => {
  test('a viewer has no such tab', async () => {
    const { page, trouble } = await openAs(vera, `/canvases/${await makeCanvas()}`);
    await page.getByRole('tab', { name: 'Checks' }).waitFor();
    expect(await page.getByRole('tab', { name: 'AI' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /AI/ }).count()).toBe(0);
    await page.keyboard.press('i');
    expect(trouble).toEqual([]);
  }, 60_000);

  test('nobody, once all of today are used: the buttons rest and it is said until when', async () => {
    const eva = await register(cluster.api, 'Eva');
    const by = { token: eva.token };
    const { id: canvasId } = await cluster.api.createCanvas({ body: { title: 'Mine', idea: 'Bread' } }, by);
    const model = 'pattern-library';
    for (let used = 0; used < PER_DAY; used++) {
      await cluster.api.createGeneration({ headers: {}, body: { canvasId, accept: false, model } }, by);
    }
    const { page } = await openAs(eva, `/canvases/${canvasId}`);
    await openPanel(page);
    await page.getByText(/^All requests of today are used\. New ones from \d\d:\d\d\.$/).waitFor();
    expect(await page.locator('.ai-task:enabled, .ai-send:enabled').count()).toBe(0);
  }, 120_000);
});

describe('on a phone, in Spanish', () => {
  test('the panel is a sheet with targets for thumbs', async () => {
    const canvasId = await makeCanvas();
    const phone = {
      viewport: PHONE,
      locale: 'es-ES',
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    } as const;
    const { page, trouble } = await openAs(ana, `/canvases/${canvasId}`, phone);
    await page.locator('.ask-ai').click();
    await page.locator('.ai-left:not(:empty)').waitFor();
    await page.locator('.ai-offers').getByRole('button', { name: 'Crítica' }).click();
    await page.locator('.ai-run.is-over .ai-card').nth(2).waitFor();
    const heights = await page
      .locator('.ai :is(.ai-task, .ai-chip, .ai-put button, .ai-send, .ai-form textarea):visible')
      .evaluateAll((targets) => targets.map((target) => target.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
  }, 120_000);
});
