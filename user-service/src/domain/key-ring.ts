import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type Actor, ALGORITHM, AUDIENCE, ISSUER, type JsonWebKeySet } from '@aibmc/common/auth';
import { inTransaction } from '@aibmc/common/transaction';
import jwt from 'jsonwebtoken';
import type { Pool } from 'pg';
import {
  deleteSigningKeys,
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  type SigningKeyRow,
} from '../sql/signing-keys.ts';
import { ACCESS_TOKEN_SECONDS, makeSigningKey, planKeys, publicJwk, signingKeyAt } from './signing-keys.ts';

export type Clock = () => Date;

interface LoadedKey extends SigningKeyRow {
  signer: KeyObject;
}

/** The keys as this replica last read them. It signs with them and publishes their public halves. */
export class KeyRing {
  private keys: LoadedKey[] = [];
  private published: JsonWebKeySet = { keys: [] };
  private readonly pool: Pool;
  private readonly clock: Clock;

  constructor(pool: Pool, clock: Clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Does what is due to the keys and reads them; replicas agree, since one at a time does it. */
  async reload(): Promise<void> {
    const rows = await listSigningKeys(this.pool);
    this.take(isDue(rows, this.clock()) ? await this.maintain() : rows);
  }

  /** The public keys, in the form of RFC 7517. */
  keySet(): JsonWebKeySet {
    return this.published;
  }

  /** An access token of this person's session. */
  sign(person: Pick<Actor, 'userId' | 'name' | 'colour' | 'isAdmin' | 'sessionId'>): string {
    const now = this.clock();
    const key = signingKeyAt(this.keys, now);
    if (!key) throw new Error('the signing keys are not read yet');
    const issuedAt = Math.floor(now.getTime() / 1000);
    const claims = {
      sub: person.userId,
      name: person.name,
      sid: person.sessionId,
      typ: 'access',
      ...(person.colour === null ? {} : { colour: person.colour }),
      ...(person.isAdmin ? { adm: true } : {}),
      iss: ISSUER,
      aud: AUDIENCE,
      iat: issuedAt,
      exp: issuedAt + ACCESS_TOKEN_SECONDS,
    };
    return jwt.sign(claims, key.signer, { algorithm: ALGORITHM, keyid: key.kid });
  }

  private async maintain(): Promise<SigningKeyRow[]> {
    return inTransaction(this.pool, async (tx) => {
      await lockSigningKeys(tx);
      const { create, remove } = planKeys(await listSigningKeys(tx), this.clock());
      if (create) await insertSigningKey(tx, await makeSigningKey(create));
      await deleteSigningKeys(tx, remove);
      return listSigningKeys(tx);
    });
  }

  private take(rows: SigningKeyRow[]): void {
    this.keys = rows.map((row) => ({ ...row, signer: createPrivateKey(row.privateKey) }));
    this.published = { keys: rows.map(publicJwk) };
  }
}

function isDue(rows: SigningKeyRow[], now: Date): boolean {
  const { create, remove } = planKeys(rows, now);
  return create !== null || remove.length > 0;
}
