import { accountsRoutes } from './accounts.ts';
import { adminRoutes, aiUsageRoutes, storageRoutes } from './admin.ts';
import { canvasesRoutes } from './canvases.ts';
import { commentsRoutes } from './comments.ts';
import { generationsRoutes } from './generations.ts';
import { groupsRoutes } from './groups.ts';
import { historyRoutes } from './history.ts';
import { notificationsRoutes } from './notifications.ts';
import type { Route, ServiceName } from './route.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { sharingRoutes } from './sharing.ts';
import { usersRoutes } from './users.ts';

export interface OwnedRoute {
  name: string;
  owner: ServiceName;
  route: Route;
}

function owned(owner: ServiceName, table: Record<string, Route>): OwnedRoute[] {
  return Object.entries(table).map(([name, route]) => ({ name, owner, route }));
}

/** Every public route with the service that answers it. A route that is not here does not exist. */
export const ALL_ROUTES: readonly OwnedRoute[] = [
  ...owned('user-service', usersRoutes),
  ...owned('user-service', accountsRoutes),
  ...owned('user-service', secondFactorRoutes),
  ...owned('user-service', adminRoutes),
  ...owned('group-service', groupsRoutes),
  ...owned('group-service', canvasesRoutes),
  ...owned('group-service', historyRoutes),
  ...owned('group-service', sharingRoutes),
  ...owned('group-service', commentsRoutes),
  ...owned('group-service', notificationsRoutes),
  ...owned('group-service', storageRoutes),
  ...owned('bmc-service', generationsRoutes),
  ...owned('bmc-service', aiUsageRoutes),
];
