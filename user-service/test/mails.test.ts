import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mail } from '@aibmc/common/contract/mails';
import { newId } from '@aibmc/common/ids';
import type { Express } from 'express';
import request from 'supertest';
import { type MailServer, startMailServer } from '../../tests/support/mail-server.ts';
import { createSecondApp } from '../src/app.ts';
import { cleanUp, deliverAll, startBackground } from '../src/domain/background.ts';
import { compose } from '../src/domain/letters/compose.ts';
import { type MailedService, mailEnv, startMailedService } from './mail-service.ts';
import { answerOf, contextOn, registerPerson, startService } from './service.ts';

const INTERNAL_TOKEN = 'aibmc-development-only-internal-token';
const INVITATION: Mail = {
  kind: 'invitation',
  groupName: 'Class 4b',
  invitedBy: 'Ada',
  role: 'editor',
  path: '/join/abc',
};

let service: MailedService;
let second: Express;

beforeAll(async () => {
  service = await startMailedService();
  second = createSecondApp(service.ctx);
});

beforeEach(() => service.pool.query('DELETE FROM mails'));

afterAll(() => service.stop());

function send(to: object, mail: Mail = INVITATION, id = newId()) {
  return request(second)
    .post('/api/v1/internal/mails')
    .auth(INTERNAL_TOKEN, { type: 'bearer' })
    .send({ id, to, mail });
}

async function waiting(): Promise<{ recipient: string; attempts: number; waits: number }[]> {
  const { rows } = await service.pool.query<{ recipient: string; attempts: number; waits: number }>(
    `SELECT recipient, attempts, round(extract(epoch FROM due_at - now()))::integer AS waits
     FROM mails ORDER BY id`,
  );
  return rows;
}

describe('POST /internal/mails', () => {
  test('sends to an address in the language that is given', async () => {
    const answer = await send({ email: 'New@example.org', language: 'es' }).expect(200);
    expect(answer.body).toEqual({ accepted: true });
    const [mail, ...others] = await service.post();
    expect(others).toEqual([]);
    expect(mail?.to).toEqual(['new@example.org']);
    expect(mail?.text).toMatch(/^From: AIBMC <no-reply@example\.org>/m);
    expect(mail?.text).toMatch(/^Subject: Invitación a Class 4b/m);
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(mail?.text).toContain('Ada te invita al grupo «Class 4b» como editor.');
    expect(mail?.text).toContain('https://canvas.example.org/join/abc');
    expect(await waiting()).toEqual([]);
  });

  test('sends to an account in its own language, and not where it wants none', async () => {
    const { user, accessToken } = await registerPerson(service.app, 'account@example.org');
    const set = (body: object) =>
      request(service.app)
        .patch('/api/v1/users/me')
        .auth(accessToken, { type: 'bearer' })
        .send(body)
        .expect(200);
    await set({ language: 'es' });
    const mention: Mail = {
      kind: 'mention',
      by: 'Ada',
      canvasTitle: 'Bikes',
      text: 'Look',
      path: '/canvases/1',
    };
    expect((await send({ userId: user.id }, mention)).body).toEqual({ accepted: true });
    const [mail] = await service.post();
    expect(mail?.to).toEqual(['account@example.org']);
    expect(mail?.text).toMatch(/^Subject: Ada te ha mencionado en Bikes/m);

    await set({ wantsMail: false });
    expect((await send({ userId: user.id }, mention)).body).toEqual({ accepted: false });
    expect((await send({ email: 'account@example.org', language: 'en' })).body).toEqual({ accepted: true });
    const [invitation, ...others] = await service.post();
    expect(others).toEqual([]);
    expect(invitation?.text).toMatch(/^Subject: Invitación/m);
  });

  test('tells that nobody is there, and that mail is not configured', async () => {
    expect((await send({ userId: newId() })).body).toEqual({ accepted: false });
    const without = await startService();
    try {
      const answer = await request(createSecondApp(without.ctx))
        .post('/api/v1/internal/mails')
        .auth(INTERNAL_TOKEN, { type: 'bearer' })
        .send({ id: newId(), to: { email: 'a@example.org', language: 'en' }, mail: INVITATION });
      expect(answer.body).toEqual({ accepted: false });
    } finally {
      await without.db.drop();
    }
  });

  test('of one id sends one mail: asked again at once, or after it was sent', async () => {
    const id = newId();
    const again = () => send({ email: 'once@example.org', language: 'en' }, INVITATION, id).expect(200);
    const answers = await Promise.all(Array.from({ length: 10 }, again));
    expect(answers.every(({ body }) => (body as { accepted: boolean }).accepted)).toBe(true);
    expect(await service.post()).toHaveLength(1);
    await again();
    expect(await service.post()).toEqual([]);
  });

  test("is closed to everybody without the cluster's token, and names an address that is none", async () => {
    await request(second).post('/api/v1/internal/mails').send({}).expect(401);
    const { body } = await answerOf(
      send({ email: 'a@example.org\r\nBcc: b@example.org', language: 'en' }).expect(422),
    );
    expect((body as { errors: { path: string }[] }).errors[0]?.path).toMatch(/^to/);
  });
});

