import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { ALGORITHM, AUDIENCE, createVerifier, ISSUER, type VerifyToken } from '@aibmc/common/auth';
import jwt from 'jsonwebtoken';

export interface TestSigner {
  /** Good for 10 minutes if not told. */
  tokenFor: (person: { id: string; name?: string; isAdmin?: boolean }, expiresInSeconds?: number) => string;
  verify: VerifyToken;
}

/** A signer of access tokens that stands for user-service, and the verifier that trusts it. */
export function createTestSigner(): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test', kty: 'EC', alg: ALGORITHM, use: 'sig' };
  return {
    tokenFor: ({ id, name = 'Test person', isAdmin = false }, expiresInSeconds = 600) =>
      jwt.sign({ name, sid: randomUUID(), typ: 'access', ...(isAdmin ? { adm: true } : {}) }, privateKey, {
        algorithm: ALGORITHM,
        keyid: 'test',
        subject: id,
        issuer: ISSUER,
        audience: AUDIENCE,
        expiresIn: expiresInSeconds,
      }),
    verify: createVerifier(() => Promise.resolve({ keys: [jwk] })),
  };
}
