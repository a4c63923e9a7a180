import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { newId } from '@aibmc/common/ids';
import type { AppliedEdits, LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Revision, Version } from '@aibmc/common/contract/history';
import { call, read } from '../canvas/api.ts';

/** The canvas as it was, and the edit that made it so. */
export interface Moment {
  revision: number;
  state: CanvasState;
  at: string;
  author: string | null;
}

/** How a wish ended. An unreachable server changed nothing, as far as is known. */
export type Answer<T> =
  { kind: 'done'; value: T } | { kind: 'refused'; reason: string } | { kind: 'unreachable' };

interface People {
  people: readonly { id: string; name: string }[];
}

const KEPT_MOMENTS = 24;
const PAGE_OF_EDITS = 1_000;

/** The history of one canvas as the server tells it. Null stands for what cannot be read now. */
export class HistorySource {
  readonly #path: string;
  readonly #names = new Map<string, string>();
  readonly #moments = new Map<number, Moment>();

  constructor(canvasId: string) {
    this.#path = `/canvases/${canvasId}`;
  }

  /** The name of somebody who was mentioned in what was read; undefined of a deleted account. */
  nameOf(userId: string | null): string | undefined {
    return userId === null ? undefined : this.#names.get(userId);
  }

  editsAfter(revision: number, limit = PAGE_OF_EDITS): Promise<LoggedEdit[] | null> {
    return this.#edits(`after=${revision}&limit=${limit}`);
  }

  editsBefore(revision: number, limit: number): Promise<LoggedEdit[] | null> {
    return this.#edits(`before=${revision}&limit=${limit}`);
  }

  /** A revision never changes, so those seen last are kept. */
  async moment(revision: number): Promise<Moment | null> {
    const known = this.#moments.get(revision);
    if (known) return known;
    const found = await read<Revision>(`${this.#path}/revisions/${revision}`);
    if (!found) return null;
    this.#learn(found);
    const { at, author } = found.canvas;
    const moment = { revision, at, author, state: stateOf({ ...found.canvas, ...found }) };
    this.#moments.set(revision, moment);
    const [oldest] = this.#moments.keys();
    if (this.#moments.size > KEPT_MOMENTS && oldest !== undefined) this.#moments.delete(oldest);
    return moment;
  }

  versions(cursor?: string): Promise<{ items: Version[]; nextCursor: string | null } | null> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    return read(`${this.#path}/revisions${query}`);
  }

  nameVersion(name: string, revision: number): Promise<Answer<Version>> {
    return send(`${this.#path}/revisions`, { name, revision });
  }

  /** Makes the canvas as it was at a revision, by new edits. */
  restore(revision: number): Promise<Answer<AppliedEdits>> {
    return send(`${this.#path}/restore`, { id: newId(), revision });
  }

  async #edits(query: string): Promise<LoggedEdit[] | null> {
    const page = await read<{ edits: LoggedEdit[] } & People>(`${this.#path}/edits?${query}`);
    if (page) this.#learn(page);
    return page?.edits ?? null;
  }

  #learn({ people }: People): void {
    for (const { id, name } of people) this.#names.set(id, name);
  }
}

async function send<T>(path: string, body: unknown): Promise<Answer<T>> {
  try {
    const response = await call('POST', path, body);
    if (response.ok) return { kind: 'done', value: (await response.json()) as T };
    if (response.status >= 500) return { kind: 'unreachable' };
    const { title, detail, errors } = (await response.json()) as {
      title?: string;
      detail?: string;
      errors?: { message: string }[];
    };
    return { kind: 'refused', reason: errors?.[0]?.message ?? detail ?? title ?? String(response.status) };
  } catch {
    return { kind: 'unreachable' };
  }
}
