import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Generation } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import { close, listen } from '@aibmc/common/process';
import pg from 'pg';
import { poolConfig } from '@aibmc/common/database';
import request from 'supertest';
import { testLogger, testMetrics } from '../../../tests/support/context.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { createTestSigner, type TestSigner } from '../../../tests/support/tokens.ts';
import { createApp, createSecondApp } from '../../src/app.ts';
import { startBackground } from '../../src/background.ts';
import { loadConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { type FakeGroupService, INTERNAL_TOKEN, startFakeGroupService } from './group-service.ts';

interface ReplicaOptions {
  env?: Record<string, string>;
  /** Whether it works off jobs; without, jobs stay queued. */
  works?: boolean;
}

/** One process of bmc-service, as far as a test can tell. */
export interface Replica {
  url: string;
  secondUrl: string;
  /** Event streams that are open. */
  openStreams: () => number;
  stop: (drainMs?: number) => Promise<void>;
}

export interface Harness {
  db: TestDatabase;
  pool: pg.Pool;
  signer: TestSigner;
  group: FakeGroupService;
  startReplica: (options?: ReplicaOptions) => Promise<Replica>;
  stopReplicas: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A database, a signer and a stand-in for group-service; replicas of bmc-service are started on them. */
export async function createHarness(): Promise<Harness> {
  const db = await createTestDatabase();
  const group = await startFakeGroupService();
  const signer = createTestSigner();
  const replicas = new Set<Replica>();
  const stopReplicas = async (): Promise<void> => {
    await Promise.all([...replicas].map((replica) => replica.stop(0)));
  };
  return {
    db,
    pool: db.poolFor('bmc-service'),
    signer,
    group,
    startReplica: async ({ env = {}, works = true } = {}) => {
      const config = loadConfig({
        GROUP_INTERNAL_URL: group.url,
        INTERNAL_TOKEN,
        MODEL_REPAIRS: '0',
        ...env,
      });
      const pool = new pg.Pool(poolConfig('bmc-service', db.config));
      pool.on('error', () => undefined);
      const given = { log: testLogger(), metrics: testMetrics(), verify: signer.verify, pool };
      const limits = { pollMs: 200, leaseMs: 3_000, ...(works ? {} : { atOnce: 0, libraryAtOnce: 0 }) };
      const ctx = createContext(config, given, limits);
      const background = startBackground(ctx);
      const main = await listen(createApp(ctx), 0, '127.0.0.1');
      const second = await listen(createSecondApp(ctx), 0, '127.0.0.1');
      const replica: Replica = {
        url: urlOf(main),
        secondUrl: urlOf(second),
        openStreams: () => ctx.streams.size,
        stop: async (drainMs = 2_000) => {
          if (!replicas.delete(replica)) return;
          await background.stop(drainMs);
          await Promise.all([close(main, 0), close(second, 0)]);
          await pool.end();
        },
      };
      replicas.add(replica);
      return replica;
    },
    stopReplicas,
    stop: async () => {
      await stopReplicas();
      await group.stop();
      await db.drop();
    },
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Person {
  id: string;
  auth: string;
}

export function newPerson({ signer }: Harness): Person {
  const id = newId();
  return { id, auth: `Bearer ${signer.tokenFor({ id })}` };
}

/** What a call answers; each test says what it expects of it. */
export async function bodyOf(call: request.Test): Promise<unknown> {
  const response = await call;
  return response.body as unknown;
}

/** Starts a generation and answers it as the service does. */
export async function generate(
  replica: Replica,
  person: Person,
  body: Record<string, unknown>,
): Promise<Generation> {
  const response = await request(replica.url)
    .post('/api/v1/generations')
    .set('authorization', person.auth)
    .send(body)
    .expect(202);
  return response.body as Generation;
}

export async function getGeneration(replica: Replica, person: Person, id: string): Promise<Generation> {
  const response = await request(replica.url)
    .get(`/api/v1/generations/${id}`)
    .set('authorization', person.auth)
    .expect(200);
  return response.body as Generation;
}
