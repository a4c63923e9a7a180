import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits, LoggedEdit } from '@aibmc/common/contract/canvases';

/** An edit that somebody wanted, whoever sent it how often. */
export interface Intended {
  canvasId: string;
  edit: Edit;
  /** Those who sent it: now and then one client sends what another one made. */
  authors: Set<string>;
  /** Who keeps it until it is saved or refused; an API client keeps it by itself. */
  keeper?: string;
  at: number;
}

export interface Acknowledged {
  canvasId: string;
  id: string;
  revision: number;
  client: string;
  at: number;
}

export interface Refused {
  canvasId: string;
  id: string;
  client: string;
  code: string;
}

/** What passed on one WebSocket connection, as far as it is about revisions, in the order in which it came. */
export type StreamEvent =
  | { type: 'welcome'; revision: number }
  | { type: 'resume'; after: number }
  | { type: 'reload'; revision: number }
  | { type: 'edits'; from: number; to: number; edits: LoggedEdit[] };

export interface Stream {
  canvasId: string;
  client: string;
  events: StreamEvent[];
}

/** What the clients of a run wanted, sent and were told: the oracle compares it with what the server kept. */
export class Journal {
  readonly intended = new Map<string, Intended>();
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: Refused[] = [];
  readonly streams: Stream[] = [];
  /** Commands sent again, connections made again. */
  resends = 0;
  reconnects = 0;
  /** Edits that a client told its person will not be saved. */
  readonly givenUp = new Set<string>();
  readonly #madeOn = new Map<string, Edit[]>();

  /** Edits that were made on a canvas so far, oldest first. */
  madeOn(canvasId: string): readonly Edit[] {
    return this.#madeOn.get(canvasId) ?? [];
  }

  intend(canvasId: string, author: string, edits: readonly Edit[], keeper?: string): void {
    for (const edit of edits) {
      const known = this.intended.get(keyOf(canvasId, edit.id));
      if (known) {
        known.authors.add(author);
        continue;
      }
      this.intended.set(keyOf(canvasId, edit.id), {
        canvasId,
        edit: structuredClone(edit),
        authors: new Set([author]),
        keeper,
        at: Date.now(),
      });
      const made = this.#madeOn.get(canvasId);
      if (made) made.push(edit);
      else this.#madeOn.set(canvasId, [edit]);
    }
  }

  acknowledge(canvasId: string, client: string, { edits }: AppliedEdits): void {
    const at = Date.now();
    for (const { id, revision } of edits) {
      this.acknowledged.push({ canvasId, id, revision, client, at });
    }
  }

  refuse(canvasId: string, client: string, ids: readonly string[], code: string): void {
    for (const id of ids) this.refused.push({ canvasId, id, client, code });
  }

  giveUp(canvasId: string, edits: readonly Edit[]): void {
    for (const { id } of edits) this.givenUp.add(keyOf(canvasId, id));
  }

  openStream(canvasId: string, client: string): Stream {
    const stream: Stream = { canvasId, client, events: [] };
    this.streams.push(stream);
    return stream;
  }
}

/** Ids of edits are unique within their canvas only. */
export function keyOf(canvasId: string, editId: string): string {
  return `${canvasId} ${editId}`;
}
