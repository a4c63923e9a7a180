import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AUDIENCE, createVerifier, fetchKeySet, ISSUER, type JsonWebKeySet } from '@aibmc/common/auth';
import { newId } from '@aibmc/common/ids';
import { close, listen } from '@aibmc/common/process';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { createApp, createSecondApp } from '../src/app.ts';
import {
  KEPT_AFTER_MS,
  planKeys,
  PUBLISHED_BEFORE_MS,
  ROTATION_MS,
  signingKeyAt,
} from '../src/domain/signing-keys.ts';
import { answerOf, contextOn, registerPerson } from './service.ts';

const START = Date.parse('2026-11-01T00:00:00Z');

function at(ms: number): Date {
  return new Date(START + ms);
}

function kidOf(token: string): string {
  return jwt.decode(token, { complete: true })?.header.kid ?? '';
}

function kidsOf(set: JsonWebKeySet): string[] {
  return set.keys.map(({ kid }) => kid);
}

describe('which key signs', () => {
  const keys = [
    { kid: 'next', signsFrom: at(2_000) },
    { kid: 'now', signsFrom: at(1_000) },
    { kid: 'before', signsFrom: at(0) },
  ];

  test.each([
    [0, 'before'],
    [999, 'before'],
    [1_000, 'now'],
    [1_999, 'now'],
    [5_000, 'next'],
  ])('after %d ms it is %s', (ms, kid) => {
    expect(signingKeyAt(keys, at(ms))?.kid).toBe(kid);
  });

  test('a clock that is behind signs with the oldest, which is published too', () => {
    expect(signingKeyAt(keys, at(-60_000))?.kid).toBe('before');
    expect(signingKeyAt([], at(0))).toBeNull();
  });
});

describe('what is due to the keys', () => {
  const first = { kid: 'first', signsFrom: at(0) };
  const second = { kid: 'second', signsFrom: at(ROTATION_MS) };

  test('without keys: one that signs at once', () => {
    expect(planKeys([], at(0))).toEqual({ create: at(0), remove: [] });
  });

  test('a new key comes so long before it signs, no sooner and only once', () => {
    const due = ROTATION_MS - PUBLISHED_BEFORE_MS;
    expect(planKeys([first], at(due - 1)).create).toBeNull();
    expect(planKeys([first], at(due)).create).toEqual(second.signsFrom);
    expect(planKeys([second, first], at(due)).create).toBeNull();
  });

  test('after a long sleep a new key is still published before it signs', () => {
    const late = 3 * ROTATION_MS;
    expect(planKeys([first], at(late)).create).toEqual(at(late + PUBLISHED_BEFORE_MS));
  });

  test('a key goes when its last token is out, and not before', () => {
    const out = ROTATION_MS + KEPT_AFTER_MS;
    expect(planKeys([second, first], at(out - 1)).remove).toEqual([]);
    expect(planKeys([second, first], at(out)).remove).toEqual(['first']);
  });
});

describe('replicas', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
  });

  afterAll(() => db.drop());

  test('that start together agree on one key', async () => {
    const replicas = await Promise.all(Array.from({ length: 6 }, () => contextOn(db)));
    const sets = replicas.map(({ keys }) => JSON.stringify(keys.keySet()));
    expect(new Set(sets).size).toBe(1);
    expect(replicas[0]?.keys.keySet().keys).toHaveLength(1);
    const person = { userId: newId(), name: 'A', colour: null, isAdmin: false, sessionId: newId() };
    const kids = replicas.map(({ keys }) => kidOf(keys.sign(person)));
    expect(new Set(kids).size).toBe(1);
  });

  test('a token of one is good at the other', async () => {
    const [one, other] = await Promise.all([contextOn(db), contextOn(db)]);
    const { accessToken, user } = await registerPerson(createApp(one), 'replicas@example.org');
    const { body } = await answerOf(
      request(createApp(other)).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(200),
    );
    expect(body).toEqual(user);
  });
});

describe('a rotation', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
  });

  afterAll(() => db.drop());

  test('publishes before it signs, and keeps the old key until its last token is out', async () => {
    let now = at(0);
    const clock = () => now;
    const [one, other] = [await contextOn(db, { clock }), await contextOn(db, { clock })];
    const person = { userId: newId(), name: 'A', colour: null, isAdmin: false, sessionId: newId() };
    const goodFor = (token: string, set: JsonWebKeySet): boolean => {
      const jwk = set.keys.find(({ kid }) => kid === kidOf(token));
      if (!jwk) return false;
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const clockTimestamp = Math.floor(now.getTime() / 1000);
      jwt.verify(token, key, { algorithms: ['ES256'], issuer: ISSUER, audience: AUDIENCE, clockTimestamp });
      return true;
    };
    const [firstKid = ''] = kidsOf(one.keys.keySet());

    now = at(ROTATION_MS - PUBLISHED_BEFORE_MS);
    await Promise.all([one.keys.reload(), other.keys.reload(), one.keys.reload()]);
    await one.keys.reload();
    const both = kidsOf(one.keys.keySet());
    expect(both).toHaveLength(2);
    expect(kidsOf(other.keys.keySet())).toEqual(both);
    expect(kidOf(one.keys.sign(person))).toBe(firstKid);

    now = at(ROTATION_MS - 1_000);
    const last = other.keys.sign(person);
    expect(kidOf(last)).toBe(firstKid);

    now = at(ROTATION_MS);
    const fresh = one.keys.sign(person);
    expect(kidOf(fresh)).toBe(both[0]);
    expect(both[0]).not.toBe(firstKid);

    now = at(ROTATION_MS + 599_000 - 1_000);
    await one.keys.reload();
    expect(goodFor(last, one.keys.keySet())).toBe(true);
    expect(goodFor(fresh, one.keys.keySet())).toBe(true);

    now = at(ROTATION_MS + KEPT_AFTER_MS);
    await Promise.all([one.keys.reload(), other.keys.reload()]);
    await other.keys.reload();
    expect(kidsOf(one.keys.keySet())).toEqual([both[0]]);
    expect(kidsOf(other.keys.keySet())).toEqual([both[0]]);
  });
});

describe('GET /.well-known/jwks.json', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
  });

  afterAll(() => db.drop());

  test('gives public keys and nothing private', async () => {
    const ctx = await contextOn(db);
    const { body } = await answerOf(request(createApp(ctx)).get('/api/v1/.well-known/jwks.json').expect(200));
    expect(body).toEqual({
      keys: [
        {
          kid: expect.any(String),
          kty: 'EC',
          use: 'sig',
          alg: 'ES256',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
        },
      ],
    });
  });

  test('on the second port it is what other services verify with', async () => {
    const ctx = await contextOn(db);
    const { accessToken, user } = await registerPerson(createApp(ctx), 'verified@example.org');
    const server = await listen(createSecondApp(ctx), 0, '127.0.0.1');
    try {
      const { port } = server.address() as { port: number };
      const verify = createVerifier(() => fetchKeySet(`http://127.0.0.1:${port}/.well-known/jwks.json`));
      expect(await verify(accessToken)).toEqual({
        userId: user.id,
        name: 'verified',
        colour: null,
        isAdmin: true,
        isGuest: false,
        expiresAt: expect.any(Number),
        sessionId: expect.any(String),
      });
    } finally {
      await close(server, 100);
    }
  });
});
