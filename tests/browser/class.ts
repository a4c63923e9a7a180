import type { Block } from '@aibmc/common/canvas/blocks';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import type { BrowserContext, Page } from 'playwright-core';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { launchBrowser, signIn, type TestBrowser, watchForTrouble } from './browser.ts';

/** One person's page of a board, in a browser of their own. */
export interface Seat {
  page: Page;
  context: BrowserContext;
  /** What the page should never do. */
  trouble: string[];
}

export type SeatOptions = Parameters<TestBrowser['open']>[0] & { query?: string };

/** A group on a cluster of its own, and a browser for whoever sits down at one of its canvases. */
export interface Class {
  cluster: TestCluster;
  groupId: string;
  owner: TestPerson;
  members: TestPerson[];
  /** A canvas of the group with these notes; its id. */
  newCanvas: (notes: readonly { id: string; block: Block; text: string }[]) => Promise<string>;
  join: (person: TestPerson, role: Role) => Promise<void>;
  /** Signs a person in, in a new browser. */
  enter: (person: TestPerson, options?: Parameters<TestBrowser['open']>[0]) => Promise<BrowserContext>;
  /** Opens a board there; resolves once it is live. */
  sit: (context: BrowserContext, canvasId: string, query?: string) => Promise<Seat>;
  /** Both at once. */
  open: (canvasId: string, person: TestPerson, options?: SeatOptions) => Promise<Seat>;
  /** Closes the browsers of one test. */
  leave: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts it: who owns the group, and who is in it as what. */
export async function startClass(
  ownerName: string,
  memberNames: readonly (readonly [string, Role])[],
): Promise<Class> {
  const cluster = await startTestCluster();
  const browser = await launchBrowser(cluster.url);
  const owner = await register(cluster.api, ownerName);
  const by = { token: owner.token };
  const { id: groupId } = await cluster.api.createGroup({ body: { name: 'Masters 2026' } }, by);
  const members: TestPerson[] = [];
  const contexts: BrowserContext[] = [];
  for (const [name, role] of memberNames) {
    const member = await register(cluster.api, name);
    await join(member, role);
    members.push(member);
  }

  async function join(person: TestPerson, role: Role): Promise<void> {
    const { token } = await cluster.api.createInvitation({ params: { groupId }, body: { role } }, by);
    await cluster.api.acceptInvitation({ params: { token } }, { token: person.token });
  }

  async function enter(
    person: TestPerson,
    options?: Parameters<TestBrowser['open']>[0],
  ): Promise<BrowserContext> {
    const context = await browser.open(options);
    contexts.push(context);
    const page = await context.newPage();
    await signIn(page, person);
    await page.close();
    return context;
  }

  async function sit(context: BrowserContext, canvasId: string, query = ''): Promise<Seat> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const trouble = watchForTrouble(page, new URL(cluster.url).origin);
    const connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
    await page.goto(`/canvases/${canvasId}${query}`);
    await connected;
    return { page, context, trouble };
  }

  return {
    cluster,
    groupId,
    owner,
    members,
    newCanvas: async (notes) => {
      const { id } = await cluster.api.createCanvas({ body: { title: 'Bread', groupId } }, by);
      const edits = notes.map((note) => ({ id: newId(), type: 'note.add' as const, note }));
      if (edits.length > 0) await cluster.api.applyEdits({ params: { canvasId: id }, body: { edits } }, by);
      return id;
    },
    join,
    enter,
    sit,
    open: async (canvasId, person, { query, ...options } = {}) =>
      sit(await enter(person, options), canvasId, query),
    leave: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
    stop: async () => {
      await browser.close();
      await cluster.discard();
    },
  };
}
