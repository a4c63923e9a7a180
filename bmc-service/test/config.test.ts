import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '@aibmc/common/env';
import { loadConfig } from '../src/config.ts';

describe('loadConfig', () => {
  test('has no model without a key or an address', () => {
    expect(loadConfig({ OPENAI_MODEL: 'm' }).model).toBeNull();
    expect(loadConfig({ OPENAI_API_KEY: '' }).model).toBeNull();
  });

  test('a key alone means OpenAI', () => {
    const { model } = loadConfig({ OPENAI_API_KEY: 'k' });
    expect(model).toMatchObject({
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'k',
      totalMs: 180_000,
      firstMs: 60_000,
      idleMs: 30_000,
    });
    expect(model?.models).toHaveLength(1);
  });

  test('an address needs a model, and no key', () => {
    expect(() => loadConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toThrow(ConfigError);
    const { model } = loadConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1/', OPENAI_MODELS: 'a, b,a' });
    expect(model).toMatchObject({ baseUrl: 'http://localhost:11434/v1', apiKey: null, models: ['a', 'b'] });
  });

  test.each([
    'OPENAI_BASE_URL',
    'PORT',
    'GENERATIONS_PER_DAY',
    'MODEL_TIMEOUT_SECONDS',
    'MODEL_FIRST_SECONDS',
  ])('names a bad %s', (name) => {
    expect(() => loadConfig({ [name]: 'nonsense' })).toThrow(new RegExp(`^configuration: ${name} `));
  });

  test.each(['http://name:pass@host/v1', 'http://name@host/v1'])(
    'refuses a user in the address %s, and does not repeat it',
    (OPENAI_BASE_URL) => {
      const load = (): unknown => loadConfig({ OPENAI_BASE_URL, OPENAI_MODEL: 'm' });
      expect(load).toThrow(/^configuration: OPENAI_BASE_URL must carry no user or password[^\n]*$/);
      expect(load).not.toThrow(/name|pass@/);
    },
  );

  test('a query of the address stays', () => {
    const OPENAI_BASE_URL = 'https://h.azure.com/openai/deployments/d?api-version=1';
    expect(loadConfig({ OPENAI_BASE_URL, OPENAI_MODEL: 'm' }).model?.baseUrl).toBe(OPENAI_BASE_URL);
  });

  test('a key that no header can carry is refused without being repeated; blanks around it are not part of it', () => {
    expect(() => loadConfig({ OPENAI_API_KEY: 'sk-a\nsk-b' })).toThrow(/OPENAI_API_KEY (?!.*sk-)/);
    expect(loadConfig({ OPENAI_API_KEY: ' sk-a\n' }).model?.apiKey).toBe('sk-a');
  });

  test('names published secrets in production, and no value', () => {
    expect(() => loadConfig({ AIBMC_ENV: 'production' })).toThrow(/DATABASE_PASSWORD, INTERNAL_TOKEN/);
  });
});
