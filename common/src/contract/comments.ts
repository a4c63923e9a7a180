import { z } from 'zod';
import { BlockName, Id, requiredLine, requiredText } from '../canvas/note.ts';
import { defineRoutes } from './route.ts';

export const COMMENT_LIMITS = { text: 2_000, ofCanvas: 2_000, mentions: 20 } as const;

const canvasParams = z.object({ canvasId: Id });
const commentParams = z.object({ canvasId: Id, commentId: Id });

/**
 * A comment: the first of a thread, on a note or a block, or an answer in it. Changes of it come with a higher `seq`;
 * one that was deleted keeps its place without text while there are answers.
 */
export const Comment = z
  .object({
    id: Id,
    threadId: Id.describe('the id of the first comment of the thread'),
    noteId: Id.nullable().describe('the note that the thread is on, which may be gone by now'),
    block: BlockName.nullable().describe('the block that the thread is on'),
    author: z.object({ id: Id, name: z.string(), colour: z.string().nullable() }),
    text: z.string(),
    mentions: z.array(Id),
    createdAt: z.string(),
    editedAt: z.string().nullable(),
    resolvedAt: z.string().nullable().describe('of the first of a thread'),
    resolvedBy: z.object({ id: Id, name: z.string() }).nullable(),
    isDeleted: z.boolean(),
    seq: z.number().int().describe('grows with every change of any comment of the canvas'),
  })
  .meta({ id: 'Comment' });
export type Comment = z.infer<typeof Comment>;

const Text = requiredText(COMMENT_LIMITS.text);
/** What a counter of changes reaches at most. */
const MOST_SEQ = 2_147_483_647;
const Mentions = z.array(Id).max(COMMENT_LIMITS.mentions);

/** A choice made together by dots on notes. What others gave is told once it is revealed. */
export const Voting = z
  .object({
    id: Id,
    title: z.string(),
    dots: z.number().int().describe('that each person has'),
    state: z.enum(['open', 'closed', 'revealed']).describe('closed: its time is over, or it was stopped'),
    startedBy: z.object({ id: Id, name: z.string() }),
    startedAt: z.string(),
    endsAt: z.string().nullable(),
    voters: z.number().int().describe('people who gave a dot'),
    results: z
      .array(z.object({ noteId: Id, dots: z.number().int() }))
      .nullable()
      .describe('null until it is revealed; most dots first'),
  })
  .meta({ id: 'Voting' });
export type Voting = z.infer<typeof Voting>;

const OwnDots = z.array(z.object({ noteId: Id, dots: z.number().int() }));

const votingParams = z.object({ canvasId: Id, votingId: Id });

/** Talking about a canvas, and choosing on it. */
export const commentsRoutes = defineRoutes({
  listComments: {
    method: 'GET',
    path: '/canvases/:canvasId/comments',
    summary: 'All comments of a canvas, oldest first, and up to where one has read',
    access: 'canvas.comment',
    guests: true,
    params: canvasParams,
    status: 200,
    response: z.object({
      items: z.array(Comment),
      seq: z.number().int(),
      readSeq: z.number().int().describe('comments of others with a higher seq are unread'),
    }),
  },
  createComment: {
    method: 'POST',
    path: '/canvases/:canvasId/comments',
    summary: 'Comment on a note or a block, or answer in a thread; sent twice with its id it is there once',
    access: 'canvas.comment',
    guests: true,
    params: canvasParams,
    body: z
      .strictObject({
        id: Id,
        threadId: Id.optional().describe('to answer'),
        noteId: Id.optional(),
        block: BlockName.optional(),
        text: Text,
        mentions: Mentions.default([]),
      })
      .refine((body) => [body.threadId, body.noteId, body.block].filter(Boolean).length === 1, {
        path: ['threadId'],
        message: 'name one of threadId, noteId and block',
      }),
    status: 201,
    response: Comment,
  },
  updateComment: {
    method: 'PATCH',
    path: '/canvases/:canvasId/comments/:commentId',
    summary: "Change one's own text; or resolve a thread, or open it again, by its first comment",
    access: 'canvas.comment',
    guests: true,
    params: commentParams,
    body: z.strictObject({
      text: Text.optional(),
      mentions: Mentions.optional(),
      resolved: z.boolean().optional(),
    }),
    status: 200,
    response: Comment,
  },
  deleteComment: {
    method: 'DELETE',
    path: '/canvases/:canvasId/comments/:commentId',
    summary: "Delete one's own comment; owners may delete any",
    access: 'canvas.comment',
    guests: true,
    params: commentParams,
    status: 204,
    response: null,
  },
  readComments: {
    method: 'PUT',
    path: '/canvases/:canvasId/comments/read',
    summary: 'Have read up to a seq',
    access: 'canvas.comment',
    guests: true,
    params: canvasParams,
    body: z.strictObject({ seq: z.number().int().min(0).max(MOST_SEQ) }),
    status: 204,
    response: null,
  },
  listMentionable: {
    method: 'GET',
    path: '/canvases/:canvasId/people',
    summary: 'Whom one can mention: the members of its group who may comment',
    access: 'canvas.comment',
    params: canvasParams,
    status: 200,
    response: z.object({
      items: z.array(z.object({ id: Id, name: z.string(), colour: z.string().nullable() })),
    }),
  },
  getVoting: {
    method: 'GET',
    path: '/canvases/:canvasId/voting',
    summary: 'The latest voting of a canvas, and the dots that one gave',
    access: 'canvas.read',
    guests: true,
    params: canvasParams,
    status: 200,
    response: z.object({ voting: Voting.nullable(), own: OwnDots }),
  },
  startVoting: {
    method: 'POST',
    path: '/canvases/:canvasId/votings',
    summary: 'Start a voting; the one before is over',
    access: 'canvas.lead-vote',
    params: canvasParams,
    body: z.strictObject({
      id: Id,
      title: requiredLine(120),
      dots: z.number().int().min(1).max(20).default(3),
      seconds: z.number().int().min(10).max(3_600).nullable().default(null),
    }),
    status: 201,
    response: Voting,
  },
  updateVoting: {
    method: 'PATCH',
    path: '/canvases/:canvasId/votings/:votingId',
    summary: 'Stop a voting, or reveal what came of it',
    access: 'canvas.lead-vote',
    params: votingParams,
    body: z.strictObject({ state: z.enum(['closed', 'revealed']) }),
    status: 200,
    response: Voting,
  },
  deleteVoting: {
    method: 'DELETE',
    path: '/canvases/:canvasId/votings/:votingId',
    summary: 'Take a voting off the board',
    access: 'canvas.lead-vote',
    params: votingParams,
    status: 204,
    response: null,
  },
  vote: {
    method: 'PUT',
    path: '/canvases/:canvasId/votings/:votingId/dots',
    summary: "Set one's own dots, all of them",
    access: 'canvas.vote',
    guests: true,
    params: votingParams,
    body: z.strictObject({
      dots: z.array(z.strictObject({ noteId: Id, dots: z.number().int().min(1).max(20) })).max(20),
    }),
    status: 200,
    response: z.object({ own: OwnDots }),
  },
});
