import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { adminRoutes, aiUsageRoutes, storageRoutes } from '@aibmc/common/contract/admin';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { type Client, createClient } from '@aibmc/common/contract/client';
import { commentsRoutes } from '@aibmc/common/contract/comments';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import { notificationsRoutes } from '@aibmc/common/contract/notifications';
import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { sharingRoutes } from '@aibmc/common/contract/sharing';
import { usersRoutes } from '@aibmc/common/contract/users';
import type { FrontendConfig } from '../config.ts';

/** Typed calls of the services, one function for each route of the contract. */
export interface ServiceClients {
  users: Client<typeof usersRoutes>;
  accounts: Client<typeof accountsRoutes>;
  secondFactor: Client<typeof secondFactorRoutes>;
  admin: Client<typeof adminRoutes>;
  groups: Client<typeof groupsRoutes>;
  canvases: Client<typeof canvasesRoutes>;
  sharing: Client<typeof sharingRoutes>;
  comments: Client<typeof commentsRoutes>;
  notifications: Client<typeof notificationsRoutes>;
  storage: Client<typeof storageRoutes>;
  generations: Client<typeof generationsRoutes>;
  aiUsage: Client<typeof aiUsageRoutes>;
}

/** Clients for the services that the configuration names. */
export function createServiceClients(config: FrontendConfig): ServiceClients {
  return {
    users: createClient(config.USER_SERVICE_URL, usersRoutes),
    accounts: createClient(config.USER_SERVICE_URL, accountsRoutes),
    secondFactor: createClient(config.USER_SERVICE_URL, secondFactorRoutes),
    admin: createClient(config.USER_SERVICE_URL, adminRoutes),
    groups: createClient(config.GROUP_SERVICE_URL, groupsRoutes),
    canvases: createClient(config.GROUP_SERVICE_URL, canvasesRoutes),
    sharing: createClient(config.GROUP_SERVICE_URL, sharingRoutes),
    comments: createClient(config.GROUP_SERVICE_URL, commentsRoutes),
    notifications: createClient(config.GROUP_SERVICE_URL, notificationsRoutes),
    storage: createClient(config.GROUP_SERVICE_URL, storageRoutes),
    generations: createClient(config.BMC_SERVICE_URL, generationsRoutes),
    aiUsage: createClient(config.BMC_SERVICE_URL, aiUsageRoutes),
  };
}
