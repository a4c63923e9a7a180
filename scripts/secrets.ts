import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { ServiceWithData } from '@aibmc/db/roles';

export interface Secrets {
  INTERNAL_TOKEN: string;
  passwords: Record<ServiceWithData, string>;
}

/** Secrets of this installation, made once and kept in its data folder. */
export async function secretsOf(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const text = await fs.readFile(file, 'utf8').catch(() => null);
  if (text) return JSON.parse(text) as Secrets;
  const random = (): string => randomBytes(24).toString('base64url');
  const secrets: Secrets = {
    INTERNAL_TOKEN: random(),
    passwords: { 'user-service': random(), 'group-service': random(), 'bmc-service': random() },
  };
  await fs.writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
