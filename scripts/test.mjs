// `npm test`: plain JavaScript without imports of packages, since it runs before anything is installed.
//   npm test                    every test that this machine can run
//   npm test -- canvas.test     what jest takes: paths and options
import { existsSync } from 'node:fs';
import { ensureInstalled, ROOT, runOnNode24 } from './install.mjs';

const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const isCi = process.env.CI === 'true';

const jestArguments = process.argv.slice(2);
const chromium = BROWSERS.find((file) => file && existsSync(file));
if (chromium) {
  process.env.CHROMIUM_PATH = chromium;
} else if (isCi) {
  console.error(
    'No Chromium was found, and with CI=true the browser tests must run: apt-get install chromium',
  );
  process.exit(1);
} else {
  console.log(
    'The browser tests (tests/browser) are left out: no Chromium was found. Debian: apt-get install chromium',
  );
  jestArguments.push('--testPathIgnorePatterns', '/node_modules/', '/dist/', '<rootDir>/tests/browser/');
}

await ensureInstalled();
const { buildAll } = await import('./build.mjs');
await buildAll();
runOnNode24([
  '--experimental-vm-modules',
  '--no-warnings=ExperimentalWarning',
  `${ROOT}/node_modules/jest/bin/jest.js`,
  ...jestArguments,
]);
