import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Version } from '@aibmc/common/contract/history';
import type { Told } from './bursts.ts';
import { describeEdit } from './describe.ts';
import type { HistorySource } from './source.ts';

const PAGE = 200;

/**
 * The newest part of a canvas's log, as far back as was asked for, each edit with what it did: for that, the state
 * before each page is read with it. The versions reach back as far.
 */
export class HistoryLog {
  readonly #source: HistorySource;
  #told: Told[] = [];
  /** The state after the newest edit that is here. */
  #newest: { revision: number; state: CanvasState } | null = null;
  #versions: Version[] = [];
  #cursor: string | null | undefined;

  constructor(source: HistorySource) {
    this.#source = source;
  }

  /** Oldest first. */
  get told(): readonly Told[] {
    return this.#told;
  }

  /** Newest first. */
  get versions(): readonly Version[] {
    return this.#versions;
  }

  get hasOlder(): boolean {
    return this.#first > 1;
  }

  get hasOlderVersions(): boolean {
    return this.#cursor !== null;
  }

  get #first(): number {
    return this.#told[0]?.edit.revision ?? (this.#newest?.revision ?? 0) + 1;
  }

  /** The edit that made a revision, where it is here. */
  find(revision: number): LoggedEdit | undefined {
    return this.#told[revision - this.#first]?.edit;
  }

  versionAt(revision: number): Version | undefined {
    return this.#versions.find((version) => version.revision === revision);
  }

  /** Reads the newest page of a canvas that is at a revision; whether it could be read. */
  async open(revision: number): Promise<boolean> {
    if (this.#newest) return this.readNewer();
    const [page] = await Promise.all([this.#pageBefore(revision + 1), this.readVersions()]);
    if (!page) return false;
    this.#told = page.told;
    this.#newest = { revision, state: page.after };
    return true;
  }

  async readOlder(): Promise<boolean> {
    const page = await this.#pageBefore(this.#first);
    if (!page) return false;
    this.#told = [...page.told, ...this.#told];
    while (this.#cursor && (this.#versions.at(-1)?.revision ?? 0) > this.#first) {
      if (!(await this.readOlderVersions())) return false;
    }
    return true;
  }

  /** Reads the edits that have come since; whether there were any or not, whether they could be read. */
  async readNewer(): Promise<boolean> {
    for (;;) {
      const known = this.#newest;
      const edits = known && (await this.#source.editsAfter(known.revision));
      if (!edits) return false;
      const last = edits.at(-1);
      if (!last) return true;
      const { told, after } = narrate(edits, known.state);
      this.#told = [...this.#told, ...told];
      this.#newest = { revision: last.revision, state: after };
    }
  }

  /** Reads the versions from the newest on, as far as they were here. */
  async readVersions(): Promise<boolean> {
    const page = await this.#source.versions();
    if (!page) return false;
    const oldest = page.items.at(-1)?.revision ?? 0;
    const older = page.nextCursor === null ? [] : this.#versions.filter(({ revision }) => revision < oldest);
    if (older.length === 0) this.#cursor = page.nextCursor;
    this.#versions = [...page.items, ...older];
    return true;
  }

  async readOlderVersions(): Promise<boolean> {
    const page = this.#cursor ? await this.#source.versions(this.#cursor) : null;
    if (!page) return false;
    this.#versions = [...this.#versions, ...page.items];
    this.#cursor = page.nextCursor;
    return true;
  }

  async #pageBefore(revision: number): Promise<{ told: Told[]; after: CanvasState } | null> {
    const [edits, base] = await Promise.all([
      this.#source.editsBefore(revision, PAGE),
      this.#source.moment(Math.max(0, revision - 1 - PAGE)),
    ]);
    return edits && base && narrate(edits, base.state);
  }
}

function narrate(edits: readonly LoggedEdit[], before: CanvasState): { told: Told[]; after: CanvasState } {
  let state = before;
  const told = edits.map((edit) => {
    const deeds = describeEdit(edit, state);
    state = applyEdits(state, [edit]);
    return { edit, deeds };
  });
  return { told, after: state };
}
