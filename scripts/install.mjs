import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** npm writes this file last, so it tells that an install ended, and for which lock file. */
function isInstalled() {
  try {
    const installed = statSync(path.join(ROOT, 'node_modules/.package-lock.json')).mtimeMs;
    return installed >= statSync(path.join(ROOT, 'package-lock.json')).mtimeMs;
  } catch {
    return false;
  }
}

/** Runs `npm ci` where the packages are missing or older than the lock file, and shows how long it takes. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const say = (text) => process.stdout.write(process.stdout.isTTY ? `\r${text}` : `${text}\n`);
  say('Installing packages (only this once, about a minute) …');
  const timer = setInterval(
    () => say(`Installing packages … ${seconds()} s`),
    process.stdout.isTTY ? 1_000 : 15_000,
  );
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(npm[0], [...npm.slice(1), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) {
    console.error(`\n${output.trim()}\nThe packages could not be installed (npm ci ended with ${code}).`);
    process.exit(1);
  }
  say(`Packages installed in ${seconds()} s.\n`);
}

/** The Node 24 that npm installed beside the packages; every script runs on it, whatever started npm. */
export const NODE = path.join(ROOT, 'node_modules/.bin/node');

/** Runs a script on that Node in this terminal; signals go to it, and its end is this process's end. */
export function runOnNode24(args) {
  const child = spawn(NODE, args, { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm that was killed sends no signal; its child is then given to another parent.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref();
  child.once('exit', (code, signal) => process.exit(signal ? 1 : code));
}
