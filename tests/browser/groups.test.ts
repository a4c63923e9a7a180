import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@aibmc/common/ids';
import type { BrowserContext, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** Groups in a real browser: a class that joins, owners, the trash, and what people are told. */

let cluster: TestCluster;
let browser: TestBrowser;
/** The first account of an installation administers it. */
let admin: TestPerson;
const contexts: BrowserContext[] = [];
/** What no page of these tests may do: script errors, refused content, other hosts. */
const trouble: string[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  admin = await register(cluster.api, 'Root');
  browser = await launchBrowser(cluster.url);
}, 120_000);
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await browser.close();
  await cluster.discard();
}, 60_000);

type Options = Parameters<TestBrowser['open']>[0];

async function openPage(options: Options = {}): Promise<Page> {
  const context = await browser.open(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const seen = watchForTrouble(page, new URL(cluster.url).origin);
  page.on('close', () => trouble.push(...seen));
  return page;
}

/** Somebody new, and a browser in which they are signed in. */
async function newcomer(name: string, options: Options = {}): Promise<{ person: TestPerson; page: Page }> {
  const person = await register(cluster.api, name);
  const page = await openPage(options);
  await signIn(page, person);
  return { person, page };
}

const SPANISH_PHONE = { locale: 'es-ES', viewport: PHONE, hasTouch: true, isMobile: true };

function byToken({ token }: TestPerson): { token: string } {
  return { token };
}

async function widthOver(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Fills the form for a new account, whatever its language. */
async function createAccount(page: Page, name: string): Promise<void> {
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=email]').fill(`${newId()}@example.org`);
  await page.locator('[name=password]').fill('bread before nine');
  await page.locator('form[action="/register"] button').click();
  await page.waitForURL((url) => url.pathname !== '/register');
}

async function addNote(page: Page, text: string): Promise<void> {
  await page.locator('#block-channels [data-add]').click();
  const field = page.locator('#add-channels textarea');
  await field.fill(text);
  await field.press('Enter');
}

describe('a class', () => {
  test('is made with a code; three students join and all edit live together', async () => {
    const { page: teacher } = await newcomer('Ada Marín');
    await teacher.goto('/groups');
    await teacher.getByLabel('Name of the group').fill('Masters 2026');
    await teacher.getByLabel(/What it is for/).fill('The spring course.');
    await teacher.getByRole('button', { name: 'Create the group' }).click();
    await teacher.getByLabel('Class code').check();
    await teacher.getByLabel('At most').fill('30');
    await teacher.getByRole('button', { name: 'Make the invitation' }).click();
    const code = (await teacher.locator('.code-shown').innerText()).replace(/\s/g, '');
    expect(code).toMatch(/^[A-Z2-9]{6}$/);
    expect(await axeViolations(teacher)).toEqual([]);
    const group = teacher.url().replace(/[?#].*$/, '');
    await teacher.getByRole('link', { name: 'Show it large' }).click();
    const large = teacher.getByRole('img', { name: [...code].join(' ') });
    expect((await large.boundingBox())?.height).toBeGreaterThan(200);
    expect(await axeViolations(teacher)).toEqual([]);

    await teacher.goto(group);
    await teacher.getByRole('link', { name: 'New canvas' }).click();
    await teacher.getByLabel('The idea').fill('Bread by bicycle.');
    await teacher.getByRole('button', { name: 'Start empty' }).click();
    await teacher.waitForURL(/\/canvases\/[0-9a-f-]{36}/);
    const canvas = teacher.url();

    const typed = [
      code.toLowerCase(),
      `${code.slice(0, 3)} ${code.slice(3)}`,
      ` ${code.slice(0, 2)}-${code.slice(2)}`,
    ];
    const students: Page[] = [];
    for (const [n, options] of [{}, {}, SPANISH_PHONE].entries()) {
      const student = await openPage(options);
      await student.goto('/join');
      await student.locator('#code').fill(typed[n] ?? '');
      await student.locator('form[action="/join"] button').click();
      await student.getByRole('heading', { level: 1, name: /Masters 2026/ }).waitFor();
      await student.locator('a[href^="/register"].large').click();
      await createAccount(student, `Student ${n}`);
      await student.locator('form[action^="/join/"] button').click();
      await student.waitForURL(/\/groups\//);
      await student.goto(canvas);
      students.push(student);
    }
    const everybody = [teacher, ...students];
    await Promise.all(everybody.map((page, n) => addNote(page, `Written by ${n}`)));
    for (const page of everybody) {
      for (const n of everybody.keys())
        await page.locator('#block-channels .note', { hasText: `Written by ${n}` }).waitFor();
    }
    await teacher.goto(group);
    expect(await teacher.getByText('4 people').first().isVisible()).toBe(true);
    expect(await teacher.getByText(/used 3 of 30 times/).isVisible()).toBe(true);
    expect(await teacher.getByText('Student 2 joined as editor').isVisible()).toBe(true);
  }, 240_000);

  test('is joined on a phone in Spanish, through registration, by a link', async () => {
    const owner = await register(cluster.api, 'Olga');
    const by = byToken(owner);
    const group = await cluster.api.createGroup(
      { body: { name: 'Emprender', description: 'Curso de primavera' } },
      by,
    );
    const invitation = await cluster.api.createInvitation(
      { params: { groupId: group.id }, body: { role: 'commenter' } },
      by,
    );
    const page = await openPage(SPANISH_PHONE);
    await page.goto(invitation.url);
    await page.getByRole('heading', { name: 'Únete a Emprender' }).waitFor();
    expect(await page.getByText('Curso de primavera').isVisible()).toBe(true);
    expect(await page.getByText('Olga te invita').isVisible()).toBe(true);
    expect([await axeViolations(page), await widthOver(page)]).toEqual([[], 0]);
    await page.getByRole('link', { name: 'Crear cuenta y unirme' }).tap();
    await createAccount(page, 'Lucía');
    expect(new URL(page.url()).pathname).toBe(invitation.url);
    await page.getByRole('button', { name: 'Unirme al grupo' }).tap();
    await page.getByText('Ya estás en el grupo.').waitFor();
    expect(await page.getByText('Tu rol: Comentarista').isVisible()).toBe(true);
    expect([await axeViolations(page), await widthOver(page)]).toEqual([[], 0]);
  }, 120_000);

  test('is joined with the keyboard alone', async () => {
    const owner = await register(cluster.api, 'Olga');
    const by = byToken(owner);
    const group = await cluster.api.createGroup({ body: { name: 'By keyboard' } }, by);
    const { code } = await cluster.api.createInvitation(
      { params: { groupId: group.id }, body: { code: true } },
      by,
    );
    const { page } = await newcomer('Keys');
    await page.goto('/join');
    await page.keyboard.type('zzzzzz');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'No group has this code' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type((code ?? '').toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Join By keyboard' }).waitFor();
    await tabTo(page, 'Join the group');
    await page.keyboard.press('Enter');
    await page.getByText('You are in the group now.').waitFor();
  }, 120_000);

  test('lets in who has its code where only who was invited may register', async () => {
    const by = byToken(admin);
    await cluster.api.updateInstance({ body: { registration: 'invitation' } }, by);
    try {
      const group = await cluster.api.createGroup({ body: { name: 'Invited' } }, by);
      const { code } = await cluster.api.createInvitation(
        { params: { groupId: group.id }, body: { code: true } },
        by,
      );
      await expect(register(cluster.api, 'Stranger')).rejects.toMatchObject({ code: 'registration-closed' });
      const page = await openPage({ javaScriptEnabled: false });
      await page.goto('/join');
      await page.getByLabel('Code').fill(code ?? '');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('link', { name: 'Create an account and join' }).click();
      await createAccount(page, 'Guest of honour');
      await page.getByRole('button', { name: 'Join the group' }).click();
      await page.getByText('You are in the group now.').waitFor();
    } finally {
      await cluster.api.updateInstance({ body: { registration: 'open' } }, by);
    }
  }, 120_000);

  test('an invitation for another e-mail address says so, and not which', async () => {
    const owner = await register(cluster.api, 'Olga');
    const by = byToken(owner);
    const group = await cluster.api.createGroup({ body: { name: 'For one' } }, by);
    const invited = await register(cluster.api, 'Ivy');
    const { page } = await newcomer('Mallory');
    const { url } = await cluster.api.createInvitation(
      { params: { groupId: group.id }, body: { email: invited.email } },
      by,
    );
    await page.goto(url);
    await page.getByRole('button', { name: 'Join the group' }).click();
    await page.getByRole('alert').filter({ hasText: 'sent to another e-mail address' }).waitFor();
    expect(await page.content()).not.toContain(invited.email);
    expect(await axeViolations(page)).toEqual([]);
  }, 120_000);
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
    if (focused === name) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

describe('owners', () => {
  test('the last one is told what to do before leaving, and leaves once there is another', async () => {
    const { person, page } = await newcomer('Otto');
    const by = byToken(person);
    const group = await cluster.api.createGroup({ body: { name: 'Left behind' } }, by);
    const { token } = await cluster.api.createInvitation({ params: { groupId: group.id }, body: {} }, by);
    const heir = await register(cluster.api, 'Hedy');
    await cluster.api.acceptInvitation({ params: { token } }, byToken(heir));
    await page.goto(`/groups/${group.id}`);
    await page.getByRole('button', { name: 'Leave the group' }).click();
    await page.getByRole('alert').filter({ hasText: 'You are the only owner of this group' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Role of Hedy').selectOption('owner');
    await page.getByText('The role was changed.').waitFor();
    await page.getByRole('button', { name: 'Leave the group' }).click();
    await page.getByText('You left the group.').waitFor();
    expect(await cluster.api.getGroup({ params: { groupId: group.id } }, byToken(heir))).toMatchObject({
      role: 'owner',
      memberCount: 1,
    });
  }, 120_000);
});

describe('the trash', () => {
  test('takes a group with its canvases and gives it back, from the notice and from its page', async () => {
    const { person, page } = await newcomer('Tess');
    const by = byToken(person);
    const group = await cluster.api.createGroup({ body: { name: 'Short-lived' } }, by);
    await cluster.api.createCanvas({ body: { title: 'Inside', groupId: group.id } }, by);
    const own = await cluster.api.createCanvas({ body: { title: 'Of my own' } }, by);
    const deleteGroup = async (): Promise<void> => {
      await page.goto(`/groups/${group.id}`);
      await page.getByText('Delete this group').click();
      await page.getByRole('button', { name: 'Move it to the trash' }).click();
      await page.getByText('The group and its canvases are in the trash.').waitFor();
    };
    await deleteGroup();
    expect((await page.goto(`/groups/${group.id}`))?.status()).toBe(404);
    await page.goBack();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The group is back').waitFor();
    await page.getByRole('link', { name: 'Short-lived' }).click();
    await page.getByRole('link', { name: 'Inside' }).first().waitFor();

    await deleteGroup();
    await page.goto('/canvases');
    await page.getByLabel('More about Of my own').click();
    await page.getByRole('button', { name: 'Move to the trash' }).click();
    await page.getByText('The canvas is in the trash.').waitFor();
    await page.getByRole('link', { name: 'Trash' }).click();
    expect(await page.getByText(/Deleted by Tess .* 30 days left/).count()).toBe(2);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore Of my own' }).click();
    await page.getByText('The canvas is back.').waitFor();
    await page.getByRole('button', { name: 'Restore Short-lived' }).click();
    await page.getByText('Nothing is in the trash').waitFor();
    expect((await page.goto(`/canvases/${own.id}`))?.status()).toBe(200);
  }, 120_000);
});

describe('canvases', () => {
  test('are found, copied into a group and moved to oneself, on a phone too', async () => {
    const { person, page } = await newcomer('Mo', { viewport: PHONE });
    const by = byToken(person);
    const group = await cluster.api.createGroup({ body: { name: 'A client' } }, by);
    for (const title of ['Bread', 'Bicycles', 'Solar'])
      await cluster.api.createCanvas({ body: { title } }, by);
    await page.goto('/canvases');
    await page.getByLabel('Search').fill('b');
    await page.getByLabel('Order').selectOption('title');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/q=b/);
    expect(await page.locator('.card-title').allInnerTexts()).toEqual(['Bicycles', 'Bread']);
    await page.getByLabel('More about Bread').click();
    await page.getByRole('link', { name: 'Make a copy …' }).click();
    await page.getByLabel('Where the copy goes').selectOption(group.id);
    expect([await axeViolations(page), await widthOver(page)]).toEqual([[], 0]);
    await page.getByRole('button', { name: 'Make the copy' }).click();
    await page.waitForURL(/canvas-copied/);
    await page.goto(`/canvases?groupId=${group.id}`);
    expect(await page.locator('.card-title').allInnerTexts()).toEqual(['Copy of Bread']);
    await page.getByLabel('More about Copy of Bread').click();
    await page.getByRole('link', { name: 'Move to …' }).click();
    await page.getByRole('button', { name: 'Move it' }).click();
    await page.waitForURL(/canvas-moved/);
    await page.goto('/canvases?groupId=personal&sort=title');
    expect(await page.locator('.card-title').allInnerTexts()).toContain('Copy of Bread');
    expect([await axeViolations(page), await widthOver(page)]).toEqual([[], 0]);
  }, 120_000);
});

describe('what people are told', () => {
  test('shows on the bell, is announced, and is read by the keyboard', async () => {
    const owner = await register(cluster.api, 'Olga');
    const by = byToken(owner);
    const group = await cluster.api.createGroup({ body: { name: 'Loud' } }, by);
    const { token } = await cluster.api.createInvitation({ params: { groupId: group.id }, body: {} }, by);
    const { person, page } = await newcomer('Nell');
    await cluster.api.acceptInvitation({ params: { token } }, byToken(person));
    const asked = page.waitForResponse(/\/api\/v1\/notifications/);
    await page.goto('/groups');
    await asked;
    const count = page.locator('[data-bell-count]');
    expect(await count.isVisible()).toBe(false);
    const params = { groupId: group.id, userId: person.id };
    await cluster.api.updateMember({ params, body: { role: 'viewer' } }, by);
    await page.evaluate(() => {
      const real = performance.now.bind(performance);
      performance.now = () => real() + 60_000;
      window.dispatchEvent(new Event('focus'));
    });
    await count.getByText('1').waitFor();
    expect(await page.locator('[data-bell-announcer]').innerText()).toBe('1 new notification');
    await page.getByText('1 unread').waitFor({ state: 'attached' });
    await page.locator('.bell summary').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Your role in Loud is viewer now/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await tabTo(page, 'Mark all as read');
    await page.keyboard.press('Enter');
    await count.waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    expect(await page.locator('.bell').getAttribute('open')).toBeNull();
    expect(await page.locator('.bell summary').evaluate((bell) => bell === document.activeElement)).toBe(
      true,
    );
  }, 120_000);

  test('is a page without JavaScript', async () => {
    const owner = await register(cluster.api, 'Olga');
    const by = byToken(owner);
    const group = await cluster.api.createGroup({ body: { name: 'Quiet' } }, by);
    const { token } = await cluster.api.createInvitation({ params: { groupId: group.id }, body: {} }, by);
    const { person, page } = await newcomer('Noel', { javaScriptEnabled: false });
    await cluster.api.acceptInvitation({ params: { token } }, byToken(person));
    const params = { groupId: group.id, userId: person.id };
    await cluster.api.updateMember({ params, body: { role: 'viewer' } }, by);
    await page.goto('/groups');
    await page.locator('.bell summary').click();
    await page.getByRole('link', { name: 'All notifications' }).click();
    await page.getByRole('link', { name: 'Your role in Quiet is viewer now' }).waitFor();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('All notifications are read.').waitFor();
    expect(await page.locator('.told.is-unread').count()).toBe(0);
  }, 120_000);
});

test('none of these pages did what a page should not do', async () => {
  await Promise.all(contexts.flatMap((context) => context.pages()).map((page) => page.close()));
  expect(trouble).toEqual([]);
});
