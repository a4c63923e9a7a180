import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Acknowledged, Intended, Refused, Stream } from '../journal.ts';
import type { Board, Content } from '../state.ts';

/** What is known of a canvas when everybody has come to rest. */
export interface CanvasEvidence {
  canvasId: string;
  /** By id. */
  intended: ReadonlyMap<string, Intended>;
  acknowledged: readonly Acknowledged[];
  refused: readonly Refused[];
  /** Ids of edits that a client told its person will not be saved. */
  givenUp: ReadonlySet<string>;
  streams: readonly Stream[];
  boards: readonly Board[];
  /** The log as the API gives it. */
  log: readonly LoggedEdit[];
  /** The canvas as the API gives it. */
  detail: Content & { revision: number };
  /** What is in the tables. */
  tables: Tables;
}

export interface Tables {
  state: Content;
  revision: number;
  noteCount: number;
  connectionCount: number;
  textLength: number;
  log: { revision: number; editId: string; type: string }[];
}

/** What can be wrong, each with what it means. */
export const VIOLATIONS = {
  'acknowledged-lost': 'an edit was acknowledged and is not in the log',
  'act-lost': 'what somebody did at a browser is neither in the log nor were they told',
  'acknowledged-elsewhere': 'an edit was acknowledged at another revision than it has',
  'applied-twice': 'what somebody did once is in the log twice',
  phantom: 'the log has an edit that nobody made',
  altered: 'an edit in the log is not what was sent',
  'refused-applied': 'an edit was refused for good and is in the log',
  'revision-gap': 'the revisions of the log do not count from 1 without gaps',
  'replay-differs': 'replaying the log does not give what the API answers',
  'tables-differ': 'the tables do not hold what replaying the log gives',
  'stream-gap': 'a connection was not sent an edit',
  'stream-repeat': 'a connection was sent an edit twice or out of order',
  'stream-altered': 'a connection was sent an edit that is not the one in the log',
  'board-differs': 'a client shows something else than the server has',
  late: 'with all well, an edit was not shown to everybody within 5 s',
  unsettled: 'the clients did not come to rest: an edit is neither saved nor refused, or a board is behind',
} as const;
export type ViolationKind = keyof typeof VIOLATIONS;

export interface Violation {
  kind: ViolationKind;
  canvasId: string;
  detail: string;
}
