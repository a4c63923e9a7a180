import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './install.mjs';

const SERVICES = ['user-service', 'group-service', 'bmc-service', 'frontend'];

/** Packages with native parts: they stay packages beside the bundle. */
const EXTERNAL = ['bcrypt', 'pg-native'];

/** What packages written as CommonJS expect to find in an ES module. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** Bundles one service's src/main.ts into dist/main.js; answers the files it was made of. */
async function buildService(service) {
  return bundleForNode(`${service}/src/main.ts`, `${service}/dist/main.js`);
}

/** Bundles one file with all that it imports for Node; answers the files it was made of. */
export async function bundleForNode(entryPoint, outfile, plugins = []) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    outfile,
    plugins,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: BANNER },
    external: EXTERNAL,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

/** Entry points are the files directly in `browser/` that a page loads, and the style sheets in `public/`. */
async function assetFiles() {
  const from = path.join(ROOT, 'frontend');
  const scripts = await filesIn(path.join(from, 'browser'), /^(app|canvas|shared)\.ts$/);
  const styles = await filesIn(path.join(from, 'public'), /\.css$/);
  const copied = await filesIn(path.join(from, 'public'), /^[^.].*\.(?!css$)[a-z0-9]+$/);
  return { entryPoints: [...scripts, ...styles], copied };
}

/**
 * Bundles browser code and styles, and copies other public files, each under a name with a hash of its content and
 * compressed beside it. Old names go only when the new ones are there. Answers the files they were made of.
 */
async function buildAssets({ entryPoints, copied }) {
  const out = path.join(ROOT, 'frontend/dist/public');
  const fresh = `${out}.new`;
  await fs.rm(fresh, { recursive: true, force: true });
  await fs.mkdir(fresh, { recursive: true });
  const manifest = {};
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: fresh,
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
    external: ['*.svg', '*.woff2'],
  });
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[path.parse(entryPoint).name + path.extname(file)] = path.basename(file);
  }
  for (const file of copied) {
    const content = await fs.readFile(file);
    const { name, ext, base } = path.parse(file);
    manifest[base] = `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 8)}${ext}`;
    await fs.writeFile(path.join(fresh, manifest[base]), content);
  }
  const built = Object.keys(metafile.outputs).filter((file) => !file.endsWith('.map'));
  const names = new Set([...Object.values(manifest), ...built.map((file) => path.basename(file))]);
  await Promise.all([...names].map((name) => compress(path.join(fresh, name))));
  await fs.writeFile(path.join(fresh, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await fs.rm(out, { recursive: true, force: true });
  await fs.rename(fresh, out);
  return Object.keys(metafile.inputs);
}

/** Writes `file.br` and `file.gz`, which the gateway sends to browsers that take them. */
async function compress(file) {
  const content = await fs.readFile(file);
  await fs.writeFile(`${file}.br`, zlib.brotliCompressSync(content));
  await fs.writeFile(`${file}.gz`, zlib.gzipSync(content, { level: 9 }));
}

async function filesIn(dir, pattern) {
  const names = await fs.readdir(dir).catch(() => []);
  return names.filter((name) => pattern.test(name)).map((name) => path.join(dir, name));
}

/** What a build depends on besides its own sources. */
const ALWAYS = ['package-lock.json', 'scripts/build.mjs'];

/**
 * The state of what was built: each input with its time of change. Where the same files have the same times, the
 * outputs are what a build would write again.
 */
async function stampOf(inputs) {
  const times = await Promise.all(
    [...new Set([...ALWAYS, ...inputs])].sort().map(async (file) => {
      const stat = await fs.stat(path.join(ROOT, file)).catch(() => null);
      return [file, stat?.mtimeMs ?? null];
    }),
  );
  return Object.fromEntries(times);
}

/** Runs a build and notes its inputs in `stampFile`; does nothing where that file says nothing has changed. */
async function buildIfStale(stampFile, extraInputs, run) {
  const known = JSON.parse(await fs.readFile(stampFile, 'utf8').catch(() => 'null'));
  if (known) {
    const now = await stampOf([...Object.keys(known), ...extraInputs]);
    if (JSON.stringify(now) === JSON.stringify(known)) return;
  }
  const inputs = await run();
  const own = inputs.filter((file) => !file.includes('node_modules/'));
  await fs.writeFile(stampFile, JSON.stringify(await stampOf([...own, ...extraInputs])));
}

/** Builds the named services, all where none is named: each only where something it is made of has changed. */
export async function buildAll(services = SERVICES) {
  const work = services.map((service) =>
    buildIfStale(path.join(ROOT, service, 'dist/.stamp.json'), [], () => buildService(service)),
  );
  if (services.includes('frontend')) {
    const files = await assetFiles();
    const inputs = [...files.entryPoints, ...files.copied].map((file) => path.relative(ROOT, file));
    const stamp = path.join(ROOT, 'frontend/dist/.assets-stamp.json');
    work.push(buildIfStale(stamp, inputs, () => buildAssets(files)));
  }
  await Promise.all(work);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const services = process.argv.slice(2);
  const unknown = services.filter((service) => !SERVICES.includes(service));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. There are ${SERVICES.join(', ')}.`);
    process.exit(2);
  }
  await buildAll(services.length > 0 ? services : SERVICES);
}
