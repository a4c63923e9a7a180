import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LANGUAGES } from '@aibmc/common/canvas/blocks';
import { ALL_ROUTES } from '@aibmc/common/contract/all';
import { ClientFrame, CLOSE_CODES } from '@aibmc/common/contract/live';
import request from 'supertest';
import { loadConfig } from '../src/config.ts';
import { openApiDocument, openApiPath } from '../src/openapi/document.ts';
import { translator } from '../src/i18n/translate.ts';
import { ERROR_PAGES } from '../src/pages/errors.ts';
import { NOTICES } from '../src/pages/view-model.ts';
import { escapeHtml } from '../src/render.ts';
import { type Gateway, startGateway } from './support.ts';

let gateway: Gateway;
let assetsDir: string;

beforeAll(async () => {
  assetsDir = await mkdtemp(path.join(os.tmpdir(), 'aibmc-assets-'));
  const files = {
    'manifest.json': '{"app.css":"app.Ab12Cd34.css","app.js":"app.0123abcd.js"}',
    'app.Ab12Cd34.css': 'body{margin:0}',
    'app.0123abcd.js': '"js"',
    'app.0123abcd.js.br': brotliCompressSync('"js"'),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(assetsDir, name), content);
  gateway = await startGateway({}, { ASSETS_DIR: assetsDir });
});

afterAll(async () => {
  await gateway.close();
  await rm(assetsDir, { recursive: true });
});

