import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface Arrived {
  to: string[];
  /** Headers and body, unfolded and decoded from quoted-printable. */
  text: string;
}

export interface MailServer {
  port: number;
  arrived: Arrived[];
  stop: () => Promise<void>;
}

interface Options {
  port?: number;
  /** The answer to a recipient: 250 where there is none. */
  refuse?: (address: string) => { code: number; text: string } | null;
}

/** A real SMTP server on loopback that keeps what it takes. */
export async function startMailServer({ port = 0, refuse = () => null }: Options = {}): Promise<MailServer> {
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuse(address);
      if (refusal) done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      else done();
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        arrived.push({ to, text: decoded(Buffer.concat(parts).toString('utf8')) });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  if (!listening.listening) await once(listening, 'listening');
  return {
    port: (listening.address() as { port: number }).port,
    arrived,
    stop: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function decoded(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ').replace(/=\?UTF-8\?([QB])\?([^?]*)\?=\s?/gi, decodeWord);
  return `${unfolded}\r\n\r\n${bodyOf(head, text)}`;
}

function decodeWord(_word: string, encoding: string, text: string): string {
  if (encoding.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString('utf8');
  return quotedPrintable(text.replaceAll('_', ' '));
}

function bodyOf(head: string, text: string): string {
  if (/^content-transfer-encoding: quoted-printable/im.test(head)) return quotedPrintable(text);
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(text, 'base64').toString('utf8');
  return text;
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
