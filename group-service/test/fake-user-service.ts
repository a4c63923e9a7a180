import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { close, listen } from '@aibmc/common/process';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import type { MailToSend } from '../src/clients/user-service.ts';
import { INTERNAL_TOKEN } from './harness.ts';

/** Stands for user-service's second port: knows the accounts that it is told of, and keeps the mails it is handed. */
export interface FakeUserService {
  url: string;
  /** Ids of accounts by e-mail address. */
  accounts: Map<string, string>;
  mails: MailToSend[];
  /** Whether mail is configured. */
  hasMail: boolean;
  stop: () => Promise<void>;
}

export async function startFakeUserService(): Promise<FakeUserService> {
  const accounts = new Map<string, string>();
  const mails: MailToSend[] = [];
  const app = createInternalApp({
    log: testLogger(),
    metrics: testMetrics(),
    checkReady: () => Promise.resolve(),
    mount: (mounted) => {
      mounted.use(`${API_PREFIX}/internal`, requireInternalToken(INTERNAL_TOKEN));
      mountRoutes(
        mounted,
        userInternalRoutes,
        {
          findByEmail: ({ body }) => ({ userId: accounts.get(body.email) ?? null }),
          sendMail: ({ body }) => {
            if (fake.hasMail) mails.push(body);
            return { accepted: fake.hasMail };
          },
        },
        () => Promise.reject(new Error('nobody signs in here')),
      );
    },
  });
  const server: Server = await listen(app, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeUserService = { url, accounts, mails, hasMail: true, stop: () => close(server, 0) };
  return fake;
}