describe('files', () => {
  test('with a hash in their name may be kept for good', async () => {
    const page = await request(gateway.url).get('/').expect(200);
    expect(page.text).toContain('/assets/app.Ab12Cd34.css');
    const res = await request(gateway.url).get('/assets/app.Ab12Cd34.css').expect(200);
    expect(res.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(res.get('content-type')).toMatch('text/css');
  });

  test('are sent compressed where the build made it so and the browser takes it', async () => {
    const get = (encoding: string) =>
      request(gateway.url).get('/assets/app.0123abcd.js').set('accept-encoding', encoding).expect(200);
    const small = await get('gzip, br');
    expect(small.get('content-encoding')).toBe('br');
    expect(small.get('content-type')).toMatch('javascript');
    expect(small.get('cache-control')).toMatch('immutable');
    expect(small.get('vary')).toMatch(/accept-encoding/i);
    expect((await get('identity')).get('content-encoding')).toBeUndefined();
  });

  test('browsers and robots ask for by name are there', async () => {
    const icon = await request(gateway.url).get('/favicon.svg').redirects(1).expect(200);
    expect(icon.get('content-type')).toMatch('image/svg+xml');
    expect((await request(gateway.url).get('/robots.txt').expect(200)).text).toMatch(/user-agent/i);
  });

  test.each(['/assets/', '/assets/nothing.js', '/assets/.hidden', '/assets/%2e%2e/package.json'])(
    '%s is not given',
    async (file) => {
      expect([400, 404]).toContain((await request(gateway.url).get(file)).status);
    },
  );
});

describe('the reference of the API', () => {
  test('shows every route of the contract with what it takes', async () => {
    const { text } = await request(gateway.url).get('/api/docs').expect(200);
    for (const { name, route } of ALL_ROUTES) {
      expect(text).toContain(`id="${name}"`);
      expect(text).toContain(`/api/v1${openApiPath(route.path)}`);
    }
    expect(text).toContain('/api/v1/canvases/{canvasId}/live');
    expect(text).toContain('id="schema-LiveClientFrame"');
    expect(text).toContain('type: &#34;welcome&#34;   // the first frame');
    expect(text).toContain('idea?: string   // the canvas&#39;s own idea where it is missing');
  });
});

describe('security headers', () => {
  const CSP =
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';" +
    "font-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'";

  test.each([
    '/',
    '/login',
    '/nothing',
    '/api/v1/health',
    '/api/v1/nothing',
    '/assets/app.Ab12Cd34.css',
    '/api/docs',
  ])('%s has them, strict', async (where) => {
    const res = await request(gateway.url).get(where);
    expect(res.get('content-security-policy')).toBe(CSP);
    expect(res.get('x-content-type-options')).toBe('nosniff');
    expect(res.get('x-frame-options')).toBe('DENY');
    expect(res.get('referrer-policy')).toBe('same-origin');
    expect(res.get('x-powered-by')).toBeUndefined();
    expect(res.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('health', () => {
  test('answers for the gateway itself', async () => {
    const res = await request(gateway.url).get('/api/v1/health').expect(200);
    expect(res.body).toEqual({ status: 'ok', service: 'frontend' });
  });
});

interface Operation {
  operationId: string;
  security: unknown[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

describe('the OpenAPI document', () => {
  const paths = openApiDocument().paths as unknown as Record<string, Record<string, Operation>>;

  test('is served, and is of version 3.1', async () => {
    const res = await request(gateway.url).get('/api/openapi.json').expect(200);
    expect(res.body).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }] });
    expect(res.body).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  test('has no route beside those of the contract', () => {
    const count = Object.values(paths).flatMap((path) => Object.keys(path)).length;
    // the live connection is documented beside them
    expect(count).toBe(ALL_ROUTES.length + 1);
  });

  test('has the live connection with every frame and close code', () => {
    const text = JSON.stringify(openApiDocument());
    const { get } = paths['/canvases/{canvasId}/live'] ?? {};
    expect(Object.keys(get?.responses ?? {})).toEqual(expect.arrayContaining(['101', '401', '404']));
    for (const { shape } of ClientFrame.options) expect(text).toContain(`"const":"${shape.type.value}"`);
    for (const code of Object.values(CLOSE_CODES)) expect(text).toContain(String(code));
  });

  test.each(ALL_ROUTES.map(({ name, route }) => [name, route] as const))('has %s, whole', (name, route) => {
    const operation = paths[openApiPath(route.path)]?.[route.method.toLowerCase()];
    if (!operation) throw new Error('missing');
    expect(operation.operationId).toBe(name);
    expect(operation.security).toEqual(route.access === 'anyone' ? [] : [{ accessToken: [] }]);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map((parameter) => `:${parameter.name}`)).toEqual(route.path.match(/:[a-zA-Z]+/g) ?? []);
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(route.body ? ['application/json'] : []);
    const content = Object.keys(operation.responses[String(route.status)]?.content ?? {});
    expect(content).toEqual(
      route.stream ? ['text/event-stream'] : route.response || route.download ? ['application/json'] : [],
    );
    expect(operation.responses['default']?.content).toHaveProperty(['application/problem+json']);
  });
});

describe('configuration', () => {
  test('works with nothing set', () => {
    expect(loadConfig({})).toMatchObject({ PORT: 8888, INTERNAL_PORT: 9888, TRUST_PROXY_HOPS: 0 });
  });

  test.each([
    [{ PUBLIC_URL: 'canvas.example.org' }, /PUBLIC_URL/],
    [{ PUBLIC_URL: 'ftp://canvas.example.org' }, /PUBLIC_URL/],
    [{ TRUST_PROXY_HOPS: 'yes' }, /TRUST_PROXY_HOPS/],
    [{ USER_SERVICE_URL: 'nowhere' }, /USER_SERVICE_URL/],
    [{ PORT: '99999' }, /PORT/],
  ])('refuses %j in one line', (env, message) => {
    expect(() => loadConfig(env)).toThrow(message);
  });

  test('takes the origin of an address', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://canvas.example.org/' }).PUBLIC_URL).toBe(
      'https://canvas.example.org',
    );
  });
});

describe.each(LANGUAGES)('texts in %s', (lang) => {
  const t = translator(lang);

  test.each([
    ...NOTICES.map((notice) => `notice.${notice}`),
    ...ERROR_PAGES.flatMap((page) => [`error.${page}.heading`, `error.${page}.text`]),
  ])('%s is there', (key) => {
    expect(t(key)).not.toBe(key);
  });
});

describe('escaping', () => {
  test('covers text and quoted attributes', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&#34;c&#34; d=&#39;e&#39;&gt;&amp;');
    expect(escapeHtml(5)).toBe('5');
    expect(escapeHtml(null)).toBe('');
    expect(escapeHtml(undefined)).toBe('');
  });
});
