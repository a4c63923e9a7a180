import { isDeepStrictEqual } from 'node:util';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Stream, StreamEvent } from '../journal.ts';
import type { CanvasEvidence } from './evidence.ts';
import type { Report } from './oracle.ts';

/** Every connection was sent each edit once, in order, as the log has it. */
export function checkStreams({ streams, log }: CanvasEvidence, report: Report): void {
  for (const stream of streams) checkStream(stream, log, report);
}

/** Two rows of edits may come on one connection: those after `welcome`, and those that `resume` asked for. */
function checkStream({ client, events }: Stream, log: readonly LoggedEdit[], report: Report): void {
  let live = -1;
  const catchUps: number[] = [];
  for (const event of events) {
    if (event.type === 'welcome') live = event.revision;
    else if (event.type === 'resume') catchUps.push(event.after);
    else if (event.type === 'edits') {
      const { from, to } = event;
      const catchUp = catchUps.findIndex((at) => at + 1 === from && to <= live);
      if (from === live + 1) live = to;
      else if (catchUp !== -1) catchUps[catchUp] = to;
      else {
        const where = `${client} was sent ${from} to ${to}, and had come to ${live}`;
        report(from > live + 1 ? 'stream-gap' : 'stream-repeat', where);
        live = Math.max(live, to);
      }
      checkContent(client, event, log, report);
    }
  }
}

function checkContent(
  client: string,
  { from, to, edits }: Extract<StreamEvent, { type: 'edits' }>,
  log: readonly LoggedEdit[],
  report: Report,
): void {
  const known = log.slice(from - 1, to);
  if (edits.length === known.length && known.every((edit, index) => isDeepStrictEqual(edit, edits[index]))) {
    return;
  }
  report(
    'stream-altered',
    `${client}, revisions ${from} to ${to}: ${JSON.stringify([edits, known]).slice(0, 600)}`,
  );
}
