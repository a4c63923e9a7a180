import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../src/config.ts';

const PRODUCTION = {
  AIBMC_ENV: 'production',
  DATABASE_PASSWORD: 'a password of its own',
  INTERNAL_TOKEN: 'a-token-of-its-own-long-enough',
};

describe('the configuration', () => {
  test('runs on a laptop without any variable', () => {
    expect(loadConfig({})).toMatchObject({ PORT: 5002, INTERNAL_PORT: 6002, BCRYPT_COST: 10 });
  });

  test('in production refuses published secrets and cheap passwords, by name', () => {
    expect(() => loadConfig({ AIBMC_ENV: 'production' })).toThrow(/DATABASE_PASSWORD, INTERNAL_TOKEN/);
    expect(() => loadConfig({ ...PRODUCTION, BCRYPT_COST: '9' })).toThrow(/BCRYPT_COST must be 10 or more/);
    expect(loadConfig(PRODUCTION).BCRYPT_COST).toBe(10);
  });

  test('lets fewer people register in production than on a laptop, unless told otherwise', () => {
    expect(loadConfig(PRODUCTION).REGISTRATIONS_PER_HOUR).toBe(300);
    expect(loadConfig({}).REGISTRATIONS_PER_HOUR).toBe(5_000);
    expect(loadConfig({ REGISTRATIONS_PER_HOUR: '7' }).REGISTRATIONS_PER_HOUR).toBe(7);
  });

  test.each([
    ['PORT', '70000'],
    ['GROUP_INTERNAL_URL', 'nowhere'],
    ['BCRYPT_COST', '3'],
    ['INTERNAL_TOKEN', 'spaces do not travel'],
    ['SIGN_IN_FAILURES_PER_ADDRESS', '0'],
  ])('names %s when it is %s', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(name));
  });
});
