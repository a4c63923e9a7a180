import type { Voting } from '@aibmc/common/contract/comments';
import { AppError } from '@aibmc/common/errors';
import type { Action } from '@aibmc/common/permissions';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { holdCanvasFor, takeSeq } from '../sql/comments.ts';
import { findKnownNotes } from '../sql/known-notes.ts';
import {
  closeVotings,
  deleteVotings,
  type Dots,
  findVoting,
  findVotingFor,
  insertVoting,
  notifyVoting,
  revealVoting,
  saveBallot,
} from '../sql/votings.ts';
import { requireAction } from './access.ts';
import { requirePerson } from './people.ts';

interface VotingToStart {
  id: string;
  title: string;
  dots: number;
  seconds: number | null;
}

/**
 * Starts a voting; the one before is over. One that is there already is answered as it is. Throws `not-found`,
 * `forbidden`.
 */
export async function startVoting(
  pool: Pool,
  canvasId: string,
  userId: string,
  given: VotingToStart,
): Promise<Voting> {
  return leading(pool, canvasId, userId, async (tx) => {
    const there = await findVoting(tx, canvasId, given.id);
    if (there) return there.voting;
    await closeVotings(tx, canvasId);
    await insertVoting(tx, { canvasId, startedBy: userId, ...given });
    await notifyVoting(tx, canvasId);
    return (await requireVoting(tx, canvasId, given.id)).voting;
  });
}

/** Stops the latest voting, or reveals it; again is the same. Throws `not-found`, `forbidden`, `conflict`. */
export async function endVoting(
  pool: Pool,
  canvasId: string,
  id: string,
  userId: string,
  state: 'closed' | 'revealed',
): Promise<Voting> {
  return leading(pool, canvasId, userId, async (tx) => {
    const { isLatest } = await requireVoting(tx, canvasId, id);
    if (!isLatest) throw new AppError('conflict', 'Another voting was started since');
    await (state === 'closed' ? closeVotings(tx, canvasId) : revealVoting(tx, canvasId, id));
    await notifyVoting(tx, canvasId);
    return (await requireVoting(tx, canvasId, id)).voting;
  });
}

/** Takes a voting off the board, with those before it. Throws `not-found`, `forbidden`. */
export async function removeVoting(pool: Pool, canvasId: string, id: string, userId: string): Promise<void> {
  await leading(pool, canvasId, userId, async (tx) => {
    if (!(await deleteVotings(tx, canvasId, id))) throw noSuchVoting();
    await notifyVoting(tx, canvasId);
  });
}

/**
 * Sets all dots of a person, who has those of the last call that was taken. Dots on a note that is gone count again
 * if it comes back. Throws `not-found`, `forbidden`, `conflict` once it is over, `invalid` for too many dots or a note
 * that never was there.
 */
export async function vote(
  pool: Pool,
  canvasId: string,
  id: string,
  userId: string,
  dots: readonly Dots[],
): Promise<Dots[]> {
  return inTransaction(pool, async (tx) => {
    await holdFor(tx, canvasId, userId, 'canvas.vote');
    const noteIds = dots.flatMap(({ noteId, dots: count }) => Array<string>(count).fill(noteId));
    if (!(await saveBallot(tx, canvasId, id, userId, noteIds))) {
      throw whyNot(await requireVoting(tx, canvasId, id));
    }
    await requireNotes(tx, canvasId, dots);
    await notifyVoting(tx, canvasId);
    return (await findVotingFor(tx, canvasId, userId))?.own ?? [];
  });
}

function whyNot({ voting, isLatest }: { voting: Voting; isLatest: boolean }): AppError {
  if (!isLatest || voting.state !== 'open') return new AppError('conflict', 'The voting is over');
  return invalid([{ path: 'dots', message: `must be ${voting.dots} dots at most` }]);
}

async function requireNotes(tx: Db, canvasId: string, dots: readonly Dots[]): Promise<void> {
  const known = await findKnownNotes(
    tx,
    canvasId,
    dots.map(({ noteId }) => noteId),
  );
  const errors = dots.flatMap(({ noteId }, index) =>
    known.has(noteId) ? [] : [{ path: `dots.${index}.noteId`, message: 'is no note of this canvas' }],
  );
  if (errors.length > 0) throw invalid(errors);
}

/** What owners do, one after the other on each canvas. Locks are taken in the order of `domain/comments.ts`. */
async function leading<T>(
  pool: Pool,
  canvasId: string,
  userId: string,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (tx) => {
    await holdFor(tx, canvasId, userId, 'canvas.lead-vote');
    await takeSeq(tx, canvasId);
    return work(tx);
  });
}

async function holdFor(tx: Db, canvasId: string, userId: string, action: Action): Promise<void> {
  await requirePerson(tx, userId);
  requireAction(await holdCanvasFor(tx, canvasId, userId), action, 'canvas');
}

async function requireVoting(
  tx: Db,
  canvasId: string,
  id: string,
): Promise<{ voting: Voting; isLatest: boolean }> {
  const found = await findVoting(tx, canvasId, id);
  if (!found) throw noSuchVoting();
  return found;
}

function noSuchVoting(): AppError {
  return new AppError('not-found', 'There is no such voting');
}

function invalid(errors: { path: string; message: string }[]): AppError {
  return new AppError('invalid', 'Check the fields that are named', { errors });
}
