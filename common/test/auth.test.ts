import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import jwt, { type SignOptions } from 'jsonwebtoken';
import { ALGORITHM, AUDIENCE, bearerToken, createVerifier, ISSUER, type JsonWebKeySet } from '../src/auth.ts';

const sub = randomUUID();

function keyPair(kid: string): { privateKey: KeyObject; jwk: JsonWebKeySet['keys'][number] } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, kty: 'EC', alg: ALGORITHM, use: 'sig' },
  };
}

const first = keyPair('first');

function sign(claims: object = {}, options: SignOptions = {}, key: KeyObject = first.privateKey): string {
  return jwt.sign({ name: 'Ada', sid: randomUUID(), typ: 'access', ...claims }, key, {
    algorithm: ALGORITHM,
    keyid: 'first',
    subject: sub,
    issuer: ISSUER,
    audience: AUDIENCE,
    expiresIn: 600,
    ...options,
  });
}

describe('createVerifier', () => {
  test('gives the person of a good token', async () => {
    const verify = createVerifier(() => Promise.resolve({ keys: [first.jwk] }));
    await expect(verify(sign())).resolves.toMatchObject({ userId: sub, name: 'Ada' });
  });

  test.each<[string, () => string]>([
    ['expired', () => sign({}, { expiresIn: -1 })],
    ['of another issuer', () => sign({}, { issuer: 'other' })],
    ['for another audience', () => sign({}, { audience: 'other' })],
    ['that is no access token', () => sign({ typ: 'refresh' })],
    ['signed with another key', () => sign({}, {}, keyPair('first').privateKey)],
    ['with an unknown key id', () => sign({}, { keyid: 'unknown' })],
    ['without a signature', () => `${sign().split('.').slice(0, 2).join('.')}.`],
    [
      'signed symmetrically with the public key',
      () =>
        jwt.sign({ sub, typ: 'access' }, JSON.stringify(first.jwk), { algorithm: 'HS256', keyid: 'first' }),
    ],
    ['that is nonsense', () => 'nonsense'],
  ])('refuses a token %s', async (_, token) => {
    const verify = createVerifier(() => Promise.resolve({ keys: [first.jwk] }));
    await expect(verify(token())).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('a remembered token still expires', async () => {
    const verify = createVerifier(() => Promise.resolve({ keys: [first.jwk] }));
    const token = sign({}, { expiresIn: 1 });
    await verify(token);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await expect(verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('reads the keys once for many tokens at the same time', async () => {
    let reads = 0;
    const verify = createVerifier(() => {
      reads += 1;
      return Promise.resolve({ keys: [first.jwk] });
    });
    await Promise.all(Array.from({ length: 20 }, () => verify(sign())));
    expect(reads).toBe(1);
  });

  test('is unavailable, not wrong, while no keys can be read', async () => {
    const verify = createVerifier(() => Promise.reject(new Error('away')));
    await expect(verify(sign())).rejects.toMatchObject({ code: 'unavailable' });
  });
});

test.each([
  ['Bearer abc.def-1', 'abc.def-1'],
  ['bearer abc', 'abc'],
  ['Basic abc', null],
  ['Bearer a b', null],
  [undefined, null],
])('bearerToken(%p) is %p', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});
