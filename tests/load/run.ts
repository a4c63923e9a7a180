import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** `npm run load` runs every load test, `npm run load -- edits` the one that is named. They say what they need. */
const TESTS = ['edits', 'fan-out', 'generations', 'history', 'lists', 'revocation', 'sign-ins', 'typing'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TESTS.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no load test ${unknown.join(', ')}, only ${TESTS.join(', ')}`);
for (const name of wanted.length > 0 ? wanted : TESTS) {
  console.log(`\n## ${name}\n`);
  const file = path.join(import.meta.dirname, `${name}.ts`);
  const [code] = (await once(
    spawn(process.execPath, ['--no-warnings', file], { stdio: 'inherit' }),
    'exit',
  )) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
