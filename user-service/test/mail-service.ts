import { type Arrived, type MailServer, startMailServer } from '../../tests/support/mail-server.ts';
import { deliverAll } from '../src/domain/background.ts';
import { startService, type TestService } from './service.ts';

export const PUBLIC_URL = 'https://canvas.example.org';

export interface MailedService extends TestService {
  server: MailServer;
  /** Sends whatever is due and gives what has arrived since the last time. */
  post: () => Promise<Arrived[]>;
  stop: () => Promise<void>;
}

/** What a service that speaks with a mail server on this port is configured with. */
export function mailEnv(port: number): Record<string, string> {
  return { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'AIBMC <no-reply@example.org>', PUBLIC_URL };
}

/** The whole service with a mail server of its own, which refuses what is addressed to `refused`. */
export async function startMailedService(): Promise<MailedService> {
  const server = await startMailServer({
    refuse: (address) =>
      address.startsWith('refused') ? { code: 550, text: `no such person: ${address}` } : null,
  });
  const service = await startService({ env: mailEnv(server.port) });
  return {
    ...service,
    server,
    post: async () => {
      if (!service.ctx.mail) throw new Error('no mail is configured');
      await deliverAll(service.ctx, service.ctx.mail);
      return server.arrived.splice(0);
    },
    stop: async () => {
      await service.db.drop();
      await server.stop();
    },
  };
}

/** The token of a mail's link to a page. */
export function tokenOf(mail: Arrived | undefined, page: string): string {
  const token = new RegExp(`${PUBLIC_URL}/${page}/([\\w-]+)`).exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`no link to /${page} in: ${mail?.text}`);
  return token;
}
