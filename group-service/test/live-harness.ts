import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits, CanvasSummary } from '@aibmc/common/contract/canvases';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { close, listen } from '@aibmc/common/process';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { type LiveClient, openLive } from '../../tests/support/live-client.ts';
import { createApp } from '../src/app.ts';
import { type Context, createContext } from '../src/context.ts';
import type { Rate } from '../src/domain/bucket.ts';
import { LIVE_LIMITS, type LiveLimits } from '../src/live/limits.ts';
import { type Live, startLive } from '../src/live/live.ts';
import { createPool } from '../src/sql/pool.ts';
import { bodyOf, type GroupService, INTERNAL_TOKEN, type Person, UNLIMITED } from './harness.ts';

/** One process of the service with live editing: pool, lane, listener and server of its own. */
export interface Replica {
  url: string;
  ctx: Context;
  live: Live;
  open: (person: Pick<Person, 'token'>, canvasId: string) => Promise<LiveClient>;
  /** Commits edits by REST. */
  edit: (person: Person, canvasId: string, edits: Edit[]) => Promise<AppliedEdits>;
  stop: () => Promise<void>;
}

export async function startReplica(
  { db, signer, ctx: { users } }: GroupService,
  { edits: editRate = UNLIMITED, ...limits }: Partial<LiveLimits> & { edits?: Rate } = {},
  databasePort = db.config.DATABASE_PORT,
): Promise<Replica> {
  const pool = createPool({ ...db.config, DATABASE_PORT: databasePort }, testLogger());
  const { verify } = signer;
  const given = {
    log: testLogger(),
    metrics: testMetrics(),
    pool,
    verify,
    internalToken: INTERNAL_TOKEN,
    users,
  };
  const ctx = createContext(given, editRate);
  const live = startLive(ctx, { ...LIVE_LIMITS, ...limits });
  const server = await listen(createApp(ctx), 0, '127.0.0.1', live.attach);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    ctx,
    live,
    open: ({ token }, canvasId) => openLive(url, canvasId, { token }),
    edit: async ({ token }, canvasId, edits) => {
      const answer = await fetch(`${url}${API_PREFIX}/canvases/${canvasId}/edits`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ edits }),
      });
      if (!answer.ok) throw new Error(`the edits were answered ${answer.status}`);
      return (await answer.json()) as AppliedEdits;
    },
    stop: async () => {
      await live.stop();
      await close(server, 0);
      await ctx.edits.idle();
      await pool.end();
    },
  };
}

/** A canvas of a person or of a group. */
export async function makeCanvas(person: Person, groupId?: string): Promise<string> {
  const answer = await person.call('post', '/canvases', { title: 'Bread', groupId }).expect(201);
  return bodyOf<CanvasSummary>(answer).id;
}

export function addNote(text = 'Shop', details?: string): Edit & { type: 'note.add' } {
  const note = { id: randomUUID(), block: 'channels' as const, text, ...(details ? { details } : {}) };
  return { id: randomUUID(), type: 'note.add', note };
}

export function addNotes(count: number): Edit[] {
  return Array.from({ length: count }, (_, index) => addNote(`Shop ${index}`));
}

/** Looks again and again until something holds; fails after 5 s. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come to hold in time');
    await delay(5);
  }
}

/** The numbers from one to another. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
