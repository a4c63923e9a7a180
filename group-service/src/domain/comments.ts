import type { Actor } from '@aibmc/common/auth';
import type { Block } from '@aibmc/common/canvas/blocks';
import { type Comment, COMMENT_LIMITS } from '@aibmc/common/contract/comments';
import { AppError } from '@aibmc/common/errors';
import { can, type Role } from '@aibmc/common/permissions';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import {
  countComments,
  emptyComment,
  findComment,
  findThread,
  holdCanvasFor,
  insertComment,
  notifyComment,
  takeSeq,
  updateCommentText,
  updateResolved,
} from '../sql/comments.ts';
import { findKnownNotes } from '../sql/known-notes.ts';
import { requireAction } from './access.ts';
import { requireMentionable, tellOfComment } from './mentions.ts';
import { requirePerson } from './people.ts';

/** Deleted ones count too until they are cleared away, so that nobody fills a canvas by deleting. */
const MOST_DELETED = COMMENT_LIMITS.ofCanvas;

interface CommentToMake {
  id: string;
  threadId?: string;
  noteId?: string;
  block?: Block;
  text: string;
  mentions: string[];
}

/**
 * Begins a thread, or answers in one; a comment that is there already is answered as it is. Throws `not-found`,
 * `forbidden`, `invalid` for a thread, note or person that is not there, and `conflict` for a canvas with too many.
 */
export async function createComment(
  pool: Pool,
  canvasId: string,
  actor: Actor,
  given: CommentToMake,
): Promise<Comment> {
  return changing(pool, canvasId, actor.userId, async (tx, seq) => {
    const { id, text } = given;
    const there = await findComment(tx, canvasId, id);
    if (there) {
      if (there.author.id !== actor.userId) throw new AppError('conflict', 'This id is taken');
      return there;
    }
    await refuseFull(tx, canvasId);
    const place = await placeOf(tx, canvasId, given);
    const mentions = [...new Set(given.mentions)];
    await requireMentionable(tx, canvasId, actor, given.mentions);
    await insertComment(tx, { canvasId, id, ...place, author: actor.userId, text, mentions, seq });
    await tellOfComment(tx, canvasId, { id, threadId: place.threadId, author: actor.userId, mentions });
    return announced(tx, canvasId, id);
  });
}

interface CommentChange {
  text?: string;
  mentions?: string[];
  resolved?: boolean;
}

/**
 * Changes one's own text and mentions, or resolves a thread. Throws `not-found`, `forbidden` for the text of somebody
 * else, `invalid` for a thread that is named by an answer, or a person that is not there.
 */
export async function updateComment(
  pool: Pool,
  canvasId: string,
  id: string,
  actor: Actor,
  change: CommentChange,
): Promise<Comment> {
  return changing(pool, canvasId, actor.userId, async (tx, seq) => {
    const before = await requireComment(tx, canvasId, id);
    const isRewritten = await rewrite(tx, canvasId, before, actor, change, seq);
    const isTurned = await turn(tx, canvasId, before, actor.userId, change, seq);
    return isRewritten || isTurned ? announced(tx, canvasId, id) : before;
  });
}

async function rewrite(
  tx: Db,
  canvasId: string,
  before: Comment,
  actor: Actor,
  change: CommentChange,
  seq: number,
): Promise<boolean> {
  if (change.text === undefined && change.mentions === undefined) return false;
  const { id, threadId } = before;
  if (before.author.id !== actor.userId) throw notYours();
  if (before.isDeleted) throw noSuchComment();
  const { text = before.text, mentions: given = before.mentions } = change;
  const mentions = [...new Set(given)];
  const known = new Set(before.mentions);
  const added = mentions.filter((userId) => !known.has(userId));
  if (text === before.text && added.length === 0 && mentions.length === known.size) return false;
  await requireMentionable(tx, canvasId, actor, given, known);
  await updateCommentText(tx, canvasId, id, { text, mentions, seq });
  await tellOfComment(tx, canvasId, { id, threadId, author: actor.userId, mentions: added, isNew: false });
  return true;
}

async function turn(
  tx: Db,
  canvasId: string,
  { id, threadId, resolvedAt }: Comment,
  userId: string,
  { resolved }: CommentChange,
  seq: number,
): Promise<boolean> {
  if (resolved === undefined) return false;
  if (id !== threadId) throw invalid('resolved', 'is of the first comment of a thread');
  if (resolved === (resolvedAt !== null)) return false;
  await updateResolved(tx, canvasId, id, { resolvedBy: resolved ? userId : null, seq });
  return true;
}

/** Deletes one's own comment, or any for an owner; again is the same. Throws `not-found`, `forbidden`. */
export async function deleteComment(pool: Pool, canvasId: string, id: string, actor: Actor): Promise<void> {
  await changing(pool, canvasId, actor.userId, async (tx, seq, role) => {
    const comment = await findComment(tx, canvasId, id);
    if (!comment) throw noSuchComment();
    if (comment.author.id !== actor.userId && !can(role, 'canvas.delete')) throw notYours();
    if (comment.isDeleted) return;
    await emptyComment(tx, canvasId, id, seq);
    await notifyComment(tx, canvasId, id);
  });
}

/**
 * One change after the other on each canvas, by those who may comment. Locks are taken in the order of all
 * transactions here, people, groups, canvases, and then the counter, which nobody waits for who edits.
 */
async function changing<T>(
  pool: Pool,
  canvasId: string,
  userId: string,
  work: (tx: Db, seq: number, role: Role) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (tx) => {
    await requirePerson(tx, userId);
    const { role } = requireAction(await holdCanvasFor(tx, canvasId, userId), 'canvas.comment', 'canvas');
    return work(tx, await takeSeq(tx, canvasId), role);
  });
}

interface Place {
  threadId: string;
  noteId: string | null;
  block: Block | null;
}

async function placeOf(tx: Db, canvasId: string, given: CommentToMake): Promise<Place> {
  const { id, threadId, noteId = null, block = null } = given;
  if (threadId !== undefined) {
    const thread = await findThread(tx, canvasId, threadId);
    if (!thread) throw invalid('threadId', 'is no thread of this canvas');
    return { threadId, ...thread };
  }
  if (noteId !== null && !(await findKnownNotes(tx, canvasId, [noteId])).has(noteId)) {
    throw invalid('noteId', 'is no note of this canvas');
  }
  return { threadId: id, noteId, block };
}

async function refuseFull(tx: Db, canvasId: string): Promise<void> {
  const { alive, deleted } = await countComments(tx, canvasId);
  if (alive < COMMENT_LIMITS.ofCanvas && deleted < MOST_DELETED) return;
  throw new AppError('conflict', `A canvas has ${COMMENT_LIMITS.ofCanvas} comments at most`);
}

/** A comment as it is now, of which everybody is told. */
async function announced(tx: Db, canvasId: string, id: string): Promise<Comment> {
  await notifyComment(tx, canvasId, id);
  return requireComment(tx, canvasId, id);
}

async function requireComment(tx: Db, canvasId: string, id: string): Promise<Comment> {
  const comment = await findComment(tx, canvasId, id);
  if (!comment) throw noSuchComment();
  return comment;
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid', 'Check the fields that are named', { errors: [{ path, message }] });
}

function noSuchComment(): AppError {
  return new AppError('not-found', 'There is no such comment');
}

function notYours(): AppError {
  return new AppError('forbidden', 'This comment is by somebody else');
}
