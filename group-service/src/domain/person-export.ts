import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { JsonField } from '@aibmc/common/json-file';
import type { Db } from '@aibmc/common/transaction';
import { readOwnCanvas } from '../sql/canvas-details.ts';
import {
  listActivityBy,
  listCanvasIdsOf,
  listMemberships,
  listNotesBy,
  type Membership,
  type OwnActivity,
  type OwnNote,
} from '../sql/person-export.ts';
import { listBallotsBy, listMutesOf } from '../sql/talk-of-person.ts';
import { commentsBy, notificationsOf } from './talk-of-person.ts';

const PAGE = 200;

/**
 * All that is kept of a person: their groups, their own canvases whole, and what they wrote, gave and were told
 * elsewhere. Long lists are read while they are taken.
 */
export async function exportOf(db: Db, userId: string): Promise<Record<string, JsonField>> {
  const groups = await listMemberships(db, userId);
  return {
    groups: { value: groups },
    canvases: { list: canvasesOf(db, userId) },
    notes: { list: notesBy(db, userId, groups) },
    comments: { list: commentsBy(db, userId) },
    votes: { value: await listBallotsBy(db, userId) },
    muted: { value: await listMutesOf(db, userId) },
    notifications: { list: notificationsOf(db, userId) },
    activity: { list: activityBy(db, userId, groups) },
  };
}

async function* canvasesOf(db: Db, userId: string): AsyncGenerator<CanvasDetail> {
  for await (const id of pages<string>((after) => listCanvasIdsOf(db, userId, after, PAGE))) {
    const canvas = await readOwnCanvas(db, id, userId);
    if (canvas) yield canvas;
  }
}

async function* notesBy(db: Db, userId: string, groups: readonly Membership[]): AsyncGenerator<OwnNote> {
  for (const { groupId } of groups) {
    yield* pages<OwnNote>((after) => listNotesBy(db, { userId, groupId }, after, PAGE));
  }
}

async function* activityBy(
  db: Db,
  userId: string,
  groups: readonly Membership[],
): AsyncGenerator<OwnActivity> {
  for (const { groupId } of groups) {
    yield* pages<OwnActivity>((after) => listActivityBy(db, { userId, groupId }, after, PAGE));
  }
}

/** All rows of a list that is read a page at a time, each after the last row of the one before. */
async function* pages<T>(read: (after: T | null) => Promise<T[]>): AsyncGenerator<T> {
  let after: T | null = null;
  for (;;) {
    const rows: T[] = await read(after);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) return;
  }
}
