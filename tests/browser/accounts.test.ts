import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { newId } from '@aibmc/common/ids';
import { type TOTP, URI } from 'otpauth';
import type { BrowserContext, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { startTestProvider, type TestProvider } from '../support/oidc-provider.ts';
import { axeViolations, launchBrowser, PHONE, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** Accounts in a real browser: second factor, provider, ways back in, devices, administration, leaving. */

let cluster: TestCluster;
let browser: TestBrowser;
let provider: TestProvider;
/** The first account of an installation administers it. */
let admin: TestPerson;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  const port = await freePort();
  provider = await startTestProvider(0, `http://127.0.0.1:${port}`);
  cluster = await startTestCluster({ ...provider.env, OIDC_NAME: 'Campus' }, { port });
  admin = await register(cluster.api, 'Root Admin');
  browser = await launchBrowser(cluster.url);
}, 120_000);
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await browser.close();
  await cluster.discard();
  await provider.stop();
}, 60_000);

/** A port for the site: the provider is told where browsers come back to before the site starts. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

type Options = Parameters<TestBrowser['open']>[0];

async function openPage(options: Options = {}): Promise<Page> {
  const context = await browser.open(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

async function newcomer(name: string, options: Options = {}): Promise<{ person: TestPerson; page: Page }> {
  const person = await register(cluster.api, name);
  const page = await openPage(options);
  await signIn(page, person);
  return { person, page };
}

/** Types e-mail and password where a code is asked for after that. */
async function giveTheWordOnly(page: Page, { email, password }: TestPerson): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/login/code');
}

async function setUpFactor(page: Page, { password }: TestPerson): Promise<{ totp: TOTP; codes: string[] }> {
  await page.goto('/account#second-factor');
  const section = page.getByRole('region', { name: 'Second factor' });
  await section.getByLabel('Current password').fill(password);
  await section.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('img', { name: 'QR code for an authenticator' }).waitFor();
  const totp = URI.parse(await page.locator('[name=uri]').inputValue()) as TOTP;
  const shown = await page.getByLabel('Secret').inputValue();
  expect(shown.replaceAll(' ', '')).toBe(totp.secret.base32);
  await page.getByLabel('Six-digit code').fill(totp.generate());
  await page.getByRole('button', { name: 'Switch it on' }).click();
  const codes = (await page.getByLabel('Your recovery codes').inputValue()).split('\n');
  expect(codes).toHaveLength(10);
  return { totp, codes };
}

describe('a second factor', () => {
  test('is switched on, and then signing in takes a code or a recovery code', async () => {
    const { person, page } = await newcomer('Sol');
    const { totp, codes } = await setUpFactor(page, person);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as text' }).click();
    expect((await download).suggestedFilename()).toBe('aibmc-recovery-codes.txt');
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByRole('region', { name: 'Second factor' }).getByText('On', { exact: true }).waitFor();

    const other = await openPage();
    await giveTheWordOnly(other, person);
    await other.getByLabel('Six-digit code').fill('000000');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('This code is wrong').waitFor();
    // the code that switched it on counts no more: the next one does
    await other.getByLabel('Six-digit code').fill(totp.generate({ timestamp: Date.now() + 30_000 }));
    await other.keyboard.press('Enter');
    await other.waitForURL('**/canvases');

    const third = await openPage();
    await giveTheWordOnly(third, person);
    await third.getByRole('link', { name: 'Use a recovery code instead' }).click();
    await third.getByLabel('Recovery code').fill(codes[3] ?? '');
    await third.getByRole('button', { name: 'Sign in' }).click();
    await third.waitForURL('**/canvases');

    // once only
    const fourth = await openPage();
    await giveTheWordOnly(fourth, person);
    await fourth.goto('/login/code?with=recovery');
    await fourth.getByLabel('Recovery code').fill(codes[3] ?? '');
    await fourth.getByRole('button', { name: 'Sign in' }).click();
    await fourth.getByText('This code is wrong').waitFor();
  }, 120_000);
});

