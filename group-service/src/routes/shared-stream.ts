import { encodeEvents, openEventStream } from '@aibmc/common/event-stream';
import type { Response } from 'express';
import type { Context } from '../context.ts';
import type { OpenedLink } from '../domain/shared.ts';
import { findHead } from '../sql/edits.ts';

/**
 * Answers with the changes of a link's canvas as text/event-stream: its revision at first and after each change, until
 * the link ends (`gone`), the reader leaves or the service stops. Throws where too many streams are open.
 */
export async function streamChanges(
  { pool, watchers }: Pick<Context, 'pool' | 'watchers'>,
  res: Response,
  { link, guest }: OpenedLink,
): Promise<void> {
  const stream = createStream(res);
  const leave = watchers.add({
    linkId: link.id,
    guestId: guest?.userId ?? null,
    canvasId: link.canvasId,
    groupId: link.groupId,
    endsAt: (guest?.expiresAt ?? link.expiresAt)?.getTime() ?? Infinity,
    onRevision: (revision) => {
      stream.send('revision', { revision });
    },
    onGone: () => {
      stream.send('gone', {});
      stream.end();
    },
    onEnd: stream.end,
  });
  stream.begin(leave);
  try {
    stream.send('revision', { revision: (await findHead(pool, link.canvasId)) ?? 0 });
  } catch (error) {
    stream.end();
    throw error;
  }
  // the link may have ended since it was looked at
  watchers.recheck();
}

/** A stream that ends once, whoever ends it: this side, the reader, or a reader who takes nothing any more. */
function createStream(res: Response) {
  let isOpen = false;
  let after = (): void => undefined;
  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    after();
    res.end();
  }
  return {
    begin: (leave: () => void) => {
      if (res.closed) {
        leave();
        return;
      }
      const endHeartbeat = openEventStream(res);
      isOpen = true;
      after = () => {
        endHeartbeat();
        leave();
      };
      res.on('close', end);
    },
    send: (name: string, data: object) => {
      if (isOpen && !res.write(encodeEvents([{ name, data }]))) end();
    },
    end,
  };
}
