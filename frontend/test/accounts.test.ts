import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SignInOptions } from '@aibmc/common/contract/accounts';
import type { User } from '@aibmc/common/contract/users';
import { AppError, type ErrorCode } from '@aibmc/common/errors';
import request from 'supertest';
import { IDS, INVITATION_TOKEN, listOf, session } from './fixtures.ts';
import { expectSoundPage } from './sound-page.ts';
import { anyUser, cookieOf, type Gateway, sessionTokens, type Services, startGateway } from './support.ts';

const TOKEN = INVITATION_TOKEN;
const CHALLENGE = 'c'.repeat(43);
const URI = 'otpauth://totp/AIBMC:ada%40example.org?issuer=AIBMC&secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

let asked: { route: string; body: unknown }[] = [];
let failing: Record<string, AppError> = {};
let user: User = anyUser();
let options: SignInOptions;

function note(route: string, body?: unknown): void {
  asked.push({ route, body });
  const failure = failing[route];
  if (failure) throw failure;
}

const services: Services = {
  users: {
    createUser: ({ body }) => {
      note('createUser', body);
      return sessionTokens(gateway.signer, user);
    },
    createSession: ({ body }) => {
      note('createSession', body);
      return sessionTokens(gateway.signer, user);
    },
    completeSession: ({ body }) => {
      note('completeSession', body);
      return sessionTokens(gateway.signer, user);
    },
    refreshSession: () => sessionTokens(gateway.signer, user),
    getMe: () => user,
    updateMe: ({ body }) => {
      note('updateMe', body);
      user = { ...user, ...body };
      return user;
    },
    changePassword: ({ body }) => {
      note('changePassword', body);
    },
    changeEmail: ({ body }) => {
      note('changeEmail', body);
      return { user, confirmationSentTo: options.mail ? body.email : null };
    },
    confirmEmail: ({ params }) => {
      note('confirmEmail', params);
      return { email: 'new@example.org' };
    },
    deleteMe: ({ body }) => {
      note('deleteMe', body);
    },
    listSessions: () => listOf(session),
    deleteSession: ({ params }) => {
      note('deleteSession', params);
    },
    deleteSessions: () => {
      note('deleteSessions');
    },
    deleteCurrentSession: () => {
      note('deleteCurrentSession');
    },
    getSignInOptions: () => {
      note('getSignInOptions');
      return options;
    },
    requestPasswordReset: ({ body }) => {
      note('requestPasswordReset', body);
    },
    getPasswordReset: ({ params }) => {
      note('getPasswordReset', params);
      return { email: 'ada@example.org', expiresAt: '2026-11-25T10:00:00.000Z' };
    },
    resetPassword: ({ params, body }) => {
      note('resetPassword', { ...params, ...body });
    },
    startSecondFactor: ({ body }) => {
      note('startSecondFactor', body);
      return { secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', uri: URI };
    },
    confirmSecondFactor: ({ body }) => {
      note('confirmSecondFactor', body);
      return { recoveryCodes: ['aaaa-bbbb', 'cccc-dddd'] };
    },
    removeSecondFactor: ({ body }) => {
      note('removeSecondFactor', body);
    },
    renewRecoveryCodes: ({ body }) => {
      note('renewRecoveryCodes', body);
      return { recoveryCodes: ['eeee-ffff'] };
    },
    listIdentities: () => ({ items: [] }),
    connectIdentity: ({ body }) => {
      note('connectIdentity', body);
      return { url: 'https://id.example.org/auth?x=1', binding: 'b'.repeat(43) };
    },
    deleteIdentity: ({ params }) => {
      note('deleteIdentity', params);
    },
    startProviderSignIn: ({ body }) => {
      note('startProviderSignIn', body);
      return { url: 'https://id.example.org/auth?x=1', binding: 'b'.repeat(43) };
    },
    finishProviderSignIn: ({ body }) => {
      note('finishProviderSignIn', body);
      return sessionTokens(gateway.signer, user);
    },
  },
  groups: {
    getDeparture: () => {
      note('getDeparture');
      return {
        canvases: 2,
        removed: [{ id: IDS.group, name: 'Alone <b>' }],
        handedOver: [{ id: IDS.group, name: 'Masters', to: 'Bob' }],
        left: 1,
      };
    },
  },
};

let gateway: Gateway;
let cookie: string;

beforeAll(async () => {
  gateway = await startGateway(services);
  cookie = `aibmc_access=${gateway.signer.tokenFor({ id: anyUser().id, name: 'Ada' })}`;
});
afterAll(() => gateway.close());
beforeEach(() => {
  asked = [];
  failing = {};
  user = anyUser();
  options = { registration: 'open', isFirst: false, mail: false, provider: null };
});

const get = (path: string, as: string | null = cookie) =>
  request(gateway.url)
    .get(path)
    .set(as ? { cookie: as } : {});

const post = (path: string, form: Record<string, string> = {}, as: string | null = cookie) =>
  request(gateway.url)
    .post(path)
    .set({ 'sec-fetch-site': 'same-origin', ...(as ? { cookie: as } : {}) })
    .type('form')
    .send(form);

function fail(route: string, code: ErrorCode, more = {}): void {
  failing[route] = new AppError(code, 'told in English', more);
}

function askedFor(route: string): unknown[] {
  return asked.filter((call) => call.route === route).map(({ body }) => body);
}

describe('registering', () => {
  const form = { email: 'ada@example.org', password: 'correct horse', name: 'Ada' };

  test('carries the invitation that somebody follows, and the language of the page', async () => {
    const next = `/join/${TOKEN}`;
    await post('/register', { ...form, next }, 'aibmc_lang=es').expect(303);
    expect(askedFor('createUser')).toMatchObject([{ invitation: TOKEN, language: 'es' }]);
  });

  test('tells the first that they administer, before and after', async () => {
    options = { ...options, registration: 'closed', isFirst: true };
    const page = await get('/register', null).expect(200);
    expectSoundPage(page.text);
    expect(page.text).toContain('You are the first here');
    user = { ...user, isAdmin: true };
    const res = await post('/register', form, null).expect(303);
    expect(res.get('location')).toBe('/canvases?notice=you-administer');
  });

  test.each([
    ['closed', '/register', 'Registration is closed', false],
    ['invitation', '/register', 'You need an invitation', false],
    ['invitation', `/register?next=/join/${TOKEN}`, 'You were invited', true],
  ] as const)('in mode %s, %s says: %s', async (registration, path, text, hasForm) => {
    options = { ...options, registration };
    const res = await get(path, null).expect(200);
    expectSoundPage(res.text);
    expect(res.text).toContain(text);
    expect(res.text.includes('action="/register"')).toBe(hasForm);
  });

  test('that is refused says why', async () => {
    fail('createUser', 'registration-closed');
    const res = await post('/register', form, null).expect(403);
    expectSoundPage(res.text);
    expect(res.text).toContain('Registration is not open to you here');
  });

  test('works while it cannot be told how one registers', async () => {
    fail('getSignInOptions', 'unavailable');
    expect((await get('/register', null).expect(200)).text).toContain('action="/register"');
  });
});

describe('signing in with a second factor', () => {
  const form = { email: 'ada@example.org', password: 'correct horse', next: '/groups' };

  async function challenge(): Promise<string> {
    fail('createSession', 'second-factor-required', { details: { challenge: CHALLENGE } });
    const res = await post('/login', form, null).expect(303);
    expect(res.get('location')).toBe('/login/code');
    const kept = cookieOf(res, 'aibmc_challenge');
    expect(kept).toMatch(/HttpOnly/);
    expect(kept).toMatch(/Path=\/login\/code; .*SameSite=Lax/);
    return kept.split(';')[0] ?? '';
  }

  test('asks for the code on a page of its own and goes on to where somebody wanted to go', async () => {
    const kept = await challenge();
    const page = await get('/login/code', kept).expect(200);
    expectSoundPage(page.text);
    expect(page.text).toContain('autocomplete="one-time-code" inputmode="numeric"');
    expectSoundPage((await get('/login/code?with=recovery', kept).expect(200)).text);
    const res = await post('/login/code', { code: '123 456' }, kept).expect(303);
    expect(res.get('location')).toBe('/groups');
    expect(askedFor('completeSession')).toMatchObject([{ challenge: CHALLENGE, code: '123 456' }]);
    expect(cookieOf(res, 'aibmc_challenge')).toMatch(/^aibmc_challenge=;/);
    expect(cookieOf(res, 'aibmc_access')).toBeTruthy();
  });

  test('a wrong code is told at its field, and may be tried again', async () => {
    const kept = await challenge();
    fail('completeSession', 'wrong-credentials', { errors: [{ path: 'code', message: 'x' }] });
    const res = await post('/login/code', { code: '000000' }, kept).expect(401);
    expectSoundPage(res.text);
    expect(res.text).toContain('This code is wrong');
    expect(cookieOf(res, 'aibmc_challenge')).toBe('');
    expect((await post('/login/code', { code: '1' }, kept).expect(422)).text).toContain('This code is wrong');
  });

  test.each<[string, () => void]>([
    ['that is over', () => fail('completeSession', 'gone')],
    ['that is missing', () => undefined],
  ])('a challenge %s leads back to the password', async (what, prepare) => {
    const kept = what === 'that is over' ? await challenge() : null;
    prepare();
    const res = await post('/login/code', { code: '123456' }, kept).expect(303);
    expect(res.get('location')).toMatch(/^\/login\?.*notice=code-too-late$|^\/login\?notice=code-too-late$/);
    expect((await get('/login/code', null).expect(303)).get('location')).toBe('/login?notice=code-too-late');
  });
});

describe('a forgotten password', () => {
  test('without mail, says whom to ask', async () => {
    const res = await get('/forgot-password', null).expect(200);
    expectSoundPage(res.text);
    expect(res.text).toContain('Ask who administers it');
    expect(res.text).not.toContain('action="/forgot-password"');
  });

  test('with mail, says the same whether there is an account or not', async () => {
    options = { ...options, mail: true };
    expectSoundPage((await get('/forgot-password', null).expect(200)).text);
    const res = await post('/forgot-password', { email: 'Ada@Example.org' }, null).expect(303);
    expect(askedFor('requestPasswordReset')).toEqual([{ email: 'ada@example.org' }]);
    const page = await get(res.get('location') ?? '', null).expect(200);
    expect(page.text).toContain('If there is an account with this e-mail');
    await post('/forgot-password', { email: 'nobody' }, null).expect(422);
  });

  test('is set by a link, once', async () => {
    const page = await get(`/reset/${TOKEN}`, null).expect(200);
    expectSoundPage(page.text);
    expect(page.text).toContain('For ada@example.org.');
    expectSoundPage((await post(`/reset/${TOKEN}`, { password: 'short' }, null).expect(422)).text);
    const res = await post(`/reset/${TOKEN}`, { password: 'correct horse' }).expect(303);
    expect(askedFor('resetPassword')).toEqual([{ token: TOKEN, password: 'correct horse' }]);
    expect(res.get('location')).toBe('/login?notice=password-reset');
    expect(cookieOf(res, 'aibmc_access')).toMatch(/^aibmc_access=;/);
  });

  test.each<ErrorCode>(['not-found', 'gone'])('a link that answers %s is told as over', async (code) => {
    fail('getPasswordReset', code);
    const page = await get(`/reset/${TOKEN}`, null).expect(410);
    expectSoundPage(page.text);
    fail('resetPassword', code);
    const res = await post(`/reset/${TOKEN}`, { password: 'correct horse' }, null).expect(410);
    expect(res.text).toContain('This link does not work any more');
  });

  test('a token that cannot be one is told as over', async () => {
    expectSoundPage((await get('/reset/x', null).expect(410)).text);
  });
});

describe('confirming an e-mail address', () => {
  test('takes a press of the button: opening the link changes nothing', async () => {
    const page = await get(`/confirm-email/${TOKEN}`, null).expect(200);
    expectSoundPage(page.text);
    expect(askedFor('confirmEmail')).toEqual([]);
    const res = await post(`/confirm-email/${TOKEN}`, {}, null).expect(200);
    expectSoundPage(res.text);
    expect(res.text).toContain('new@example.org');
    fail('confirmEmail', 'not-found');
    expectSoundPage((await post(`/confirm-email/${TOKEN}`, {}, null).expect(410)).text);
  });
});

describe('the provider', () => {
  const withProvider = () => {
    options = { ...options, provider: { name: 'Campus <ID>' } };
  };

  async function begin(next = '/groups'): Promise<string> {
    withProvider();
    const res = await get(`/login/provider?next=${encodeURIComponent(next)}`, null).expect(303);
    expect(res.get('location')).toBe('https://id.example.org/auth?x=1');
    const kept = cookieOf(res, 'aibmc_provider');
    expect(kept).toMatch(
      /^aibmc_provider=[^;]+; Max-Age=600; Path=\/login\/provider; .*HttpOnly; SameSite=Lax$/,
    );
    return kept.split(';')[0] ?? '';
  }

  test('is offered where it is configured', async () => {
    expect((await get('/login', null)).text).not.toContain('/login/provider');
    withProvider();
    for (const path of ['/login', '/register']) {
      const { text } = await get(`${path}?next=/groups`, null).expect(200);
      expectSoundPage(text);
      expect(text).toContain('Continue with Campus &lt;ID&gt;');
      expect(text).toContain('href="/login/provider?next=%2Fgroups"');
    }
  });

  test('signs in: what began is in a cookie, what came back in the address', async () => {
    const kept = await begin();
    const callback = `${gateway.url}/login/provider/callback`;
    expect(askedFor('startProviderSignIn')).toEqual([{ redirectUri: callback }]);
    const res = await get('/login/provider/callback?code=a%20b&state=s', kept).expect(303);
    expect(askedFor('finishProviderSignIn')).toMatchObject([
      { binding: 'b'.repeat(43), callbackUrl: `${callback}?code=a%20b&state=s` },
    ]);
    expect(res.get('location')).toBe('/groups');
    expect(cookieOf(res, 'aibmc_access')).toBeTruthy();
    expect(cookieOf(res, 'aibmc_provider')).toMatch(/^aibmc_provider=;/);
  });

  test('carries an invitation', async () => {
    await begin(`/join/${TOKEN}`);
    expect(askedFor('startProviderSignIn')).toMatchObject([{ invitation: TOKEN }]);
  });

  test('asks for the second factor too', async () => {
    const kept = await begin();
    fail('finishProviderSignIn', 'second-factor-required', { details: { challenge: CHALLENGE } });
    const res = await get('/login/provider/callback?code=a', kept).expect(303);
    expect(res.get('location')).toBe('/login/code');
    expect(cookieOf(res, 'aibmc_challenge')).toBeTruthy();
  });

  test('whose e-mail has an account says to sign in and connect, and leads there', async () => {
    const kept = await begin();
    fail('finishProviderSignIn', 'link-first');
    const res = await get('/login/provider/callback?code=a', kept).expect(409);
    expectSoundPage(res.text);
    expect(res.text).toContain('connect the provider on your account page');
    expect(res.text).toContain('name="next" value="/account#provider"');
  });

  test.each<[ErrorCode, number, string]>([
    ['wrong-credentials', 410, 'did not work'],
    ['bad-request', 410, 'did not work'],
    ['registration-closed', 403, 'Registration is not open to you'],
    ['unavailable', 503, 'does not answer right now'],
  ])('that ends with %s says so', async (code, status, text) => {
    const kept = await begin();
    fail('finishProviderSignIn', code);
    const res = await get('/login/provider/callback?error=x', kept).expect(status);
    expectSoundPage(res.text);
    expect(res.text).toContain(text);
  });

  test('without what the browser kept signs nobody in', async () => {
    withProvider();
    expectSoundPage((await get('/login/provider/callback?code=a', null).expect(410)).text);
    expect(askedFor('finishProviderSignIn')).toEqual([]);
  });

  test('is connected from the account: by a page, since a form may not lead to another site', async () => {
    withProvider();
    const res = await post('/account/identities', { providerPassword: 'correct horse' }).expect(200);
    expect(askedFor('connectIdentity')).toMatchObject([{ password: 'correct horse' }]);
    expect(res.get('refresh')).toBe('0; url=https://id.example.org/auth?x=1');
    expect(res.text).toContain('On to id.example.org');
    const kept = cookieOf(res, 'aibmc_provider').split(';')[0] ?? '';
    const back = await get('/login/provider/callback?code=a', `${cookie}; ${kept}`).expect(303);
    expect(back.get('location')).toBe('/account?notice=provider-connected');
    // the new session takes the place of the old one
    expect(askedFor('deleteCurrentSession')).toHaveLength(1);
  });

  test('is not connected with a wrong password', async () => {
    withProvider();
    fail('connectIdentity', 'wrong-credentials', { errors: [{ path: 'password', message: 'x' }] });
    const res = await post('/account/identities', { providerPassword: 'wrong' }).expect(401);
    expectSoundPage(res.text);
    expect(res.text).toMatch(/id="providerPassword"[^>]*aria-invalid="true"/);
  });

  test('that is the only way in stays', async () => {
    fail('deleteIdentity', 'conflict');
    const res = await post(`/account/identities/${IDS.session}/delete`).expect(409);
    expect(res.text).toContain('your only way to sign in');
  });
});

describe('forms of the account', () => {
  test('change the profile, and the token that repeats it', async () => {
    const form = { name: 'Countess', language: 'es', timeZone: 'Europe/Madrid', colour: 'pink' };
    const res = await post('/account/profile', form, `${cookie}; aibmc_refresh=${'r'.repeat(43)}`).expect(
      303,
    );
    expect(res.get('location')).toBe('/account?notice=profile-changed');
    expect(res.get('set-cookie')).toHaveLength(2);
    expect(askedFor('updateMe')).toEqual([form]);
    const page = await get('/account?notice=profile-changed').expect(200);
    expectSoundPage(page.text);
    expect(page.text).toContain('<html lang="es"');
    expect(page.text.match(/El perfil ha cambiado/g)).toHaveLength(1);
    expect(page.text).toContain('<summary class="avatar" data-who="pink">');
  });

  test('follow the browser where language, time zone and colour are left empty', async () => {
    await post('/account/profile', { name: 'Ada', language: '', timeZone: '', colour: '' }).expect(303);
    expect(askedFor('updateMe')).toEqual([{ name: 'Ada', language: null, timeZone: null, colour: null }]);
  });

  test.each<Record<string, string>>([
    { name: '' },
    { name: 'Ada', language: 'xx' },
    { name: 'Ada', timeZone: 'Mars/Base' },
    { name: 'Ada', colour: 'mauve' },
  ])('refuse the profile %j', async (form) => {
    expectSoundPage((await post('/account/profile', form).expect(422)).text);
    expect(askedFor('updateMe')).toEqual([]);
  });

  test('the language of the foot changes that of the account where it has one', async () => {
    await post('/language', { lang: 'es', next: '/groups' }).expect(303);
    expect(askedFor('updateMe')).toEqual([]);
    user = { ...user, language: 'en' };
    await get('/account').expect(200);
    await post('/language', { lang: 'es', next: '/groups' }).expect(303);
    expect(askedFor('updateMe')).toEqual([{ language: 'es' }]);
  });

  test('change the e-mail at once, or by a link where mail is sent', async () => {
    const form = { email: 'new@example.org', emailPassword: 'correct horse' };
    const now = await post('/account/email', form).expect(303);
    expect(now.get('location')).toBe('/account?notice=email-changed');
    expect(askedFor('changeEmail')).toEqual([{ email: 'new@example.org', password: 'correct horse' }]);
    options = { ...options, mail: true };
    const later = await post('/account/email', form).expect(303);
    expect(later.get('location')).toBe('/account?notice=email-confirmation-sent');
    fail('changeEmail', 'wrong-credentials', { errors: [{ path: 'password', message: 'x' }] });
    const refused = await post('/account/email', form).expect(401);
    expectSoundPage(refused.text);
    expect(refused.text).toMatch(/id="emailPassword"[^>]*aria-invalid="true"/);
    expect(refused.text).toContain('value="new@example.org"');
  });

  test('change the password, or choose the first one', async () => {
    const form = { currentPassword: 'old password', newPassword: 'new password' };
    await post('/account/password', form).expect(303);
    expect(askedFor('changePassword')).toEqual([form]);
    fail('changePassword', 'wrong-credentials');
    const res = await post('/account/password', form).expect(401);
    expectSoundPage(res.text);
    expect(res.text).not.toContain('old password');
    expectSoundPage((await post('/account/password', { ...form, newPassword: 'short' }).expect(422)).text);
    fail('changePassword', 'sign-in-again');
    const late = await post('/account/password', { newPassword: 'new password' }).expect(403);
    expect(late.text).toContain('within the last ten minutes');
    expect(askedFor('changePassword').at(-1)).toEqual({ newPassword: 'new password' });
  });

  test('an account without a password asks for none', async () => {
    user = { ...user, hasPassword: false };
    const { text } = await get('/account').expect(200);
    expectSoundPage(text);
    for (const field of ['currentPassword', 'emailPassword', 'factorPassword', 'deletePassword'])
      expect(text).not.toContain(`name="${field}"`);
  });

  test('wish for mail, where it is sent', async () => {
    expect((await get('/account')).text).not.toContain('wantsMail');
    options = { ...options, mail: true };
    expect((await get('/account')).text).toContain('name="wantsMail"');
    await post('/account/notifications', {}).expect(303);
    await post('/account/notifications', { wantsMail: 'yes' }).expect(303);
    expect(askedFor('updateMe')).toEqual([{ wantsMail: false }, { wantsMail: true }]);
  });

  test('end sessions', async () => {
    const one = await post(`/account/sessions/${IDS.session}/delete`).expect(303);
    expect(one.get('location')).toBe('/account#sessions');
    expect(askedFor('deleteSession')).toEqual([{ sessionId: IDS.session }]);
    const res = await post('/account/sessions/delete').expect(303);
    expect(res.get('location')).toBe('/login?notice=signed-out-everywhere');
    expect(res.get('set-cookie')?.[0]).toMatch(/^aibmc_access=;/);
  });
});

describe('setting up a second factor', () => {
  test('shows a QR code and the secret in groups of four, then the recovery codes once', async () => {
    const page = await post('/account/second-factor/start', { factorPassword: 'correct horse' }).expect(200);
    expectSoundPage(page.text);
    expect(askedFor('startSecondFactor')).toEqual([{ password: 'correct horse' }]);
    expect(page.text).toContain('>ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567</textarea>');
    expect(page.text).toMatch(/<path d="(M\d+ \d+h\d+v1h-\d+z){50,}"/);
    expect(page.get('cache-control')).toBe('no-store');
    const codes = await post('/account/second-factor/confirm', { uri: URI, code: '123456' }).expect(200);
    expectSoundPage(codes.text);
    expect(codes.text).toContain('aaaa-bbbb\ncccc-dddd</textarea>');
    expect(codes.text).toContain('download="aibmc-recovery-codes.txt"');
  });

  test('shows the same again for a wrong code, and nothing that is no secret', async () => {
    fail('confirmSecondFactor', 'wrong-credentials', { errors: [{ path: 'code', message: 'x' }] });
    const again = await post('/account/second-factor/confirm', { uri: URI, code: '000000' }).expect(401);
    expectSoundPage(again.text);
    expect(again.text).toContain('ABCD EFGH');
    expect(again.text).toContain('This code is wrong');
    const odd = await post('/account/second-factor/confirm', { uri: 'javascript:alert(1)', code: '000000' });
    expect(odd.status).toBe(303);
  });

  test('a wrong password is told at its field', async () => {
    fail('startSecondFactor', 'wrong-credentials', { errors: [{ path: 'password', message: 'x' }] });
    const res = await post('/account/second-factor/start', { factorPassword: 'wrong' }).expect(401);
    expect(res.text).toMatch(/id="factorPassword"[^>]*aria-invalid="true"/);
  });

  test('that is on can be renewed and switched off with a code', async () => {
    user = { ...user, secondFactor: true };
    expectSoundPage((await get('/account').expect(200)).text);
    const renewed = await post('/account/second-factor/change', { factorCode: '123456', act: 'renew' });
    expect(renewed.text).toContain('eeee-ffff');
    expect(askedFor('removeSecondFactor')).toEqual([]);
    const off = await post('/account/second-factor/change', {
      factorCode: 'aaaa-bbbb',
      act: 'remove',
    }).expect(303);
    expect(off.get('location')).toBe('/account?notice=second-factor-off');
    expect(askedFor('removeSecondFactor')).toEqual([{ code: 'aaaa-bbbb' }]);
  });
});

describe('deleting the account', () => {
  test('says before what becomes of groups and canvases', async () => {
    const { text } = await get('/account').expect(200);
    expect(text).toContain('2 personal canvases are removed');
    expect(text).toContain('The group “Alone &lt;b&gt;”, which has nobody else in it, is removed');
    expect(text).toContain('The group “Masters” goes on with Bob as its owner');
    expect(text).toContain('1 other group goes on without you');
  });

  test('is not offered while that cannot be told', async () => {
    fail('getDeparture', 'unavailable');
    const { text } = await get('/account').expect(200);
    expect(text).toContain('It cannot be told right now');
    expect(text).not.toContain('action="/account/delete"');
  });

  test('takes the password and a confirmation', async () => {
    expectSoundPage((await post('/account/delete', { deletePassword: 'correct horse' }).expect(422)).text);
    const unsure = await post('/account/delete', { confirm: 'yes', deletePassword: '' }).expect(422);
    expect(unsure.text).toMatch(/<details class="danger" open>/);
    expect(askedFor('deleteMe')).toEqual([]);
    const res = await post('/account/delete', { confirm: 'yes', deletePassword: 'correct horse' }).expect(
      303,
    );
    expect(askedFor('deleteMe')).toEqual([{ password: 'correct horse' }]);
    expect(res.get('set-cookie')?.[0]).toMatch(/^aibmc_access=;/);
    expect(res.get('location')).toBe('/?notice=account-deleted');
  });

  test('of the last administrator is refused with what to do', async () => {
    fail('deleteMe', 'last-admin');
    const res = await post('/account/delete', { confirm: 'yes', deletePassword: 'correct horse' }).expect(
      409,
    );
    expectSoundPage(res.text);
    expect(res.text).toContain('An instance needs an administrator');
  });
});
