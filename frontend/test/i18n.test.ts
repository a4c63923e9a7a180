import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { ROLES } from '@aibmc/common/permissions';
import { en } from '../src/i18n/en.ts';
import { es } from '../src/i18n/es.ts';
import { LEARN } from '../src/i18n/learn.ts';
import { preferredLanguage, translator } from '../src/i18n/translate.ts';
import { browserWords } from '../src/view-models/browser-words.ts';
import { bellWords } from '../src/view-models/notification.ts';

const FRONTEND = path.join(import.meta.dirname, '..');
const texts = { en, es } as Record<'en' | 'es', Record<string, string>>;
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const exists = (key: string) => key in en || `${key}.other` in en;

function sources(dir: string, ending: string): string[] {
  return readdirSync(path.join(FRONTEND, dir), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.startsWith('test'))
    .map((name) => readFileSync(path.join(FRONTEND, dir, name), 'utf8'));
}

/** The keys that are written out in calls of a function; those put together at run time are not seen. */
function keysIn(files: string[], call: RegExp): string[] {
  return files.flatMap((file) => [...file.matchAll(call)].map(([, key]) => key ?? ''));
}

describe('texts in two languages', () => {
  test('both have the same keys, in the same order', () => {
    expect(Object.keys(es)).toEqual(Object.keys(en));
  });

  test('no text is empty, and translations take the same parameters', () => {
    for (const key of Object.keys(en)) {
      expect([key, texts.en[key]?.trim()]).not.toEqual([key, '']);
      expect([key, placeholders(texts.es[key] ?? '')]).toEqual([key, placeholders(texts.en[key] ?? '')]);
    }
  });

  test('nothing shouts', () => {
    for (const text of [...Object.values(en), ...Object.values(es)]) expect(text).not.toMatch(/[!¡]/);
  });

  test('every key that a template or the server names exists', () => {
    const used = [
      ...keysIn(sources('views', '.ejs'), /\bvm\.t\(\s*'([^']+)'/g),
      ...keysIn(sources('src', '.ts'), /\bt\(\s*'([^']+)'/g),
    ];
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !exists(key))).toEqual([]);
  });

  test('every word that the script of the canvas page names is sent to it', () => {
    const used = keysIn(sources('browser', '.ts'), /\bword\('([^']+)'/g);
    const sent = JSON.parse(browserWords('es')) as Record<string, string>;
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((key) => !(key in sent))).toEqual([]);
    const formed = keysIn(sources('browser', '.ts'), /\bcounted\('([^']+)'/g);
    expect(formed.filter((key) => !(`${key}.one` in sent && `${key}.other` in sent))).toEqual([]);
    const deeds = keysIn(sources('browser', '.ts'), /'(history-did-[a-z]+)'/g);
    expect(deeds.filter((key) => !(key in sent))).toEqual([]);
    for (const block of BLOCKS) expect(sent[`short-${block}`]).toBeTruthy();
  });

  test('every text that the bell names is sent to it', () => {
    const sent = JSON.parse(bellWords(translator('es'))) as Record<string, string>;
    const used = keysIn(sources('browser/page', '.ts'), /#text\('([^']+)'/g);
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((key) => !(key in sent))).toEqual([]);
    const formed = keysIn(sources('browser/page', '.ts'), /#amount\('([^']+)'/g);
    expect(formed.filter((key) => !(`${key}.one` in sent && `${key}.other` in sent))).toEqual([]);
  });

  test('blocks and roles have their texts, and every block its lesson', () => {
    for (const block of BLOCKS) {
      expect(exists(`block.${block}`)).toBe(true);
      expect(LEARN.es[block].belongs).toHaveLength(LEARN.en[block].belongs.length);
    }
    for (const role of ROLES) expect(exists(`role.${role}`) && exists(`join.as-${role}`)).toBe(true);
  });
});

describe('a translator', () => {
  test('puts parameters in, and leaves those it was not given', () => {
    expect(translator('en')('form.range', { min: 1 })).toBe('A number from 1 to {max}.');
  });

  test('chooses singular and plural by count', () => {
    const t = translator('es');
    expect([t('notes', { count: 1 }), t('notes', { count: 0 })]).toEqual(['1 nota', '0 notas']);
  });

  test('gives back what is no key: a message that came from a service', () => {
    expect(translator('es')('must not contain control characters')).toBe(
      'must not contain control characters',
    );
  });
});

describe('the language of a visitor', () => {
  test.each([
    [undefined, undefined, 'en'],
    ['es-ES,es;q=0.9,en;q=0.8', undefined, 'es'],
    ['fr,de;q=0.9,es;q=0.2,en;q=0.1', undefined, 'es'],
    ['es;q=0,en', undefined, 'en'],
    ['es;q=0.4,en-GB;q=0.8', undefined, 'en'],
    ['es', 'en', 'en'],
    ['es', 'xx', 'es'],
    [';;,q=,=;q=x', undefined, 'en'],
  ])('Accept-Language %j and cookie %j give %s', (header, cookie, expected) => {
    expect(preferredLanguage(header, cookie)).toBe(expected);
  });
});
