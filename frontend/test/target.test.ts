import { describe, expect, test } from '@jest/globals';
import { matchRoute } from '../src/gateway/allow-list.ts';
import { targetFault } from '../src/gateway/target.ts';
import { titleFrom } from '../src/pages/canvases.ts';
import { localPath } from '../src/session/local-path.ts';

describe('request targets', () => {
  test.each(['/', '/canvases?next=%2Fx', '/api/v1/users/me', '/a%20b', '/a.b/..c', '/x?q=//a/../b'])(
    '%s is a path',
    (target) => {
      expect(targetFault(target)).toBeNull();
    },
  );

  test.each([
    'http://other/',
    '*',
    '',
    '//canvases',
    '/api//v1',
    '/api/v1/users%2fme',
    '/api/v1/users%2Fme',
    '/api/v1/%2e%2e/x',
    '/api/v1/%2E/x',
    '/a%5cb',
    '/a\\b',
    '/a%00b',
    '/a%252fb',
    '/a%2',
    '/a%zz',
    '/a/../b',
    '/a/..',
    '/a/./b',
    '/a#b',
    '/caf\u00e9',
    '/a b',
  ])('%s is refused', (target) => {
    expect(targetFault(target)).not.toBeNull();
  });
});

describe('the allow list', () => {
  const id = '0190a000-0000-7000-8000-000000000001';

  test.each([
    ['GET', '/api/v1/users/me', 'getMe'],
    ['HEAD', '/api/v1/users/me', 'getMe'],
    ['DELETE', '/api/v1/sessions/current', 'deleteCurrentSession'],
    ['DELETE', `/api/v1/sessions/${id}`, 'deleteSession'],
    ['POST', `/api/v1/canvases/${id}/edits`, 'applyEdits'],
    ['GET', '/api/v1/.well-known/jwks.json', 'getKeySet'],
    ['GET', `/api/v1/generations/${id}/events`, 'streamGeneration'],
  ])('%s %s is %s', (method, path, name) => {
    expect(matchRoute(method, path)).toMatchObject({ found: { name } });
  });

  test.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/users/',
    '/api/v1/Users/me',
    '/api/v1/internal/canvases/x',
    '/api/v1/metrics',
    '/api/v1/groups//members',
    '/api/v1/constructor',
  ])('%s is not there', (path) => {
    expect(matchRoute('GET', path)).toBeNull();
  });

  test('a known path under another method tells which there are', () => {
    expect(matchRoute('PUT', '/api/v1/users/me')).toEqual({ methods: ['GET', 'PATCH', 'DELETE'] });
    expect(matchRoute('GET', '/api/v1/sessions/current')).toEqual({ methods: ['DELETE'] });
  });
});

describe('where to go after signing in', () => {
  test.each(['/', '/join/abc?x=1', '/canvases#note'])('%s is of this site', (path) => {
    expect(localPath(path, '/fallback')).toBe(path);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '/\t/evil.example',
    '',
    undefined,
    ['/a'],
    `/${'a'.repeat(600)}`,
  ])('%j is not', (path) => {
    expect(localPath(path, '/fallback')).toBe('/fallback');
  });
});

describe('a title from an idea', () => {
  test('is its first sentence, cut at a word', () => {
    expect(titleFrom('A bike repair van. It comes to offices.')).toBe('A bike repair van');
    expect(titleFrom('word '.repeat(30))).toBe(`${'word '.repeat(11).trim()}…`);
    expect(titleFrom('   ')).toBeNull();
  });
});
