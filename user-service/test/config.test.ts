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

  test('takes a provider whole or not at all, and not in the clear from another machine', () => {
    const provider = { OIDC_ISSUER: 'https://id.example.org', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' };
    expect(loadConfig({ ...PRODUCTION, ...provider }).OIDC_NAME).toBe('single sign-on');
    expect(() => loadConfig({ OIDC_ISSUER: 'https://id.example.org' })).toThrow(
      /OIDC_CLIENT_ID is needed.*OIDC_CLIENT_SECRET is needed/,
    );
    expect(() => loadConfig({ ...provider, OIDC_SCOPES: 'email' })).toThrow(
      /OIDC_SCOPES must contain openid/,
    );
    const inTheClear = { ...provider, OIDC_ISSUER: 'http://id.example.org' };
    expect(() => loadConfig({ ...PRODUCTION, ...inTheClear })).toThrow(/OIDC_ISSUER must be https/);
    expect(loadConfig(inTheClear).OIDC_ISSUER).toBe('http://id.example.org');
    const here = { ...PRODUCTION, ...provider, OIDC_ISSUER: 'http://127.0.0.1:9000' };
    expect(loadConfig(here).OIDC_ISSUER).toBe('http://127.0.0.1:9000');
  });

  test('takes a mail server with a sender and an address for links, or none at all', () => {
    const mail = {
      SMTP_URL: 'smtps://name:secret@mail.example.org',
      MAIL_FROM: 'AIBMC <no-reply@example.org>',
      PUBLIC_URL: 'https://canvas.example.org/',
    };
    expect(loadConfig(mail)).toMatchObject({ ...mail, PUBLIC_URL: 'https://canvas.example.org' });
    expect(loadConfig({ PUBLIC_URL: mail.PUBLIC_URL, MAIL_FROM: mail.MAIL_FROM }).SMTP_URL).toBeUndefined();
    expect(() => loadConfig({ SMTP_URL: mail.SMTP_URL })).toThrow(
      /^configuration: MAIL_FROM is needed where SMTP_URL is set; PUBLIC_URL is needed where SMTP_URL is set$/,
    );
    for (const from of ['nobody', 'a@example.org\nBcc: b@example.org', 'A <a@b>, B <b@c>']) {
      expect(() => loadConfig({ ...mail, MAIL_FROM: from })).toThrow(/MAIL_FROM must be an e-mail address/);
    }
    expect(() => loadConfig({ ...mail, SMTP_URL: 'https://mail.example.org' })).toThrow(/SMTP_URL must be/);
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
