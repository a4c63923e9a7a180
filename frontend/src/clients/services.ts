import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { type Client, createClient } from '@aibmc/common/contract/client';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import { usersRoutes } from '@aibmc/common/contract/users';
import type { FrontendConfig } from '../config.ts';

/** Typed calls of the services, one function for each route of the contract. */
export interface ServiceClients {
  users: Client<typeof usersRoutes>;
  groups: Client<typeof groupsRoutes>;
  canvases: Client<typeof canvasesRoutes>;
  generations: Client<typeof generationsRoutes>;
}

/** Clients for the services that the configuration names. */
export function createServiceClients(config: FrontendConfig): ServiceClients {
  return {
    users: createClient(config.USER_SERVICE_URL, usersRoutes),
    groups: createClient(config.GROUP_SERVICE_URL, groupsRoutes),
    canvases: createClient(config.GROUP_SERVICE_URL, canvasesRoutes),
    generations: createClient(config.BMC_SERVICE_URL, generationsRoutes),
  };
}
