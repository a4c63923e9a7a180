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
      idleMs: 30_000,
    });
    expect(model?.models).toHaveLength(1);
  });

  test('an address needs a model, and no key', () => {
    expect(() => loadConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toThrow(ConfigError);
    const { model } = loadConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1/', OPENAI_MODELS: 'a, b,a' });
    expect(model).toMatchObject({ baseUrl: 'http://localhost:11434/v1', apiKey: null, models: ['a', 'b'] });
  });

  test.each(['OPENAI_BASE_URL', 'PORT', 'GENERATIONS_PER_DAY', 'MODEL_TIMEOUT_SECONDS'])(
    'names a bad %s',
    (name) => {
      expect(() => loadConfig({ [name]: 'nonsense' })).toThrow(new RegExp(`^configuration: ${name} `));
    },
  );

  test('names published secrets in production, and no value', () => {
    expect(() => loadConfig({ AIBMC_ENV: 'production' })).toThrow(/DATABASE_PASSWORD, INTERNAL_TOKEN/);
  });
});
