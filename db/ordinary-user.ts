import { spawnSync, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';

/** How programs are started so that PostgreSQL, which refuses to run as root, sees an ordinary user. */
export interface Account {
  command: (program: string) => string;
  args: (program: string, args: string[]) => string[];
  options: SpawnOptions;
  /** Gives a file to the account that will read it. */
  own: (file: string) => Promise<void>;
}

interface Placed {
  initdb: string;
  postgres: string;
  dir: string;
  spawnAs: Account;
}

const NOBODY = 65_534;
const ELSEWHERE = '/var/lib/aibmc';
const UNSHARE = ['--user', '--map-user=1000', '--map-group=1000', '--'];

const asIs: Account = {
  command: (program) => program,
  args: (_, args) => args,
  options: {},
  own: async () => {},
};

const inUserNamespace: Account = {
  command: () => 'unshare',
  args: (program, args) => [...UNSHARE, program, ...args],
  options: {},
  own: async () => {},
};

const asNobody: Account = {
  command: (program) => program,
  args: (_, args) => args,
  options: { uid: NOBODY, gid: NOBODY, cwd: '/' },
  own: (file) => fs.chown(file, NOBODY, NOBODY),
};

/**
 * Where the programs and the server's folder are, and as whom to run them. Root runs them in a user namespace;
 * where the kernel denies one (as in most containers), as `nobody`. What `nobody` cannot reach (below `/root`, say) is
 * kept in `/var/lib/aibmc` instead.
 */
export async function asOrdinaryUser({ initdb, postgres, native }: Binaries, dir: string): Promise<Placed> {
  if (process.getuid?.() !== 0) return { initdb, postgres, dir, spawnAs: asIs };
  const owner = (await fs.stat(path.join(dir, 'data')).catch(() => null))?.uid;
  if (owner !== NOBODY && spawnSync('unshare', [...UNSHARE, 'true']).status === 0) {
    return { initdb, postgres, dir, spawnAs: inUserNamespace };
  }

  const home = (await isReachable(dir))
    ? dir
    : path.join(ELSEWHERE, createHash('sha256').update(dir).digest('hex').slice(0, 12));
  await fs.mkdir(home, { recursive: true, mode: 0o755 });
  await fs.chown(home, NOBODY, NOBODY);
  const programs = (await isReachable(native)) ? native : path.join(ELSEWHERE, 'postgresql-15');
  if (programs !== native) await fs.cp(native, programs, { recursive: true, verbatimSymlinks: true });
  const program = (file: string): string => path.join(programs, path.relative(native, file));
  return { initdb: program(initdb), postgres: program(postgres), dir: home, spawnAs: asNobody };
}

/** Whether everybody may enter every folder down to this one. */
async function isReachable(dir: string): Promise<boolean> {
  for (let folder = dir; ; folder = path.dirname(folder)) {
    const stat = await fs.stat(folder).catch(() => null);
    if (stat && (stat.mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