describe('the provider', () => {
  test('registers somebody, signs them in again, and asks who has an account to connect it', async () => {
    provider.signInAs({ id: 'p1', email: 'petra@example.org', name: 'Petra Soler' });
    const page = await openPage();
    await page.goto('/login?next=/groups');
    await page.getByRole('link', { name: 'Continue with Campus' }).click();
    await page.waitForURL('**/groups');
    await page.getByText('Account of Petra Soler').waitFor({ state: 'attached' });
    await page.goto('/account');
    await page.getByText('Your account has no password yet').waitFor();

    const again = await openPage();
    await again.goto('/login');
    await again.getByRole('link', { name: 'Continue with Campus' }).click();
    await again.waitForURL('**/canvases');

    const { person } = await newcomer('Quim');
    provider.signInAs({ id: 'p2', email: person.email, name: 'Quim' });
    const known = await openPage();
    await known.goto('/login');
    await known.getByRole('link', { name: 'Continue with Campus' }).click();
    await known.getByText('connect the provider on your account page').waitFor();
    await known.getByLabel('E-mail').fill(person.email);
    await known.getByLabel('Password').fill(person.password);
    await known.getByRole('button', { name: 'Sign in' }).click();
    await known.waitForURL('**/account#provider');
    const section = known.getByRole('region', { name: 'Signing in with Campus' });
    await section.getByLabel('Current password').fill(person.password);
    await section.getByRole('button', { name: 'Connect Campus' }).click();
    await known.getByText('The provider is connected.').waitFor();
    await section.getByText(person.email).waitFor();
    const third = await openPage();
    await third.goto('/login');
    await third.getByRole('link', { name: 'Continue with Campus' }).click();
    await third.waitForURL('**/canvases');
    await third.getByText(`Account of ${person.name}`).waitFor({ state: 'attached' });
  }, 120_000);

  test('that denies leads back to signing in with a word', async () => {
    provider.signInAs(null);
    const page = await openPage();
    await page.goto('/login');
    await page.getByRole('link', { name: 'Continue with Campus' }).click();
    await page.getByRole('alert').getByText('did not work').waitFor();
  }, 60_000);
});

describe('administration', () => {
  test('helps somebody to a new password by a link, once', async () => {
    const person = await register(cluster.api, 'Olvido');
    const page = await openPage();
    await signIn(page, admin);
    await page.locator('summary', { hasText: 'Root Admin' }).first().click();
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByText('You cannot open other people’s canvases').waitFor();
    await page.getByRole('link', { name: 'People' }).first().click();
    await page.getByLabel('Name or e-mail').fill(person.email);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('summary', { hasText: 'Help or change Olvido' }).click();
    await page.getByRole('button', { name: 'Make a link to a new password' }).click();
    const link = await page.getByLabel('Link to a new password for Olvido').inputValue();
    await page.reload();
    expect(await page.getByLabel('Link to a new password').count()).toBe(0);

    const theirs = await openPage();
    await theirs.goto(link);
    await theirs.getByLabel('New password').fill('another long password');
    await theirs.getByRole('button', { name: 'Set the password' }).click();
    await theirs.getByText('The password is set').waitFor();
    await theirs.goto(link);
    await theirs.getByText('This link does not work any more').waitFor();
    await signIn(theirs, { email: person.email, password: 'another long password' });
    await theirs.goto('/admin');
    await theirs.getByText('This is for who administers the instance').waitFor();
    await page.goto('/admin/events');
    await page.getByText('Root Admin made a link to a new password for Olvido').waitFor();
  }, 120_000);

  test('makes an administrator, who finds it in the menu at the next page', async () => {
    const { person, page } = await newcomer('Marta');
    const root = await openPage();
    await signIn(root, admin);
    await root.goto(`/admin/people?q=${encodeURIComponent(person.email)}`);
    await root.locator('summary', { hasText: 'Help or change Marta' }).click();
    await root.getByRole('button', { name: 'Make administrator' }).click();
    await root.getByText('This account administers the instance now.').waitFor();
    await page.goto('/account');
    await page.goto('/admin');
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
  }, 60_000);
});

