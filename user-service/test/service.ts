import type { SessionTokens } from '@aibmc/common/contract/users';
import type { Express } from 'express';
import type { Pool } from 'pg';
import request, { type Response } from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createContext, type UserContext } from '../src/context.ts';
import type { Passwords } from '../src/domain/passwords.ts';

export const PASSWORD = 'correct horse battery';

export interface TestService {
  db: TestDatabase;
  pool: Pool;
  ctx: UserContext;
  app: Express;
}

interface Options {
  env?: Record<string, string>;
  passwords?: Passwords;
  clock?: () => Date;
}

/** A context as one replica has it, on a database that may be shared with others. */
export async function contextOn(
  db: TestDatabase,
  { env = {}, passwords, clock }: Options = {},
): Promise<UserContext> {
  const config = loadConfig({ BCRYPT_COST: '4', ...env });
  const pool = db.poolFor('user-service');
  return createContext({ config, log: testLogger(), metrics: testMetrics(), pool, passwords, clock });
}

/** The whole service on a database of its own. */
export async function startService(options: Options = {}): Promise<TestService> {
  const db = await createTestDatabase();
  const ctx = await contextOn(db, options);
  return { db, pool: db.poolFor('user-service'), ctx, app: createApp(ctx) };
}

/** Registers a person and gives their tokens. */
export async function registerPerson(app: Express, email: string): Promise<SessionTokens> {
  const answer = await request(app).post('/api/v1/users').send({ email, password: PASSWORD }).expect(201);
  return answer.body as SessionTokens;
}

/** Signs in and gives the tokens. */
export async function signInAs(app: Express, email: string, device?: string): Promise<SessionTokens> {
  const answer = await request(app)
    .post('/api/v1/sessions')
    .send({ email, password: PASSWORD, device })
    .expect(201);
  return answer.body as SessionTokens;
}

interface Answer {
  status: number;
  type: string;
  headers: Record<string, string>;
  body: unknown;
}

/** An answer whose body is not yet known to be anything. */
export async function answerOf(pending: PromiseLike<Response>): Promise<Answer> {
  return pending;
}
