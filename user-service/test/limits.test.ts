import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import type { Express } from 'express';
import request from 'supertest';
import { cleanUp } from '../src/domain/background.ts';
import { Passwords } from '../src/domain/passwords.ts';
import { PASSWORD, startService, type TestService } from './service.ts';

const compared: string[] = [];
let hashed = 0;
let service: TestService;
let app: Express;

/** bcrypt itself, counting what it is asked. */
const counting = {
  hash: (data: string | Buffer, cost: string | number) => {
    hashed += 1;
    return bcrypt.hash(data, cost);
  },
  compare: (data: string | Buffer, hash: string) => {
    compared.push(hash);
    return bcrypt.compare(data, hash);
  },
};

beforeAll(async () => {
  service = await startService({
    env: {
      SIGN_IN_FAILURES_PER_ADDRESS: '30',
      SIGN_IN_FAILURES_PER_ACCOUNT: '25',
      REGISTRATIONS_PER_HOUR: '40',
    },
    passwords: new Passwords({ cost: 4, concurrency: 2, queue: 100 }, counting),
  });
  app = service.app;
});

afterAll(() => service.db.drop());

function attempt(email: string, password: string, address: string) {
  return request(app).post('/api/v1/sessions').set('x-forwarded-for', address).send({ email, password });
}

function register(email: string, address: string) {
  return request(app)
    .post('/api/v1/users')
    .set('x-forwarded-for', address)
    .send({ email, password: PASSWORD });
}

function count(answers: { status: number }[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}

describe('the work behind an answer', () => {
  test('a known and an unknown e-mail cost one comparison each, with hashes of the same cost', async () => {
    await register('known@example.org', '192.0.2.1');
    compared.length = 0;
    await attempt('known@example.org', 'wrong password', '192.0.2.1').expect(401);
    await attempt('unknown@example.org', 'wrong password', '192.0.2.1').expect(401);
    expect(compared).toHaveLength(2);
    expect(compared.map((hash) => hash.slice(0, 7))).toEqual(['$2b$04$', '$2b$04$']);
    expect(compared[0]).not.toBe(compared[1]);
  });

  test('registering a free and a taken e-mail cost one hash each', async () => {
    hashed = 0;
    await register('free@example.org', '192.0.2.2').expect(201);
    await register('free@example.org', '192.0.2.2').expect(409);
    expect(hashed).toBe(2);
  });
});

describe('attempts to sign in', () => {
  test('of 50 at once for one account and address, 10 are tried and no more', async () => {
    compared.length = 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, guess) => attempt('victim@example.org', `guess ${guess}`, '192.0.2.3')),
    );
    expect(count(answers, 401)).toBe(10);
    expect(count(answers, 429)).toBe(40);
    expect(compared).toHaveLength(10);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'too-many-requests', status: 429 });
    const seconds = Number(refused?.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
  });

  test('of 50 at once from one address for as many accounts, 30 are tried and no more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => attempt(`sprayed-${n}@example.org`, 'password1234', '192.0.2.4')),
    );
    expect(count(answers, 401)).toBe(30);
    expect(count(answers, 429)).toBe(20);
  });

  test('of 50 at once for one account from as many addresses, 25 are tried and no more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => attempt('botnet@example.org', `guess ${n}`, `198.51.100.${n}`)),
    );
    expect(count(answers, 401)).toBe(25);
    expect(count(answers, 429)).toBe(25);
  });

  test('while an account is blocked its right password is refused as well, but not from elsewhere', async () => {
    await register('blocked@example.org', '192.0.2.5').expect(201);
    for (let n = 0; n < 10; n += 1) await attempt('blocked@example.org', 'wrong', '192.0.2.5').expect(401);
    await attempt('blocked@example.org', PASSWORD, '192.0.2.5').expect(429);
    await attempt('BLOCKED@example.org', PASSWORD, '192.0.2.5').expect(429);
    await attempt('blocked@example.org', PASSWORD, '192.0.2.6').expect(201);
  });

  test('the right password clears what failed before', async () => {
    await register('forgetful@example.org', '192.0.2.7').expect(201);
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 9; n += 1) await attempt('forgetful@example.org', 'wrong', '192.0.2.7').expect(401);
      await attempt('forgetful@example.org', PASSWORD, '192.0.2.7').expect(201);
    }
  });

  test('right passwords do not count against the address', async () => {
    await register('classroom@example.org', '192.0.2.8').expect(201);
    for (let n = 0; n < 40; n += 1) await attempt('classroom@example.org', PASSWORD, '192.0.2.8').expect(201);
  });

  test('a right password for one account does not clear what failed for others', async () => {
    await register('own@example.org', '192.0.2.14').expect(201);
    for (let n = 0; n < 29; n += 1)
      await attempt(`tried-${n}@example.org`, 'wrong', '192.0.2.14').expect(401);
    await attempt('own@example.org', PASSWORD, '192.0.2.14').expect(201);
    await attempt('tried-29@example.org', 'wrong', '192.0.2.14').expect(401);
    await attempt('tried-30@example.org', 'wrong', '192.0.2.14').expect(429);
  });

  test('addresses of one IPv6 network count as one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => attempt('v6@example.org', 'wrong', `2001:db8:0:7:${n}::1`)),
    );
    expect(count(answers, 401)).toBe(10);
    await attempt('v6@example.org', 'wrong', '2001:db8:0:8::1').expect(401);
  });

  test('what the client claims before the last hop changes nothing', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => attempt('hops@example.org', 'wrong', `10.0.0.${n}, 192.0.2.9`)),
    );
    expect(count(answers, 401)).toBe(10);
  });

  test('counters carry no e-mail and no address, and go when their time is over', async () => {
    const { rows } = await service.pool.query<{ key: string }>('SELECT key FROM rate_limits');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ key }) => /@|192\.|example/.test(key))).toEqual([]);
    await service.pool.query("UPDATE rate_limits SET expire = 1000 WHERE key LIKE 'both:%'");
    await attempt('victim@example.org', 'wrong', '192.0.2.3').expect(401);
    await cleanUp(service.ctx);
    const left = await service.pool.query("SELECT FROM rate_limits WHERE key LIKE 'both:%'");
    expect(left.rowCount).toBe(1);
  });
});

describe('registrations', () => {
  test('are limited by address', async () => {
    const answers = await Promise.all(
      Array.from({ length: 45 }, (_, n) => register(`pupil-${n}@example.org`, '192.0.2.10')),
    );
    expect(count(answers, 201)).toBe(40);
    expect(count(answers, 429)).toBe(5);
    await register('elsewhere@example.org', '192.0.2.11').expect(201);
  });

  test('asking which e-mails are taken is limited more', async () => {
    await register('asked@example.org', '192.0.2.12').expect(201);
    await register('asked@example.org', '192.0.2.13').expect(409);
    await register('asked@example.org', '192.0.2.13').expect(409);
    await register('asked@example.org', '192.0.2.13').expect(409);
    await register('asked@example.org', '192.0.2.13').expect(429);
  });
});
