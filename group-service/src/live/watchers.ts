import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@aibmc/common/logger';
import { OpenStreams } from '@aibmc/common/open-streams';
import type { Pool } from 'pg';
import { listStillAllowed, type Watching } from '../sql/guests.ts';
import { readAccessNotice, readEditsNotice } from './notices.ts';

/** One page that shows the canvas of a share link and follows it. */
export interface Watcher extends Watching {
  canvasId: string;
  groupId: string | null;
  /** When the link or pass ends, in milliseconds since 1970. */
  endsAt: number;
  onRevision: (revision: number) => void;
  /** That it may not watch any more. */
  onGone: () => void;
  /** That nothing can be told any more: it had better come again. */
  onEnd: () => void;
}

/** Changes of a canvas that come quickly are told together. */
const TOGETHER_MS = 250;
const RETRY_MS = 500;
const SWEEP_MS = 1_000;
const LIMITS = { perPerson: 300, total: 3_000 };

/**
 * Those who follow a canvas by a share link and only look: they are told that it has changed, not how, and when their
 * link has ended. They are no people of the room, and nobody is told of them.
 */
export class Watchers {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #all = new Set<Watcher>();
  readonly #streams = new OpenStreams(LIMITS);
  readonly #revisions = new Map<string, number>();
  readonly #sweep = setInterval(() => {
    this.#endExpired();
  }, SWEEP_MS).unref();
  #telling: NodeJS.Timeout | null = null;
  #checking: Promise<void> | null = null;
  #isDue = false;

  constructor({ pool, log }: { pool: Pool; log: Logger }) {
    this.#pool = pool;
    this.#log = log;
  }

  get size(): number {
    return this.#all.size;
  }

  /**
   * Adds one; returns how to take it away. From now on nothing is missed, so what it may see is to be read after this.
   * Throws `too-many-requests` or `unavailable` where too many watch the link, or anything.
   */
  add(watcher: Watcher): () => void {
    const close = this.#streams.open(watcher.linkId);
    this.#all.add(watcher);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#all.delete(watcher);
      close();
    };
  }

  /** Takes the notice of committed edits. */
  hearEdits(payload: string): void {
    if (this.#all.size === 0) return;
    for (const { canvasId, revision } of readEditsNotice(payload) ?? []) {
      this.#revisions.set(canvasId, Math.max(revision, this.#revisions.get(canvasId) ?? 0));
    }
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.#tell();
    }, TOGETHER_MS);
  }

  /** Takes the notice that access has changed; one that is not understood may concern anybody. */
  hearAccess(payload: string): void {
    const { canvasId, groupId } = readAccessNotice(payload) ?? {};
    const isConcerned = [...this.#all].some(
      (watcher) =>
        (canvasId ?? watcher.canvasId) === watcher.canvasId &&
        (groupId ?? watcher.groupId) === watcher.groupId,
    );
    if (isConcerned) this.recheck();
  }

  /** Looks again who may still watch, and tells the others that it is over. */
  recheck(): void {
    this.#isDue = true;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
  }

  /** Sends all away, to come again: something may have been missed. */
  endAll(): void {
    for (const watcher of this.#all) watcher.onEnd();
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    this.endAll();
    if (this.#telling) clearTimeout(this.#telling);
    this.#isDue = false;
    await this.#checking;
  }

  #tell(): void {
    const revisions = new Map(this.#revisions);
    this.#revisions.clear();
    for (const watcher of this.#all) {
      const revision = revisions.get(watcher.canvasId);
      if (revision !== undefined) watcher.onRevision(revision);
    }
  }

  async #check(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      const asked = [...this.#all];
      if (asked.length === 0) return;
      try {
        const allowed = await listStillAllowed(this.#pool, asked);
        asked.forEach((watcher, at) => {
          if (allowed.has(at)) watcher.endsAt = allowed.get(at)?.getTime() ?? Infinity;
          else watcher.onGone();
        });
      } catch (err) {
        this.#log.warn({ err }, 'who may watch could not be read, trying again');
        this.#isDue = true;
        await delay(RETRY_MS);
      }
    }
  }

  #endExpired(): void {
    const now = Date.now();
    for (const watcher of this.#all) if (now >= watcher.endsAt) watcher.onGone();
  }
}
