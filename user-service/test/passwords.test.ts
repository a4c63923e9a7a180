import { describe, expect, test } from '@jest/globals';
import { AppError } from '@aibmc/common/errors';
import bcrypt from 'bcrypt';
import request from 'supertest';
import { Passwords } from '../src/domain/passwords.ts';
import { PASSWORD, registerPerson, startService } from './service.ts';

/** A bcrypt whose comparisons end when they are told to, or at once when all are let go. */
function heldBcrypt() {
  const held: ((same: boolean) => void)[] = [];
  let free = false;
  return {
    held,
    letGo: () => {
      free = true;
      for (const end of held) end(false);
    },
    hash: () => Promise.resolve('hash'),
    compare: () => new Promise<boolean>((resolve) => (free ? resolve(false) : held.push(resolve))),
  };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a storm of sign-ins', () => {
  test('is compared a few at a time, in order; who finds the queue full is told when to come again', async () => {
    const slow = heldBcrypt();
    const passwords = new Passwords({ cost: 4, concurrency: 2, queue: 3 }, slow);
    const ended: number[] = [];
    const comparing = Array.from({ length: 6 }, (_, n) =>
      passwords.matches('password', 'hash').then(
        () => ended.push(n),
        (error: unknown) => error,
      ),
    );
    await settle();
    expect(slow.held).toHaveLength(2);
    const refused = await comparing[5];
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'too-many-requests', retryAfter: 3 });

    for (let n = 0; n < 5; n += 1) {
      slow.held[n]?.(true);
      await settle();
    }
    expect(ended).toEqual([0, 1, 2, 3, 4]);
    const next = passwords.matches('password', 'hash');
    await settle();
    slow.held[5]?.(false);
    expect(await next).toBe(false);
  });

  test('an attempt that found the queue full is not counted as a failure', async () => {
    const slow = heldBcrypt();
    const passwords = new Passwords({ cost: 4, concurrency: 1, queue: 1 }, slow);
    const service = await startService({ env: { SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '3' }, passwords });
    try {
      const attempt = () =>
        request(service.app).post('/api/v1/sessions').send({ email: 'a@example.org', password: 'wrong' });
      const storm = [passwords.matches('x', 'hash'), passwords.matches('y', 'hash')];
      await settle();
      for (let n = 0; n < 5; n += 1) await attempt().expect(429).expect('retry-after', '3');

      slow.letGo();
      await Promise.all(storm);
      for (let n = 0; n < 3; n += 1) await attempt().expect(401);
      await attempt().expect(429);
    } finally {
      await service.db.drop();
    }
  });
});

describe('a raised cost', () => {
  test('reaches an account when its person signs in', async () => {
    const service = await startService({
      passwords: new Passwords({ cost: 5, concurrency: 2, queue: 10 }),
    });
    try {
      const { user } = await registerPerson(service.app, 'raise@example.org');
      const store = (hash: string) =>
        service.pool.query('UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, hash]);
      await store(await bcrypt.hash(PASSWORD, 4));
      const signIn = () =>
        request(service.app)
          .post('/api/v1/sessions')
          .send({ email: 'raise@example.org', password: PASSWORD });
      await signIn().expect(201);
      const { rows } = await service.pool.query<{ hash: string }>('SELECT password_hash AS hash FROM users');
      expect(rows[0]?.hash).toMatch(/^\$2b\$05\$/);
      await signIn().expect(201);
    } finally {
      await service.db.drop();
    }
  });
});
