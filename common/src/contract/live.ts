import { z } from 'zod';
import { Edit } from '../canvas/edits.ts';
import { Id, LIMITS } from '../canvas/note.ts';
import type { ErrorCode, FieldError } from '../errors.ts';
import type { Role } from '../permissions.ts';
import type { AppliedEdits, LoggedEdit } from './canvases.ts';
import type { Comment, Voting } from './comments.ts';
import { GENERATION_STATUSES, TASKS } from './generations.ts';

// Apart from the schemas, so that browsers can read them without loading zod.
export { CLOSE_CODES } from './close-codes.ts';

/**
 * The live protocol of a canvas: JSON text frames on `GET /api/v1/canvases/:canvasId/live`, upgraded to a WebSocket.
 *
 * The server speaks first (`welcome`). From then on it sends every edit after `welcome.revision`, in the order of
 * revisions and without gaps, to everybody alike, those who made them included. A client that has an older revision
 * sends `resume` and gets what lies between, while newer frames may already come: it keeps those whose `from` is
 * ahead of it until the gap is filled. What a client sends may be sent again after a reconnect with the same ids.
 */

/** Below `/api/v1`, as the paths of the contract's tables are. */
export const LIVE_PATH = '/canvases/:canvasId/live';

/** Frames larger than this end the connection with 1009. */
export const LIVE_MAX_FRAME_BYTES = 512 * 1024;

/** Ids of notes that one presence names at most. */
const MOST_SELECTED = 100;

/** What somebody does on the board: the notes they selected, and the one that they are typing in. */
export const PresenceState = z.strictObject({
  selected: z.array(Id).max(MOST_SELECTED),
  typing: Id.nullable(),
});
export type PresenceState = z.infer<typeof PresenceState>;

/** How it stands with a generation, as everybody on the canvas is told. */
export const GenerationNotice = z.strictObject({
  generationId: Id,
  userId: Id,
  task: z.enum(TASKS),
  status: z.enum(GENERATION_STATUSES),
});
export type GenerationNotice = z.infer<typeof GenerationNotice>;

export const ClientFrame = z.discriminatedUnion('type', [
  /** Wants the edits after a revision. */
  z.strictObject({ type: z.literal('resume'), after: z.number().int().min(0).max(2_147_483_647) }),
  /** One command: its edits are applied together or not at all, and answered by one `ack` or one `reject`. */
  z.strictObject({ type: z.literal('edits'), edits: z.array(Edit).min(1).max(LIMITS.editsPerRequest) }),
  z.strictObject({ type: z.literal('presence'), ...PresenceState.shape }),
  /** Answered with `pong`: how a client finds out that the connection still carries something. */
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** Somebody who has the canvas open; once for each of their tabs. */
export interface LivePerson extends PresenceState {
  connectionId: string;
  userId: string;
  name: string;
  /** Of the avatar; null: by the id. */
  colour: string | null;
  /** Came by a share link. */
  isGuest: boolean;
}

export type ServerFrame =
  | {
      type: 'welcome';
      canvasId: string;
      /** Edits after this revision come by themselves. */
      revision: number;
      role: Role;
      connectionId: string;
      people: LivePerson[];
    }
  /** Revisions `from` to `to`, an edit each. */
  | { type: 'edits'; from: number; to: number; edits: LoggedEdit[] }
  /**
   * These edits are committed, those of one command or of several; what was applied before has its revision of then.
   * The same edits come in an `edits` frame too, before or after.
   */
  | ({ type: 'ack' } & AppliedEdits)
  /**
   * The command with these edits was refused and left no trace. With `unavailable` that is not known, if the database
   * was away for long: the same edits, sent again, are applied once.
   */
  | {
      type: 'reject';
      ids: string[];
      code: ErrorCode;
      detail: string;
      errors?: FieldError[];
      retryAfter?: number;
    }
  /** Everybody who is here now; replaces what was told before. */
  | { type: 'people'; people: LivePerson[] }
  /** What changed of some of those who are here. */
  | { type: 'presence'; people: Pick<LivePerson, 'connectionId' | 'selected' | 'typing'>[] }
  /** A generation of this canvas was started, began, or ended: who wants to see it follows its events. */
  | ({ type: 'generation' } & GenerationNotice)
  /**
   * A comment was made, changed, resolved or deleted. Some may be missed while the connection is away: read them all
   * after each `welcome`, and of two of one id the one with the higher `seq` counts. Not sent to viewers.
   */
  | { type: 'comment'; comment: Comment }
  /** How it stands with the voting; null: there is none any more. */
  | { type: 'voting'; voting: Voting | null }
  /** The reader's own role has changed. */
  | { type: 'role'; role: Role }
  /** `resume` asked for more than is sent this way: read the canvas again and `resume` from its revision. */
  | { type: 'reload'; revision: number }
  /** Access has ended: no longer a member, or the canvas is deleted. The connection closes with 4404. */
  | { type: 'gone' }
  | { type: 'pong' };
