import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { TestPerson } from '../cluster.ts';

/** Chromium as root in a container, with nothing that calls home. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface TestBrowser {
  /** A person's own browser: cookies and storage apart from all others. */
  open: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  close: () => Promise<void>;
}

/** A browser with a fresh profile; `baseURL` makes addresses relative. */
export async function launchBrowser(baseURL: string): Promise<TestBrowser> {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'aibmc-chromium-'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [...ARGUMENTS, `--disk-cache-dir=${profile}`],
  });
  return {
    open: (options = {}) => browser.newContext({ baseURL, locale: 'en-GB', viewport: DESKTOP, ...options }),
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Signs in by the form, as a person does. */
export async function signIn(
  page: Page,
  { email, password }: Pick<TestPerson, 'email' | 'password'>,
): Promise<void> {
  await page.goto('/login');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('form[action="/login"] button').click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** What axe finds wrong on a page, as short lines; none is what every page must give. */
export async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Collects what a page should never do: script errors, refused content, requests to other hosts. */
export function watchForTrouble(page: Page, ownOrigin: string): string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      trouble.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== ownOrigin && protocol.startsWith('http')) trouble.push(`third party: ${request.url()}`);
  });
  return trouble;
}
