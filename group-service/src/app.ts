import { storageRoutes } from '@aibmc/common/contract/admin';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { commentsRoutes } from '@aibmc/common/contract/comments';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import { historyRoutes } from '@aibmc/common/contract/history';
import {
  groupInternalRoutes,
  invitationInternalRoutes,
  peopleInternalRoutes,
  sessionInternalRoutes,
} from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { notificationsRoutes } from '@aibmc/common/contract/notifications';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { sharingRoutes } from '@aibmc/common/contract/sharing';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { createServiceApp } from '@aibmc/common/service';
import { notifyEndedSessions } from '@aibmc/common/ended-sessions';
import type { Express } from 'express';
import type { Context } from './context.ts';
import { activityHandlers } from './routes/activity.ts';
import { canvasHandlers } from './routes/canvases.ts';
import { commentHandlers } from './routes/comments.ts';
import { editHandlers } from './routes/edits.ts';
import { groupHandlers } from './routes/groups.ts';
import { historyHandlers } from './routes/history.ts';
import { internalHandlers } from './routes/internal.ts';
import { invitationCheckHandlers } from './routes/invitation-checks.ts';
import { invitationHandlers } from './routes/invitations.ts';
import { memberHandlers } from './routes/members.ts';
import { notificationHandlers } from './routes/notifications.ts';
import { peopleHandlers } from './routes/people.ts';
import { sharingHandlers } from './routes/sharing.ts';
import { storageHandlers } from './routes/storage.ts';
import { votingHandlers } from './routes/votings.ts';

/** The application on the main port: this service's part of the contract. */
export function createApp(ctx: Context): Express {
  return createServiceApp(
    ctx,
    {
      ...groupsRoutes,
      ...canvasesRoutes,
      ...historyRoutes,
      ...sharingRoutes,
      ...commentsRoutes,
      ...notificationsRoutes,
      ...storageRoutes,
    },
    {
      ...groupHandlers(ctx),
      ...memberHandlers(ctx),
      ...invitationHandlers(ctx),
      ...activityHandlers(ctx),
      ...canvasHandlers(ctx),
      ...editHandlers(ctx),
      ...historyHandlers(ctx),
      ...sharingHandlers(ctx),
      ...notificationHandlers(ctx),
      ...commentHandlers(ctx),
      ...votingHandlers(ctx),
      ...storageHandlers(ctx),
    },
  );
}

/** The application on the second port: life, readiness, metrics, and calls by other services. */
export function createSecondApp(ctx: Context): Express {
  return createInternalApp({
    log: ctx.log,
    metrics: ctx.metrics,
    checkReady: () => ctx.pool.query('SELECT 1'),
    mount: (app) => {
      app.use(`${API_PREFIX}/internal`, requireInternalToken(ctx.internalToken));
      mountRoutes(
        app,
        {
          ...groupInternalRoutes,
          ...invitationInternalRoutes,
          ...peopleInternalRoutes,
          ...sessionInternalRoutes,
        },
        {
          ...internalHandlers(ctx),
          ...invitationCheckHandlers(ctx),
          ...peopleHandlers(ctx),
          endSessions: ({ body }) => notifyEndedSessions(ctx.pool, body.sessionIds),
        },
        ctx.verify,
      );
    },
  });
}
