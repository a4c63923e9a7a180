import { type CanvasSummary, MOST_REVISION } from '@aibmc/common/contract/canvases';
import { decodeCursor } from '@aibmc/common/cursor';
import { AppError } from '@aibmc/common/errors';
import type { CanvasSort, SortPosition } from '../sql/canvas-list.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_LENGTH = 36;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A place in a list that is sorted by a time, and by id where times are equal. */
export interface TimePosition {
  time: string;
  id: string;
}

/** The id that a cursor names, null for the beginning; throws `invalid`. */
export function idPosition(cursor: string | undefined): string | null {
  const position = decodeCursor(cursor);
  if (position !== null && !UUID.test(position)) throw invalidCursor();
  return position;
}

/** The time and id that a cursor names, null for the beginning; throws `invalid`. */
export function timePosition(cursor: string | undefined): TimePosition | null {
  const position = decodeCursor(cursor);
  if (position === null) return null;
  const [time = '', id = ''] = position.split('/');
  if (!TIME.test(time) || Number.isNaN(Date.parse(time)) || !UUID.test(id)) throw invalidCursor();
  return { time, id };
}

/** The revision that a cursor names, null for the beginning; throws `invalid`. */
export function revisionPosition(cursor: string | undefined): number | null {
  const position = decodeCursor(cursor);
  if (position === null) return null;
  if (!/^\d{1,10}$/.test(position) || Number(position) > MOST_REVISION) throw invalidCursor();
  return Number(position);
}

/** The reverse of `timePosition`, before it is encoded. */
export function writeTimePosition({ time, id }: TimePosition): string {
  return `${time}/${id}`;
}

/** Cursors of one order are none of another. */
const TITLE_MARK = 'title:';

/** The place in a list of canvases that a cursor names, null for the beginning; throws `invalid`. */
export function sortPosition(cursor: string | undefined, sort: CanvasSort): SortPosition | null {
  if (sort === 'title') return titlePosition(cursor);
  if (sort === 'created') {
    const id = idPosition(cursor);
    return id === null ? null : { key: '', id };
  }
  const position = timePosition(cursor);
  return position && { key: position.time, id: position.id };
}

function titlePosition(cursor: string | undefined): SortPosition | null {
  const position = decodeCursor(cursor);
  if (position === null) return null;
  const id = position.slice(-UUID_LENGTH);
  const key = position.slice(TITLE_MARK.length, -UUID_LENGTH);
  if (!position.startsWith(TITLE_MARK) || !UUID.test(id) || key.includes('\0')) throw invalidCursor();
  return { key, id };
}

/** The reverse of `sortPosition`, before it is encoded. */
export function writeSortPosition({ id, title, updatedAt }: CanvasSummary, sort: CanvasSort): string {
  if (sort === 'title') return TITLE_MARK + title + id;
  return sort === 'created' ? id : writeTimePosition({ time: updatedAt, id });
}

function invalidCursor(): AppError {
  return new AppError('invalid', 'Check the fields that are named', {
    errors: [{ path: 'query.cursor', message: 'is not a cursor of this list' }],
  });
}
