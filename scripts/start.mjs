// `npm start`: plain JavaScript without imports of packages, since it runs before anything is installed.
import { ensureInstalled, ROOT, runOnNode24 } from './install.mjs';

await ensureInstalled();
runOnNode24([`${ROOT}/scripts/start.ts`, ...process.argv.slice(2)]);
