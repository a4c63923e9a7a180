import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from '@aibmc/common/logger';
import express, { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { FrontendConfig } from './config.ts';

type AssetDirs = Pick<FrontendConfig, 'ASSETS_DIR' | 'PUBLIC_DIR'>;

export interface Assets {
  /** The address of a file by its plain name: hashed where the build wrote a manifest. */
  url: (name: string) => string;
}

const ASSETS_PATH = '/assets';
const Manifest = z.record(z.string(), z.string());

/** Reads which hashed name each file has. Without a manifest (nothing built) files go by their plain names. */
export function loadAssets({ ASSETS_DIR }: AssetDirs, log: Logger): Assets {
  const file = path.join(ASSETS_DIR, 'manifest.json');
  if (!existsSync(file)) {
    log.warn('no asset manifest: files are served by their plain names');
    return { url: (name) => `${ASSETS_PATH}/${name}` };
  }
  const manifest = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { url: (name) => `${ASSETS_PATH}/${manifest[name] ?? name}` };
}

const HASHED = /\.[A-Za-z0-9_-]{6,}\.[a-z0-9]+(\.br|\.gz)?$/;
const COMPRESSED = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

/** What is for everybody may be found; addresses that carry a token, or need somebody signed in, may not. */
const ROBOTS = `User-agent: *
${['/account', '/api', '/canvases', '/groups', '/join', '/s'].map((path) => `Disallow: ${path}/\nDisallow: ${path}$`).join('\n')}
`;

/** Serves `/assets/…` for good where the name carries a hash, and the few files that browsers ask for by fixed names. */
export function serveAssets(dirs: AssetDirs, assets: Assets): Router {
  const router = Router();
  router.use(
    ASSETS_PATH,
    preferCompressed(dirs.ASSETS_DIR),
    serveDir(dirs.ASSETS_DIR),
    serveDir(dirs.PUBLIC_DIR),
  );
  router.get('/favicon.svg', (_req, res) => {
    res.locals['route'] = '/favicon.svg';
    res.set('cache-control', 'public, max-age=86400').redirect(302, assets.url('favicon.svg'));
  });
  router.get('/robots.txt', (_req, res) => {
    res.locals['route'] = '/robots.txt';
    res.set('cache-control', 'public, max-age=86400').type('txt').send(ROBOTS);
  });
  return router;
}

function serveDir(dir: string): RequestHandler {
  return express.static(dir, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (res, file) => {
      res.locals['route'] = ASSETS_PATH;
      res.set('cache-control', HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** Serves `app.js.br` or `app.js.gz` for `app.js` where the build wrote one and the browser takes it. */
function preferCompressed(dir: string): RequestHandler {
  const files = new Set(existsSync(dir) ? readdirSync(dir) : []);
  return (req, res, next) => {
    const name = req.path.slice(1);
    const available = COMPRESSED.filter(({ ending }) => files.has(name + ending));
    if (available.length > 0) res.vary('accept-encoding');
    const chosen = available.find(({ encoding }) => req.acceptsEncodings(encoding) !== false);
    if (chosen) {
      res.type(path.extname(name));
      res.set('content-encoding', chosen.encoding);
      req.url += chosen.ending;
    }
    next();
  };
}
