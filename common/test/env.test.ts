import { describe, expect, test } from '@jest/globals';
import { CommonEnv, DatabaseEnv, DEVELOPMENT_SECRETS, parseEnv } from '../src/env.ts';

const Config = CommonEnv.extend(DatabaseEnv.shape);

describe('parseEnv', () => {
  test('runs on defaults', () => {
    expect(parseEnv(Config, {})).toMatchObject({
      DATABASE_PORT: 5432,
      LOG_LEVEL: 'info',
      AIBMC_ENV: 'development',
    });
  });

  test('an empty variable counts as missing', () => {
    expect(parseEnv(Config, { DATABASE_HOST: '' }).DATABASE_HOST).toBe('127.0.0.1');
  });

  test('names every bad variable in one line', () => {
    expect(() => parseEnv(Config, { DATABASE_PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(
      /^configuration: .*LOG_LEVEL.*DATABASE_PORT[^\n]*$|^configuration: .*DATABASE_PORT.*LOG_LEVEL[^\n]*$/,
    );
  });

  test('production refuses every published secret by its name', () => {
    const refused = Object.keys(DEVELOPMENT_SECRETS);
    const start = (): unknown => parseEnv(Config, { AIBMC_ENV: 'production' });
    for (const name of refused) expect(start).toThrow(name);
    expect(
      parseEnv(Config, {
        AIBMC_ENV: 'production',
        DATABASE_PASSWORD: 'one of our own',
        INTERNAL_TOKEN: 'x'.repeat(32),
      }),
    ).toMatchObject({ AIBMC_ENV: 'production' });
  });
});
