import { Id } from '@aibmc/common/canvas/note';
import { LIVE_MAX_FRAME_BYTES, LIVE_PATH } from '@aibmc/common/contract/live';
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { CLOSE_CODES_IN_WORDS, ServerFrameSchema } from './live-frames.ts';
import { problem } from './problem.ts';

const DESCRIPTION = [
  'A WebSocket (RFC 6455) of JSON text frames: the server sends `LiveServerFrame`, the client `LiveClientFrame`, of ' +
    `${LIVE_MAX_FRAME_BYTES / 1024} KiB at most. The server speaks first. Everybody gets every edit, their own included, in the order of revisions.`,
  'An edit is kept until `ack` and sent again with the same id after a reconnect: it is applied once. `resume` brings ' +
    'what was missed; newer frames may come before that, so keep those whose `from` is ahead.',
  'With a cookie in place of a token, `Origin` must be this site. Extensions and subprotocols are not taken.',
  'It is closed with one of these codes, or with those of RFC 6455:',
  ...CLOSE_CODES_IN_WORDS,
].join('\n\n');

/** The live connection, which is no row of the contract's tables: it answers with frames. */
export const liveOperation: { path: string; operation: ZodOpenApiOperationObject } = {
  path: LIVE_PATH,
  operation: {
    operationId: 'openLive',
    summary: 'Edit a canvas together, as it happens (WebSocket)',
    description: DESCRIPTION,
    tags: ['group-service'],
    security: [{ accessToken: [] }],
    requestParams: { path: z.object({ canvasId: Id }) },
    responses: {
      101: {
        description: 'The connection is open; each frame that comes over it is one of these',
        content: { 'application/json': { schema: ServerFrameSchema } },
      },
      401: problem('Nobody is signed in, or the token has ended'),
      403: problem('A cookie came from a page of another site'),
      404: problem('Not there, or not for this person to see'),
      426: problem('No upgrade arrived: something in between does not pass WebSockets'),
      429: problem('This person or this address has too many connections'),
      default: problem('Any other failure'),
    },
  },
};
