import { canvasesRoutes } from './canvases.ts';
import { generationsRoutes } from './generations.ts';
import { groupsRoutes } from './groups.ts';
import { historyRoutes } from './history.ts';
import type { Route, ServiceName } from './route.ts';
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
  ...owned('group-service', groupsRoutes),
  ...owned('group-service', canvasesRoutes),
  ...owned('group-service', historyRoutes),
  ...owned('bmc-service', generationsRoutes),
];
