import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Group, NewInvitation } from '@aibmc/common/contract/groups';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { close } from '@aibmc/common/process';
import type { Express } from 'express';
import request, { type Test } from 'supertest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestSigner, type TestSigner } from '../../tests/support/tokens.ts';
import { createApp, createSecondApp } from '../src/app.ts';
import { createUserService } from '../src/clients/user-service.ts';
import { type Context, createContext } from '../src/context.ts';
import { createPool } from '../src/sql/pool.ts';

export const INTERNAL_TOKEN = 'test-only-internal-token';

/** Tests make more edits a second than people do. */
export const UNLIMITED = { perSecond: 1e6, burst: 1e6 };

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** Somebody with a token, and their requests. */
export interface Person {
  id: string;
  name: string;
  token: string;
  call: (method: Method, path: string, body?: object) => Test;
}

/** What `GET /canvases/:canvasId/edits` answers. */
export interface EditsLog {
  edits: LoggedEdit[];
  revision: number;
}

export interface GroupService {
  db: TestDatabase;
  signer: TestSigner;
  ctx: Context;
  /** A second process on the same database: pool, lane and server of its own. */
  replica: () => Promise<(person: Person) => Person>;
  person: (name?: string, id?: string) => Person;
  anyone: (method: Method, path: string, body?: object) => Test;
  internal: (method: Method, path: string, body?: object, token?: string) => Test;
  /** A group with one person for each role named. */
  groupWith: (...roles: string[]) => Promise<{ groupId: string; people: Person[]; owner: Person }>;
  stop: () => Promise<void>;
}

/** Where nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';

/** The service on real ports and a database of its own; `userServiceUrl`: the second port of its peer. */
export async function startGroupService(userServiceUrl = NOWHERE): Promise<GroupService> {
  const db = await createTestDatabase();
  const signer = createTestSigner();
  const pool = createPool(db.config, testLogger());
  const servers: Server[] = [];
  const makeContext = (): Context =>
    createContext(
      {
        log: testLogger(),
        metrics: testMetrics(),
        pool,
        verify: signer.verify,
        internalToken: INTERNAL_TOKEN,
        users: createUserService(userServiceUrl, INTERNAL_TOKEN),
      },
      UNLIMITED,
    );
  const serve = async (app: Express): Promise<string> => {
    const server = await new Promise<Server>((resolve) => {
      const started: Server = app.listen(0, '127.0.0.1', () => {
        resolve(started);
      });
    });
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const ctx = makeContext();
  const main = await serve(createApp(ctx));
  const second = await serve(createSecondApp(ctx));

  const callAt =
    (base: string, token?: string) =>
    (method: Method, path: string, body?: object): Test => {
      const test = request(base)[method](API_PREFIX + path);
      if (token !== undefined) void test.set('authorization', `Bearer ${token}`);
      return body === undefined ? test : test.send(body);
    };

  function person(name = 'Ada', id: string = randomUUID()): Person {
    const token = signer.tokenFor({ id, name });
    return { id, name, token, call: callAt(main, token) };
  }

  async function groupWith(...roles: string[]) {
    const owner = person('Owner');
    const group = bodyOf<Group>(await owner.call('post', '/groups', { name: 'Bakers' }).expect(201));
    const people: Person[] = [];
    for (const role of roles) {
      const member = person(`A ${role}`);
      const invitation = bodyOf<NewInvitation>(
        await owner.call('post', `/groups/${group.id}/invitations`, { role }).expect(201),
      );
      await member.call('post', `/invitations/${invitation.token}/accept`).expect(200);
      people.push(member);
    }
    return { groupId: group.id, people, owner };
  }

  return {
    db,
    signer,
    ctx,
    replica: async () => {
      const base = await serve(createApp(makeContext()));
      return (somebody) => ({ ...somebody, call: callAt(base, somebody.token) });
    },
    person,
    anyone: callAt(main),
    internal: (method, path, body, token = INTERNAL_TOKEN) =>
      callAt(second, token)(method, `/internal${path}`, body),
    groupWith,
    stop: async () => {
      await ctx.edits.idle();
      await Promise.all(servers.map((server) => close(server, 0)));
      await pool.end();
      await db.drop();
    },
  };
}

/** The body of an answer, as its contract says. */
export function bodyOf<T>(response: { body: unknown }): T {
  return response.body as T;
}
