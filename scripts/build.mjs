import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Bundles one service's src/main.ts into dist/main.js. */
async function buildService(service) {
  await build({
    entryPoints: [path.join(ROOT, service, 'src/main.ts')],
    outfile: path.join(ROOT, service, 'dist/main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: BANNER },
    external: EXTERNAL,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Bundles browser code and styles, and copies other public files, each under a name with a hash of its content. */
async function buildAssets() {
  const from = path.join(ROOT, 'frontend');
  const out = path.join(from, 'dist/public');
  await fs.rm(out, { recursive: true, force: true });
  await fs.mkdir(out, { recursive: true });
  const manifest = {};
  const entryPoints = [
    ...(await filesIn(path.join(from, 'browser'), /^[\w-]+\.ts$/)),
    ...(await filesIn(path.join(from, 'public'), /\.css$/)),
  ];
  const { metafile } = await build({
    entryPoints,
    outdir: out,
    entryNames: '[name].[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome120', 'firefox121', 'safari17'],
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
    external: ['*.svg', '*.woff2'],
  });
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    const { name } = path.parse(entryPoint);
    manifest[name + path.extname(file)] = path.basename(file);
  }
  for (const file of await filesIn(path.join(from, 'public'), /^[^.].*\.(?!css$)[a-z0-9]+$/)) {
    const content = await fs.readFile(file);
    const { name, ext, base } = path.parse(file);
    const hashed = `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 8)}${ext}`;
    await fs.writeFile(path.join(out, hashed), content);
    manifest[base] = hashed;
  }
  await fs.writeFile(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function copySwagger() {
  const out = path.join(ROOT, 'frontend/dist/swagger');
  await fs.mkdir(out, { recursive: true });
  const from = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
    await fs.copyFile(path.join(from, file), path.join(out, file));
  }
}

async function filesIn(dir, pattern) {
  const names = await fs.readdir(dir).catch(() => []);
  return names.filter((name) => pattern.test(name)).map((name) => path.join(dir, name));
}

/** Builds the named services; all where none is named. */
export async function buildAll(services = SERVICES) {
  const work = services.map(buildService);
  if (services.includes('frontend')) work.push(buildAssets(), copySwagger());
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
