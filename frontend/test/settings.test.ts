import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TASKS } from '@aibmc/common/contract/generations';
import { AppError } from '@aibmc/common/errors';
import request from 'supertest';
import * as data from './fixtures.ts';
import { anyUser, type Gateway, startGateway } from './support.ts';

type Endpoint = {
  host: string;
  format: 'json_schema' | 'json_object' | 'text' | null;
  state: 'ready' | 'paused';
  atOnce: number;
};
const ENDPOINT: Endpoint = { host: 'llm.example.org:8000', format: null, state: 'ready', atOnce: 8 };

let names: string[];
let endpoint: Endpoint | null;
let instance: { used: number; limit: number } | null;
let answer: () => { model: string; ok: boolean; ms: number; error: { code: string; message: string } | null };
let tried: unknown[];

let gateway: Gateway;
let cookie: string;

beforeAll(async () => {
  gateway = await startGateway({
    generations: {
      listModels: () => ({
        items: [
          ...names.map((id) => ({ id, kind: 'model' as const, tasks: [...TASKS] })),
          ...data.models.items,
        ],
        default: names[0] ?? data.models.default,
        endpoint,
      }),
      getUsage: () => ({ ...data.usage, instance }),
      tryModel: ({ body }) => {
        tried.push(body);
        return answer();
      },
    },
  });
  cookie = `aibmc_access=${gateway.signer.tokenFor({ id: anyUser().id, name: 'Ada' })}`;
});
afterAll(() => gateway.close());

beforeEach(() => {
  names = ['one/model-a', 'model-b'];
  endpoint = ENDPOINT;
  instance = null;
  tried = [];
  answer = () => ({ model: 'model-b', ok: true, ms: 412, error: null });
});

const show = (as = cookie, lang = 'en') =>
  request(gateway.url).get('/settings').set({ cookie: as, 'accept-language': lang });

const tryIt = (form: Record<string, string> = {}) =>
  request(gateway.url)
    .post('/settings/try')
    .set({ cookie, 'sec-fetch-site': 'same-origin' })
    .type('form')
    .send(form);

/** What the page tells after the redirect, and the cookies that it sets. */
async function outcomeOf(form: Record<string, string>, lang = 'en'): Promise<[said: string, cookie: string]> {
  const res = await tryIt(form).expect(303);
  expect(res.get('location')).toBe('/settings#try');
  const [flash = ''] = res.get('set-cookie') ?? [];
  expect(flash).toMatch(/Path=\/settings; .*HttpOnly; SameSite=Strict/);
  const page = await show(`${cookie}; ${flash.split(';')[0] ?? ''}`, lang).expect(200);
  const said = /class="(?:notice|alert)" role="[a-z]+">.*?<span>(.*?)<\/span>/.exec(page.text)?.[1];
  return [said ?? '', page.get('set-cookie')?.[0] ?? ''];
}

describe('the AI settings', () => {
  test('tell which endpoint and models are in use, and in which state it is', async () => {
    const { text } = await show().expect(200);
    expect(text).toContain('llm.example.org:8000');
    expect(text).toMatch(/one\/model-a.*used unless another is chosen/);
    expect(text).toContain('not asked yet');
    expect(text).toContain('Ready');
    expect(text).toContain('8 calls');
    endpoint = { ...ENDPOINT, format: 'json_object', state: 'paused', atOnce: 1 };
    const paused = await show(cookie, 'es').expect(200);
    expect(paused.text).toContain('En pausa');
    expect(paused.text).toContain('1 llamada<');
  });

  test('tell of the pattern library where there is no endpoint, how to configure one, and offer no trial', async () => {
    names = [];
    endpoint = null;
    const { text } = await show().expect(200);
    expect(text).toContain('built-in pattern library');
    expect(text).toContain('<code>OPENAI_BASE_URL</code>');
    expect(text).not.toContain('/settings/try');
  });

  test('tell what is left of today, for the person and for all', async () => {
    const own = await show().expect(200);
    expect(own.text).toContain('19 of 20');
    expect(own.text).toContain('Nov 25, 00:00 UTC');
    expect(own.text).not.toContain('For everybody together');
    instance = { used: 510, limit: 500 };
    expect((await show().expect(200)).text).toMatch(/For everybody together.*0 of 500/);
  });

  test('can be reached from every page by the menu, and only signed in', async () => {
    expect((await request(gateway.url).get('/learn/channels').set({ cookie })).text).toContain(
      'href="/settings"',
    );
    const res = await request(gateway.url).get('/settings').expect(303);
    expect(res.get('location')).toBe('/login?next=%2Fsettings');
    await tryIt().set('cookie', '').expect(303);
    expect(tried).toEqual([]);
  });
});

describe('trying a model', () => {
  test('tells once that it answered, and in how long', async () => {
    const [said, cleared] = await outcomeOf({ model: 'model-b' });
    expect(said).toBe('model-b answered after 412 ms.');
    expect(cleared).toMatch(/^aibmc_trial=;/);
    expect(tried).toEqual([{ model: 'model-b' }]);
    await outcomeOf({});
    expect(tried.at(-1)).toEqual({});
  });

  test.each([
    ['model-key', 'The endpoint does not accept the key of this installation. Tell whoever runs it.'],
    ['model-timeout', 'model-b did not answer in time. Try again in a moment.'],
    ['model-unknown', 'The endpoint does not know model-b. Tell whoever runs this installation.'],
    ['a-code-of-tomorrow', 'model-b did not answer as it should. The log of bmc-service tells more.'],
  ])('tells of %s in our words', async (code, words) => {
    answer = () => ({ model: 'model-b', ok: false, ms: 3, error: { code, message: 'told in English' } });
    expect((await outcomeOf({}))[0]).toBe(words);
    expect((await outcomeOf({}, 'es'))[0]).not.toMatch(/settings\.|told|The /);
  });

  test.each([
    ['quota-used', 429, 'All requests of today are used'],
    ['too-many-requests', 429, 'Too many attempts'],
    ['unavailable', 503, 'does not answer right now'],
  ] as const)('that is refused with %s shows the page with why', async (code, status, words) => {
    answer = () => {
      throw new AppError(code, 'told in English');
    };
    const { text } = await tryIt({ model: 'model-b' }).expect(status);
    expect(text).toContain(words);
    expect(text).toMatch(/<option selected>model-b/);
  });

  test('of a model that is not offered, or of no form, shows it at the field', async () => {
    answer = () => {
      throw new AppError('invalid', '', { errors: [{ path: 'model', message: '' }] });
    };
    expect((await tryIt({ model: 'x' }).expect(422)).text).toContain('id="model-help"');
    await tryIt({ model: 'x'.repeat(201) }).expect(422);
  });

  test('a cookie that makes no sense tells nothing', async () => {
    for (const value of ['x', Buffer.from('{"model":1}').toString('base64url')]) {
      const { text } = await show(`${cookie}; aibmc_trial=${value}`).expect(200);
      expect(text).not.toContain('role="alert"');
    }
  });
});
