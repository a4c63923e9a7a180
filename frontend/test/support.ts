import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { adminRoutes, aiUsageRoutes, storageRoutes } from '@aibmc/common/contract/admin';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { commentsRoutes } from '@aibmc/common/contract/comments';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { notificationsRoutes } from '@aibmc/common/contract/notifications';
import type { RouteTable } from '@aibmc/common/contract/route';
import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { sharingRoutes } from '@aibmc/common/contract/sharing';
import { type User, usersRoutes } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { close, listen } from '@aibmc/common/process';
import { createServiceApp } from '@aibmc/common/service';
import type { Response } from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestSigner, type TestSigner } from '../../tests/support/tokens.ts';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createContext } from '../src/context.ts';
import { createLive } from '../src/gateway/live.ts';
import { guardServer } from '../src/gateway/server.ts';

const userTable = { ...usersRoutes, ...accountsRoutes, ...secondFactorRoutes, ...adminRoutes };
const groupTable = {
  ...groupsRoutes,
  ...canvasesRoutes,
  ...sharingRoutes,
  ...commentsRoutes,
  ...notificationsRoutes,
  ...storageRoutes,
};
const bmcTable = { ...generationsRoutes, ...aiUsageRoutes };

/** What the services answer; a route that is not given answers 404. A listener in place of a table answers all. */
export interface Services {
  users?: Partial<Handlers<typeof userTable>> | RequestListener;
  groups?: Partial<Handlers<typeof groupTable>>;
  canvases?: Partial<Handlers<typeof canvasesRoutes>>;
  groupService?: RequestListener;
  /** How group-service answers an upgrade. */
  live?: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  generations?: Partial<Handlers<typeof bmcTable>> | RequestListener;
}

export interface Gateway {
  url: string;
  port: number;
  signer: TestSigner;
  /** Stops the gateway as SIGTERM does. */
  stop: () => Promise<void>;
  close: () => Promise<void>;
}

/** A gateway on a port of its own, with services that are small HTTP servers built from the contract. */
export async function startGateway(
  services: Services,
  env: Record<string, string> = {},
  signer = createTestSigner(),
): Promise<Gateway> {
  const log = testLogger();
  const base = { service: 'fake', log, metrics: testMetrics(), verify: signer.verify };
  const app = <T extends RouteTable>(table: T, handlers: object): RequestListener =>
    createServiceApp(base, table, withDefaults(table, handlers)) as RequestListener;
  const upstreams = await Promise.all([
    startServer(typeof services.users === 'function' ? services.users : app(userTable, services.users ?? {})),
    startServer(services.groupService ?? app(groupTable, { ...services.groups, ...services.canvases })),
    startServer(
      typeof services.generations === 'function'
        ? services.generations
        : app(bmcTable, services.generations ?? {}),
    ),
  ]);
  const [users, groups, generations] = upstreams.map(urlOf);
  if (services.live) upstreams[1].on('upgrade', services.live);
  const config = loadConfig({
    USER_SERVICE_URL: users,
    GROUP_SERVICE_URL: groups,
    BMC_SERVICE_URL: generations,
    LOG_LEVEL: 'silent',
    ASSETS_DIR: path.join(import.meta.dirname, 'assets'),
    PUBLIC_DIR: path.join(import.meta.dirname, '../public'),
    ...env,
  });
  const ctx = createContext({ config, log, metrics: testMetrics(), verify: signer.verify });
  const live = createLive(ctx);
  const server = await listen(createApp(ctx), 0, '127.0.0.1', (bare) => {
    guardServer(bare, [live]);
  });
  const stop = (): Promise<void> => {
    live.close();
    return close(server, 0);
  };
  return {
    url: urlOf(server),
    port: portOf(server),
    signer,
    stop,
    close: async () => {
      await Promise.all([stop(), ...upstreams.map((each) => close(each, 0))]);
    },
  };
}

function withDefaults<T extends RouteTable>(table: T, handlers: object): Handlers<T> {
  const missing = (): never => {
    throw new AppError('not-found', 'not faked');
  };
  const all = Object.fromEntries(Object.keys(table).map((name) => [name, missing]));
  return { ...all, ...handlers } as unknown as Handlers<T>;
}

/** A plain HTTP server on a port of its own. */
export async function startServer(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function urlOf(server: Server): string {
  return `http://127.0.0.1:${portOf(server)}`;
}

/** Sends bytes as they are; gives all that comes back until the connection ends, or 200 ms after its last byte. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const done = (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5_000, done);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      socket.setTimeout(200);
    });
    socket.on('close', done);
    socket.on('error', done);
    socket.write(bytes, 'latin1');
  });
}

/** Waits until a condition holds; fails after 3 s. */
export async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 3_000) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Tokens as user-service gives them, for somebody whom it made up. */
export function sessionTokens(signer: TestSigner, user = anyUser()) {
  return {
    user,
    accessToken: signer.tokenFor({ id: user.id, name: user.name, isAdmin: user.isAdmin }),
    tokenType: 'Bearer' as const,
    expiresIn: 600,
    refreshToken: randomUUID() + randomUUID(),
    refreshExpiresIn: 86_400,
  };
}

export function anyUser(): User {
  return {
    id: '0190a000-0000-7000-8000-000000000001',
    email: 'ada@example.org',
    name: 'Ada',
    language: null,
    timeZone: null,
    colour: null,
    wantsMail: true,
    isAdmin: false,
    hasPassword: true,
    secondFactor: false,
    createdAt: '2026-11-24T10:00:00.000Z',
  };
}

/** The line of an answer that sets a cookie by its name; empty where there is none. */
export function cookieOf(res: Response, name: string): string {
  return res.get('Set-Cookie')?.find((line) => line.startsWith(`${name}=`)) ?? '';
}
