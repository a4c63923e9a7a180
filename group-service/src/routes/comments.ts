import { type commentsRoutes } from '@aibmc/common/contract/comments';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { createComment, deleteComment, updateComment } from '../domain/comments.ts';
import { listCommentsFor, saveReadSeq } from '../sql/comments.ts';
import { listMentionableFor } from '../sql/mentionable.ts';
import { markCommentsRead } from '../sql/notifications.ts';

const MOST_MENTIONABLE = 1_000;

/** Talking about a canvas. */
export function commentHandlers({ pool, talkRates }: Context) {
  return {
    listComments: async ({ actor, params }) => {
      const found = await listCommentsFor(pool, params.canvasId, actor.userId);
      const { items, seq, readSeq } = requireAction(found, 'canvas.comment', 'canvas');
      return { items, seq, readSeq };
    },
    createComment: ({ actor, params, body }) => {
      talkRates.spend(actor.userId, 1);
      return createComment(pool, params.canvasId, actor, body);
    },
    updateComment: ({ actor, params, body }) => {
      talkRates.spend(actor.userId, 1);
      return updateComment(pool, params.canvasId, params.commentId, actor, body);
    },
    deleteComment: ({ actor, params }) => {
      talkRates.spend(actor.userId, 1);
      return deleteComment(pool, params.canvasId, params.commentId, actor);
    },
    readComments: async ({ actor: { userId }, params: { canvasId }, body: { seq } }) => {
      requireAction(await saveReadSeq(pool, canvasId, userId, seq), 'canvas.comment', 'canvas');
      await markCommentsRead(pool, userId, canvasId, seq);
    },
    listMentionable: async ({ actor, params }) => {
      const found = await listMentionableFor(pool, params.canvasId, actor.userId, MOST_MENTIONABLE);
      return { items: requireAction(found, 'canvas.comment', 'canvas').items };
    },
  } satisfies Partial<Handlers<typeof commentsRoutes>>;
}