describe('one’s own account', () => {
  test('another browser is signed out from the list of devices', async () => {
    const { person, page } = await newcomer('Nil');
    const other = await openPage();
    await signIn(other, person);
    await page.goto('/account#sessions');
    const devices = page.getByRole('region', { name: 'Signed-in devices' });
    // the one that registered by the API, and the other browser
    await devices.getByRole('button', { name: /^Sign out Chrome/ }).click();
    await page.waitForURL('**/account#sessions');
    expect(await devices.getByRole('button', { name: /^Sign out Chrome/ }).count()).toBe(0);
    await other.goto('/account');
    await other.waitForURL('**/login?*');
  }, 60_000);

  test('Spanish, a time zone and a colour from the profile count everywhere', async () => {
    const { person, page } = await newcomer('Iris', { timezoneId: 'America/Lima' });
    await page.goto('/account');
    await page.getByLabel('Language', { exact: true }).and(page.locator('select')).selectOption('es');
    await page.getByLabel('Time zone').selectOption('Europe/Madrid');
    await page.getByRole('radio', { name: 'Pink' }).check();
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('El perfil ha cambiado.').waitFor();
    await page.goto('/settings');
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await page.getByText(/CES?T|GMT\+[12]/).waitFor();
    expect(await page.locator('summary.avatar').getAttribute('data-who')).toBe('pink');
    const by = { token: person.token };
    const { id } = await cluster.api.createCanvas({ body: { title: 'Hora' } }, by);
    const note = { id: newId(), block: 'channels', text: 'A' } as const;
    const edits = [{ id: newId(), type: 'note.add' as const, note }];
    await cluster.api.applyEdits({ params: { canvasId: id }, body: { edits } }, by);
    await page.goto(`/canvases/${id}`);
    await page.getByRole('tab', { name: 'Historial' }).click();
    const time = page.locator('#history time').first();
    const at = new Date((await time.getAttribute('datetime')) ?? '');
    const clock = {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: 'Europe/Madrid',
    } as const;
    expect(await time.textContent()).toBe(at.toLocaleTimeString('es', clock));
    await page.goto('/settings');
    // the foot of the page goes on to choose the language
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'AI settings' }).waitFor();
  }, 60_000);

  test('is told what goes before it is deleted', async () => {
    const { person, page } = await newcomer('Leo');
    const by = { token: person.token };
    const friend = await register(cluster.api, 'Friend');
    await cluster.api.createGroup({ body: { name: 'Only Leo' } }, by);
    const shared = await cluster.api.createGroup({ body: { name: 'Both' } }, by);
    const params = { groupId: shared.id };
    const { token } = await cluster.api.createInvitation({ params, body: {} }, by);
    await cluster.api.acceptInvitation({ params: { token } }, { token: friend.token });
    await cluster.api.createCanvas({ body: { title: 'Mine' } }, by);
    await page.goto('/account');
    await page.getByText('Delete my account', { exact: true }).click();
    await page.getByText('1 personal canvas is removed').waitFor();
    await page.getByText('The group “Only Leo”, which has nobody else in it, is removed').waitFor();
    await page.getByText('The group “Both” goes on with Friend as its owner.').waitFor();
    await page.getByLabel('I know what goes').check();
    await page
      .getByRole('region', { name: 'Delete the account' })
      .getByLabel('Password')
      .fill(person.password);
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Your account was deleted.').waitFor();
    // group-service is told within moments
    const roleOfFriend = async () => (await cluster.api.getGroup({ params }, { token: friend.token })).role;
    await until(async () => (await roleOfFriend()) === 'owner');
  }, 60_000);

  test('its data come as a file', async () => {
    const { page } = await newcomer('Dora');
    await page.goto('/account#export');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download your data' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.json$/);
  }, 60_000);
});

