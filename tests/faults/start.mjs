// `npm run faults`: plain JavaScript without imports of packages, since it runs before anything is installed.
import { ensureInstalled, ROOT, runOnNode24 } from '../../scripts/install.mjs';

await ensureInstalled();
const { buildAll } = await import('../../scripts/build.mjs');
await buildAll();
runOnNode24([`${ROOT}/tests/faults/main.ts`, ...process.argv.slice(2)]);
