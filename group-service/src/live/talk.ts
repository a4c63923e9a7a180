import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@aibmc/common/logger';
import { can } from '@aibmc/common/permissions';
import type { Pool } from 'pg';
import { listCommentsByIds, listRecentComments } from '../sql/comments.ts';
import { listVotings } from '../sql/votings.ts';
import { readCommentNotice, readVotingNotice } from './notices.ts';
import type { Rooms } from './rooms.ts';

interface TalkOptions {
  pool: Pool;
  log: Logger;
  rooms: Rooms;
}

const RETRY_MS = { least: 50, most: 1_000 };

/** How far back is looked once the connection for notices is there again: longer than it may be lost unnoticed. */
const MISSED_SECONDS = 60;

/** Tells connected people of comments and votings, which it reads, all of one turn in one statement each. */
export class Talk {
  readonly #options: TalkOptions;
  readonly #comments = new Map<string, { canvasId: string; id: string }>();
  readonly #votings = new Set<string>();
  #hasMissed = false;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  hearComment(payload: string): void {
    const told = readCommentNotice(payload);
    if (!told || !this.#options.rooms.get(told.canvasId)) return;
    this.#comments.set(`${told.canvasId} ${told.id}`, told);
    this.#start();
  }

  hearVoting(payload: string): void {
    const told = readVotingNotice(payload);
    if (!told || !this.#options.rooms.get(told.canvasId)) return;
    this.#votings.add(told.canvasId);
    this.#start();
  }

  /** That notices may have been missed. */
  reconnected(): void {
    if (this.#options.rooms.size === 0) return;
    this.#hasMissed = true;
    this.#start();
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Reads and tells until nothing is left. Never rejects. */
  async #run(): Promise<void> {
    let pause = RETRY_MS.least;
    await new Promise(setImmediate);
    while (this.#isDue && !this.#isStopped) {
      const taken = this.#take();
      try {
        await this.#tell(taken);
        pause = RETRY_MS.least;
      } catch (err) {
        this.#options.log.warn({ err }, 'comments and votings could not be read, trying again');
        this.#putBack(taken);
        await delay(pause);
        pause = Math.min(pause * 2, RETRY_MS.most);
      }
    }
  }

  get #isDue(): boolean {
    return this.#comments.size > 0 || this.#votings.size > 0 || this.#hasMissed;
  }

  #take(): Taken {
    const taken = {
      comments: new Map(this.#comments),
      votings: new Set(this.#votings),
      hasMissed: this.#hasMissed,
    };
    this.#comments.clear();
    this.#votings.clear();
    this.#hasMissed = false;
    return taken;
  }

  #putBack({ comments, votings, hasMissed }: Taken): void {
    for (const [key, told] of comments) this.#comments.set(key, told);
    for (const canvasId of votings) this.#votings.add(canvasId);
    this.#hasMissed ||= hasMissed;
  }

  async #tell({ comments, votings, hasMissed }: Taken): Promise<void> {
    const { pool, rooms } = this.#options;
    const open = [...rooms.all()].map(({ canvasId }) => canvasId);
    const found = [
      ...(hasMissed ? await listRecentComments(pool, open, MISSED_SECONDS) : []),
      ...(comments.size > 0 ? await listCommentsByIds(pool, [...comments.values()]) : []),
    ];
    for (const { canvasId, comment } of found) {
      rooms.get(canvasId)?.sendWhere(({ role }) => can(role, 'canvas.comment'), { type: 'comment', comment });
    }
    const asked = hasMissed ? open : [...votings];
    if (asked.length === 0) return;
    const latest = await listVotings(pool, asked);
    for (const canvasId of asked) {
      rooms.get(canvasId)?.sendAll({ type: 'voting', voting: latest.get(canvasId) ?? null });
    }
  }
}

interface Taken {
  comments: ReadonlyMap<string, { canvasId: string; id: string }>;
  votings: ReadonlySet<string>;
  hasMissed: boolean;
}