describe('by keyboard only', () => {
  test('signs in, sets the second factor up and signs in with it', async () => {
    const person = await register(cluster.api, 'Tab');
    const page = await openPage();
    await page.goto('/login');
    await tabTo(page, 'email');
    await page.keyboard.type(person.email);
    await tabTo(page, 'password');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/canvases');
    await page.goto('/account');
    await tabTo(page, 'factorPassword');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Secret').waitFor();
    const totp = URI.parse(await page.locator('[name=uri]').inputValue()) as TOTP;
    await tabTo(page, 'code');
    await page.keyboard.type(totp.generate());
    await page.keyboard.press('Enter');
    await page.getByText('The second factor is on.').waitFor();
    await page.goto('/account');
    await tabTo(page, 'colour');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[name=colour]:checked').inputValue()).toBe('blue');
    await page.keyboard.press('Enter');
    await page.getByText('The profile was changed.').waitFor();
  }, 120_000);
});

/** Looks again and again until something holds; fails after 10 s. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come to hold in time');
    await delay(100);
  }
}

/** Presses Tab until the field of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('name'));
    if (focused === name) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe.each(['light', 'dark'] as const)('on a phone, %s', (colorScheme) => {
  const options = { viewport: PHONE, colorScheme, locale: 'es-ES' };

  test('every page of accounts and administration is sound', async () => {
    const root = await openPage(options);
    const trouble = watchForTrouble(root, new URL(cluster.url).origin);
    const found: string[] = [];
    const look = async (path: string): Promise<void> => {
      await root.goto(path);
      found.push(...(await faultsOf(root)).map((fault) => `${path}: ${fault}`));
    };
    const TOKEN = 'x'.repeat(43);
    for (const path of [
      '/login',
      '/register',
      '/forgot-password',
      `/reset/${TOKEN}`,
      `/confirm-email/${TOKEN}`,
    ])
      await look(path);
    await signIn(root, admin);
    for (const path of ['/account', '/admin', '/admin/people', '/admin/ai', '/admin/events'])
      await look(path);
    await root.locator('details.danger > summary').first().waitFor({ state: 'detached' });
    await root.goto('/account');
    await root.locator('details.danger > summary').click();
    found.push(...(await faultsOf(root)).map((fault) => `deleting: ${fault}`));
    await root.goto('/admin/people');
    await root.locator('.people-rows summary').first().click();
    found.push(...(await faultsOf(root)).map((fault) => `menu: ${fault}`));
    expect([...found, ...trouble]).toEqual([]);
  }, 180_000);

  test('so are those of the second factor', async () => {
    const { person, page } = await newcomer(`Phone ${colorScheme}`, options);
    const found: string[] = [];
    await page.goto('/account');
    await page.locator('[name=factorPassword]').fill(person.password);
    await page.keyboard.press('Enter');
    await page.locator('[name=uri]').waitFor({ state: 'attached' });
    found.push(...(await faultsOf(page)));
    const totp = URI.parse(await page.locator('[name=uri]').inputValue()) as TOTP;
    await page.locator('[name=code]').fill(totp.generate());
    await page.keyboard.press('Enter');
    await page.locator('#codes').waitFor();
    found.push(...(await faultsOf(page)));
    await page.goto('/account');
    found.push(...(await faultsOf(page)));
    const other = await openPage(options);
    await other.goto('/login');
    await other.locator('[name=email]').fill(person.email);
    await other.locator('[name=password]').fill(person.password);
    await other.keyboard.press('Enter');
    await other.waitForURL('**/login/code');
    found.push(...(await faultsOf(other)));
    await other.goto('/login/code?with=recovery');
    found.push(...(await faultsOf(other)));
    expect(found).toEqual([]);
  }, 120_000);
});

/** What axe finds, and whether the page is wider than the screen. */
async function faultsOf(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await axeViolations(page)), ...(over > 0 ? [`${over} px too wide`] : [])];
}
