import { type commentsRoutes } from '@aibmc/common/contract/comments';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { votingAsGuestsSee } from '../domain/shared.ts';
import { endVoting, removeVoting, startVoting, vote } from '../domain/votings.ts';
import { findVotingFor } from '../sql/votings.ts';

/** Choosing together on a canvas. */
export function votingHandlers({ pool, talkRates }: Context) {
  return {
    getVoting: async ({ actor, params }) => {
      const found = await findVotingFor(pool, params.canvasId, actor.userId);
      const { role, voting, own } = requireAction(found, 'canvas.read', 'canvas');
      return { voting: voting && actor.isGuest ? votingAsGuestsSee(voting, role) : voting, own };
    },
    startVoting: ({ actor, params, body }) => {
      talkRates.spend(actor.userId, 1);
      return startVoting(pool, params.canvasId, actor.userId, body);
    },
    updateVoting: ({ actor, params, body }) => {
      talkRates.spend(actor.userId, 1);
      return endVoting(pool, params.canvasId, params.votingId, actor.userId, body.state);
    },
    deleteVoting: ({ actor, params }) => {
      talkRates.spend(actor.userId, 1);
      return removeVoting(pool, params.canvasId, params.votingId, actor.userId);
    },
    vote: async ({ actor, params, body: { dots } }) => {
      talkRates.spend(actor.userId, 1);
      return { own: await vote(pool, params.canvasId, params.votingId, actor.userId, dots) };
    },
  } satisfies Partial<Handlers<typeof commentsRoutes>>;
}
