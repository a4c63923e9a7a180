import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { type MailedService, startMailedService, tokenOf } from './mail-service.ts';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

function changeAt(app: Express, accessToken: string, email: string, password: string | undefined = PASSWORD) {
  return request(app)
    .put('/api/v1/users/me/email')
    .auth(accessToken, { type: 'bearer' })
    .send({ email, password });
}

describe('with mail', () => {
  let service: MailedService;
  let app: Express;

  beforeAll(async () => {
    service = await startMailedService();
    app = service.app;
  });

  afterAll(() => service.stop());

  const confirm = (token: string) => request(app).put(`/api/v1/email-changes/${token}`);

  test('the address changes once the new one has confirmed it; the old one is told', async () => {
    const { user, accessToken } = await registerPerson(app, 'old@example.org');
    const { body } = await answerOf(changeAt(app, accessToken, 'New@Example.org').expect(200));
    expect(body).toEqual({ user, confirmationSentTo: 'new@example.org' });
    await signInAs(app, 'old@example.org');
    const [mail, ...others] = await service.post();
    expect(others).toEqual([]);
    expect(mail?.to).toEqual(['new@example.org']);
    const token = tokenOf(mail, 'confirm-email');

    expect((await confirm(token).expect(200)).body).toEqual({ email: 'new@example.org' });
    expect((await service.post()).map(({ to }) => to)).toEqual([['old@example.org']]);
    await signInAs(app, 'new@example.org');
    await request(app)
      .post('/api/v1/sessions')
      .send({ email: 'old@example.org', password: PASSWORD })
      .expect(401);
    await confirm(token).expect(410);
    await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(200);
  });

  test('a taken address gets a mail that says so; who asked learns nothing', async () => {
    await registerPerson(app, 'taken@example.org');
    const { user, accessToken } = await registerPerson(app, 'asks@example.org');
    const answer = await answerOf(changeAt(app, accessToken, 'taken@example.org'));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ user, confirmationSentTo: 'taken@example.org' });
    const [mail] = await service.post();
    expect(mail?.to).toEqual(['taken@example.org']);
    expect(mail?.text).toMatch(/^Subject: This e-mail address has an account/m);
    expect(mail?.text).not.toContain('/confirm-email/');
  });

  test('an address that was taken meanwhile is refused at the link', async () => {
    const { accessToken } = await registerPerson(app, 'slow@example.org');
    await changeAt(app, accessToken, 'wanted@example.org').expect(200);
    const token = tokenOf((await service.post())[0], 'confirm-email');
    await registerPerson(app, 'wanted@example.org');
    expect((await confirm(token).expect(409)).body).toMatchObject({ code: 'email-taken' });
    await signInAs(app, 'slow@example.org');
  });

  test('the newest link counts; links to a new password at the old address are void after it', async () => {
    const { accessToken } = await registerPerson(app, 'twice@example.org');
    await changeAt(app, accessToken, 'first@example.org').expect(200);
    const first = tokenOf((await service.post())[0], 'confirm-email');
    await changeAt(app, accessToken, 'second@example.org').expect(200);
    const second = tokenOf((await service.post())[0], 'confirm-email');
    await request(app).post('/api/v1/password-resets').send({ email: 'twice@example.org' }).expect(204);
    const reset = tokenOf((await service.post())[0], 'reset');
    await confirm(first).expect(410);
    await confirm(second).expect(200);
    await request(app)
      .put(`/api/v1/password-resets/${reset}`)
      .send({ password: 'another good password' })
      .expect(410);
    await service.post();
  });

  test('a link is used by one of many at once, and is void after a change of password', async () => {
    const { accessToken } = await registerPerson(app, 'racer@example.org');
    await changeAt(app, accessToken, 'raced@example.org').expect(200);
    const token = tokenOf((await service.post())[0], 'confirm-email');
    const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(5).fill(410)]);
    await service.post();

    await changeAt(app, accessToken, 'never@example.org').expect(200);
    const late = tokenOf((await service.post())[0], 'confirm-email');
    await request(app)
      .put('/api/v1/users/me/password')
      .auth(accessToken, { type: 'bearer' })
      .send({ currentPassword: PASSWORD, newPassword: 'another good password' })
      .expect(204);
    await confirm(late).expect(410);
  });

  test('needs the password, and is limited', async () => {
    const { accessToken } = await registerPerson(app, 'guard@example.org');
    const wrong = await changeAt(app, accessToken, 'x@example.org', 'not my password').expect(401);
    expect(wrong.body).toMatchObject({ code: 'wrong-credentials', errors: [{ path: 'password' }] });
    const none = await request(app)
      .put('/api/v1/users/me/email')
      .auth(accessToken, { type: 'bearer' })
      .send({ email: 'x@example.org' })
      .expect(422);
    expect(none.body).toMatchObject({ errors: [{ path: 'password' }] });
    for (let n = 0; n < 10; n += 1) await changeAt(app, accessToken, `try-${n}@example.org`).expect(200);
    await changeAt(app, accessToken, 'try-once-more@example.org').expect(429);
    await service.post();
  });
});

describe('without mail', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.db.drop());

  test('the address changes at once', async () => {
    const { user, accessToken } = await registerPerson(service.app, 'old@example.org');
    const { body } = await answerOf(changeAt(service.app, accessToken, 'new@example.org').expect(200));
    expect(body).toEqual({ user: { ...user, email: 'new@example.org' }, confirmationSentTo: null });
    await signInAs(service.app, 'new@example.org');
  });

  test('a taken address is refused by name, also in a race', async () => {
    await registerPerson(service.app, 'taken@example.org');
    const { accessToken } = await registerPerson(service.app, 'asks@example.org');
    const { body } = await answerOf(changeAt(service.app, accessToken, 'taken@example.org').expect(409));
    expect(body).toMatchObject({ code: 'email-taken', errors: [{ path: 'email' }] });

    const people = [];
    for (let n = 0; n < 5; n += 1) people.push(await registerPerson(service.app, `racer-${n}@example.org`));
    const answers = await Promise.all(
      people.map((person) => changeAt(service.app, person.accessToken, 'prize@example.org')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const codes = new Set(answers.map(({ body: told }) => (told as { code?: string }).code));
    expect(codes).toEqual(new Set([undefined, 'email-taken']));
  });
});