describe('a mail', () => {
  test('cannot be given headers by what people call themselves or their groups', async () => {
    const evil = 'A\r\nBcc: victim@example.org\r\n\r\nbody\u2028x';
    await send(
      { email: 'target@example.org', language: 'en' },
      {
        ...INVITATION,
        groupName: evil,
        invitedBy: evil,
      },
    );
    const [mail] = await service.post();
    expect(mail?.to).toEqual(['target@example.org']);
    const [headers = ''] = (mail?.text ?? '').split('\r\n\r\n');
    expect(headers).not.toMatch(/^bcc/im);
    expect(headers).toMatch(/^Subject: Invitation to A Bcc: victim@example\.org body x/m);
    // nor words of their own: a name stands in one line
    expect(mail?.text).toContain(
      'A Bcc: victim@example.org body x invites you to the group “A Bcc: victim@example.org body x” as editor.',
    );
  });

  test.each(['en', 'es'] as const)('of every kind has words in %s, without gaps', (language) => {
    const letters = [
      INVITATION,
      { kind: 'mention', by: 'Ada', canvasTitle: 'Bikes', text: 'Look', path: '/canvases/1' },
      { kind: 'reply', by: 'Ada', canvasTitle: 'Bikes', text: 'Look', path: '/canvases/1' },
      { kind: 'role-changed', groupName: 'Class', role: 'viewer', path: '/groups/1' },
      { kind: 'generation-finished', canvasTitle: 'Bikes', path: '/canvases/1' },
      { kind: 'confirm-email', path: '/confirm-email/t' },
      { kind: 'email-in-use' },
      { kind: 'email-changed' },
      { kind: 'reset-password', path: '/reset/t' },
    ] as const;
    const composed = letters.map((letter) => compose(letter, language, 'https://x.example.org'));
    for (const { subject, body } of composed) {
      expect(`${subject}\n${body}`).not.toMatch(/undefined|null|!/);
      expect(subject.length).toBeGreaterThan(5);
      expect(body).toContain('https://x.example.org');
    }
    expect(new Set(composed.map(({ subject }) => subject)).size).toBe(letters.length);
  });
});

describe('the mail server', () => {
  test('is down: mails wait, longer each time; it is up again: they arrive once', async () => {
    const { port } = await startAndStop();
    const ctx = await contextOn(service.db, { env: mailEnv(port) });
    if (!ctx.mail) throw new Error('no mail');
    await send({ email: 'patient@example.org', language: 'en' });
    await deliverAll(ctx, ctx.mail);
    expect(await waiting()).toMatchObject([{ recipient: 'patient@example.org', attempts: 1 }]);
    expectAbout((await waiting())[0]?.waits, 60);
    await deliverAll(ctx, ctx.mail);
    expect((await waiting())[0]?.attempts).toBe(1);
    await letTimePass(60);
    await deliverAll(ctx, ctx.mail);
    expectAbout((await waiting())[0]?.waits, 120);

    const up = await startMailServer({ port });
    try {
      await letTimePass(120);
      await Promise.all(Array.from({ length: 4 }, () => deliverAll(ctx, ctx.mail ?? fail())));
      expect(up.arrived.map(({ to }) => to)).toEqual([['patient@example.org']]);
      expect(await waiting()).toEqual([]);
    } finally {
      await up.stop();
    }
  });

  test('waits four hours at most between two attempts, and three days in all', async () => {
    const { port } = await startAndStop();
    const ctx = await contextOn(service.db, { env: mailEnv(port) });
    if (!ctx.mail) throw new Error('no mail');
    await send({ email: 'patient@example.org', language: 'en' });
    await service.pool.query('UPDATE mails SET attempts = 40');
    await deliverAll(ctx, ctx.mail);
    expectAbout((await waiting())[0]?.waits, 4 * 3600);
    await service.pool.query("UPDATE mails SET created_at = now() - interval '71 hours'");
    await cleanUp(service.ctx);
    expect(await waiting()).toHaveLength(1);
    await service.pool.query("UPDATE mails SET created_at = now() - interval '73 hours'");
    await cleanUp(service.ctx);
    expect(await waiting()).toEqual([]);
  });

  test('refuses a recipient for good: it is not tried again, and others are not held up', async () => {
    for (const name of ['refused-1', 'fine-1', 'refused-2', 'fine-2']) {
      await send({ email: `${name}@example.org`, language: 'en' });
    }
    const arrived = await service.post();
    expect(arrived.flatMap(({ to }) => to).sort()).toEqual(['fine-1@example.org', 'fine-2@example.org']);
    expect(await waiting()).toEqual([]);
  });

  test('that says nothing holds up neither stopping nor the mail, which stays', async () => {
    const silent = net.createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const ctx = await contextOn(service.db, { env: mailEnv((silent.address() as { port: number }).port) });
    const stop = startBackground(ctx);
    try {
      await send({ email: 'kept@example.org', language: 'en' });
      const connected = once(silent, 'connection');
      ctx.mail?.due.emit('due');
      await connected;
      const begun = performance.now();
      await stop();
      expect(performance.now() - begun).toBeLessThan(1_000);
      expect(await waiting()).toMatchObject([{ recipient: 'kept@example.org', attempts: 1 }]);
    } finally {
      await stop();
      silent.close();
    }
  });

  test('gets a mail soon after it was asked for, however seldom the job runs', async () => {
    const stop = startBackground(service.ctx);
    try {
      const begun = performance.now();
      await send({ email: 'soon@example.org', language: 'en' });
      while (service.server.arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(performance.now() - begun).toBeLessThan(2_000);
    } finally {
      await stop();
      service.server.arrived.length = 0;
    }
  });
});

/** A port on which a mail server was and is no more. */
async function startAndStop(): Promise<MailServer> {
  const server = await startMailServer();
  await server.stop();
  return server;
}

async function letTimePass(seconds: number): Promise<void> {
  await service.pool.query("UPDATE mails SET due_at = due_at - $1 * interval '1 second'", [seconds]);
}

/** So many seconds, less what a busy machine took since they were counted. */
function expectAbout(waits: number | undefined, seconds: number): void {
  expect(waits).toBeLessThanOrEqual(seconds);
  expect(waits).toBeGreaterThan(seconds - 10);
}

function fail(): never {
  throw new Error('no mail');
}
