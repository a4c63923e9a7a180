import { Id } from '@aibmc/common/canvas/note';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { ClientFrame, type ServerFrame } from '@aibmc/common/contract/live';
import { endlessLists } from '@aibmc/common/contract/endless-lists';
import { fieldErrors } from '@aibmc/common/contract/mount';
import type { FieldError } from '@aibmc/common/errors';
import { z } from 'zod';

/** A frame of edits is cut when it is longer: a browser parses it between two of its own frames. */
const FRAME_CHARACTERS = 256 * 1024;

/** A frame as it goes over the wire: one text frame of RFC 6455, unmasked, so that one buffer serves every reader. */
export function encodeFrame(frame: ServerFrame): Buffer {
  return encodeText(JSON.stringify(frame));
}

/** Edits with consecutive revisions as one buffer of one or more `edits` frames; at least one edit. */
export function encodeEdits(edits: readonly LoggedEdit[]): Buffer {
  const frames: Buffer[] = [];
  let texts: string[] = [];
  let length = 0;
  edits.forEach((edit, index) => {
    const text = JSON.stringify(edit);
    texts.push(text);
    length += text.length;
    if (length < FRAME_CHARACTERS && index < edits.length - 1) return;
    const from = edit.revision - texts.length + 1;
    frames.push(
      encodeText(`{"type":"edits","from":${from},"to":${edit.revision},"edits":[${texts.join(',')}]}`),
    );
    texts = [];
    length = 0;
  });
  const [first] = frames;
  return frames.length === 1 && first ? first : Buffer.concat(frames);
}

function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x81; // the last and only fragment of a text
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, header);
  return frame;
}

/** A command whose edits do not pass, though it can be told which edits those are. */
export interface BadEdits {
  type: 'bad-edits';
  ids: string[];
  errors: FieldError[];
}

const EditsEnvelope = z.strictObject({
  type: z.literal('edits'),
  edits: z.array(z.looseObject({ id: Id })).min(1),
});

/** What a client sent, or null where it is no frame of the protocol. */
export function readFrame(text: string): ClientFrame | BadEdits | null {
  const json = parseJson(text);
  if (endlessLists(json).length > 0) return null;
  const read = ClientFrame.safeParse(json);
  if (read.success) return read.data;
  const envelope = EditsEnvelope.safeParse(json);
  if (!envelope.success) return null;
  return {
    type: 'bad-edits',
    ids: envelope.data.edits.map(({ id }) => id),
    errors: fieldErrors(read.error),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
