import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** What a field of the file holds: a value, a list that comes by and by, or JSON that is text already. */
export type JsonField =
  { value: unknown } | { list: AsyncIterable<unknown> } | { json: AsyncIterable<Buffer | string> };

/**
 * Answers a JSON object piece by piece, as fast as it is taken and never held as a whole. With a file name it is a
 * download. A field that fails breaks the connection, so that what came is not taken for all of it.
 */
export async function sendJsonFile(
  res: Response,
  fields: Record<string, JsonField>,
  fileName?: string,
): Promise<void> {
  res.set('cache-control', 'no-store').type('application/json');
  if (fileName !== undefined) res.attachment(fileName);
  try {
    await pipeline(Readable.from(piecesOf(fields), { objectMode: false }), res);
  } catch (error) {
    // who asked has left: there is nobody to answer
    if (!isPremature(error)) throw error;
  }
}

async function* piecesOf(fields: Record<string, JsonField>): AsyncGenerator<Buffer | string> {
  let separator = '{';
  for (const [name, field] of Object.entries(fields)) {
    yield `${separator}\n${JSON.stringify(name)}: `;
    separator = ',';
    if ('value' in field) yield JSON.stringify(field.value);
    else if ('list' in field) yield* listPieces(field.list);
    else yield* field.json;
  }
  yield separator === '{' ? '{}\n' : '\n}\n';
}

/** Characters that are put together before they are written: a write for each element would be slow. */
const PIECE = 16 * 1024;

async function* listPieces(list: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[';
  let piece = '';
  for await (const element of list) {
    piece += `${separator}\n${JSON.stringify(element)}`;
    separator = ',';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece + (separator === '[' ? '[]' : '\n]');
}

function isPremature(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
