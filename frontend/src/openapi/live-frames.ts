import { Id } from '@aibmc/common/canvas/note';
import { AppliedEdits, LoggedEditShape } from '@aibmc/common/contract/canvases';
import { Comment, Voting } from '@aibmc/common/contract/comments';
import { RoleName } from '@aibmc/common/contract/groups';
import {
  CLOSE_CODES,
  ClientFrame,
  GenerationNotice,
  type LivePerson,
  PresenceState,
  type ServerFrame,
} from '@aibmc/common/contract/live';
import { z } from 'zod';

type FieldsOf<T> = { [K in Exclude<keyof T, 'type'>]-?: z.ZodType };

const personFields = {
  connectionId: z.uuid().describe('one for each tab'),
  userId: Id,
  name: z.string(),
  colour: z.string().nullable(),
  isGuest: z.boolean().describe('came by a share link'),
  ...PresenceState.shape,
} satisfies FieldsOf<LivePerson>;

const people = z.array(z.object(personFields).meta({ id: 'LivePerson' }));
const revision = z.number().int();

/** The contract has frames of the server as types, since only browsers read them; this is their shape for people. */
const SERVER_FRAMES: {
  [T in ServerFrame['type']]: { about: string; fields: FieldsOf<Extract<ServerFrame, { type: T }>> };
} = {
  welcome: {
    about: 'the first frame; edits after `revision` come by themselves',
    fields: { canvasId: Id, revision, role: RoleName, connectionId: z.uuid(), people },
  },
  edits: {
    about: 'revisions `from` to `to`, an edit each, without a gap to the frame before',
    fields: { from: revision, to: revision, edits: z.array(LoggedEditShape) },
  },
  ack: { about: 'these edits of yours are committed', fields: AppliedEdits.shape },
  reject: {
    about: 'the command with these edits was refused and left no trace',
    fields: {
      ids: z.array(Id),
      code: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      retryAfter: z.number().optional().describe('seconds'),
    },
  },
  people: { about: 'everybody who is here now', fields: { people } },
  presence: {
    about: 'what changed of some of them',
    fields: {
      people: z.array(z.object(personFields).pick({ connectionId: true, selected: true, typing: true })),
    },
  },
  generation: {
    about:
      'a generation of this canvas was started, began or ended: `GET /generations/:generationId/events` tells it all',
    fields: GenerationNotice.shape,
  },
  comment: {
    about: 'a comment was made, changed, resolved or deleted; not sent to viewers',
    fields: { comment: Comment },
  },
  voting: {
    about: 'how it stands with the voting',
    fields: { voting: Voting.nullable() },
  },
  role: { about: 'your role has changed', fields: { role: RoleName } },
  reload: {
    about: '`resume` asked for too much: read the canvas again and `resume` from its revision',
    fields: { revision },
  },
  gone: { about: 'access has ended; the connection closes', fields: {} },
  pong: { about: 'the answer to `ping`', fields: {} },
};

export const ServerFrameSchema = z
  .union(
    Object.entries(SERVER_FRAMES).map(([type, { about, fields }]) =>
      z.object({ type: z.literal(type).describe(about), ...fields }),
    ),
  )
  .meta({ id: 'LiveServerFrame' });

export const ClientFrameSchema = ClientFrame.meta({ id: 'LiveClientFrame' });

const CLOSE_REASONS: Record<keyof typeof CLOSE_CODES, string> = {
  badFrame: 'what came is no frame of a client',
  tokenExpired: 'the access token has ended: connect again with a fresh one',
  gone: 'no longer a member, or the canvas is deleted: do not come back',
  slowReader: 'the client reads too slowly: connect again and catch up',
  tooMany: 'more frames or edits than allowed: wait before connecting again',
  restart: 'the service restarts: connect again',
};

/** A line each, such as '`4404` no longer a member, …'. */
export const CLOSE_CODES_IN_WORDS = Object.entries(CLOSE_REASONS)
  .map(([reason, words]) => `\`${CLOSE_CODES[reason as keyof typeof CLOSE_CODES]}\` ${words}`)
  .sort();
