import { setTimeout as delay } from 'node:timers/promises';
import type { Edit } from '@aibmc/common/canvas/edits';
import { AppError } from '@aibmc/common/errors';
import { randomEdit } from '../../group-service/test/random-edits.ts';
import type { Api } from './fault-cluster.ts';
import type { Journal } from './journal.ts';
import type { Member } from './world.ts';

export interface RestWriterOptions {
  api: Api;
  member: Member;
  canvasIds: readonly string[];
  journal: Journal;
  random: () => number;
  /** Milliseconds between two commands on average. */
  paceMs: number;
  /** Ends the making of edits; what was begun is still sent until it is answered. */
  enough: AbortSignal;
  /** Ends all of it, answered or not. */
  giveUp: AbortSignal;
}

/** Edits before the last ones of a canvas that are sent again now and then. */
const RECENT = 50;
const LONGEST_PAUSE_MS = 1_500;

/**
 * An API client that edits until it has had enough, blindly, with few ids of notes, so that everybody meets. It sends
 * a command with the same ids until it is answered, and some of them again after that.
 */
export async function writeByRest(options: RestWriterOptions): Promise<void> {
  const { canvasIds, journal, member, random, paceMs, enough } = options;
  while (!enough.aborted) {
    const canvasId = canvasIds[Math.floor(random() * canvasIds.length)] ?? '';
    const before = journal.madeOn(canvasId).slice(-RECENT);
    const edits = Array.from({ length: 1 + Math.floor(random() * 4) }, () => randomEdit(random, before));
    journal.intend(canvasId, member.id, edits);
    await deliver(options, canvasId, edits);
    if (random() < 0.1) await deliver(options, canvasId, edits);
    await delay(random() * 2 * paceMs, undefined, { signal: enough }).catch(() => undefined);
  }
}

/** Sends a command until it is acknowledged or refused for good. */
async function deliver(
  { api, member, journal, giveUp }: RestWriterOptions,
  canvasId: string,
  edits: Edit[],
): Promise<void> {
  const client = `REST ${member.name}`;
  for (let pause = 50; !giveUp.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const token = await member.token();
      const applied = await api.applyEdits({ params: { canvasId }, body: { edits } }, { token });
      journal.acknowledge(canvasId, client, applied);
      return;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (isFinal(error)) {
        const ids = edits.map(({ id }) => id);
        journal.refuse(canvasId, client, ids, error.code);
        return;
      }
    }
    journal.resends += 1;
    await delay(pause, undefined, { signal: giveUp }).catch(() => undefined);
  }
}

/** Whether the server says that this command will never be applied. */
function isFinal({ status }: AppError): boolean {
  return status < 500 && status !== 401 && status !== 429;
}
