import nodemailer from 'nodemailer';

/** What a mail server did not take. `isFinal`: nor will it ever, so that trying again makes no sense. */
export class MailRefused extends Error {
  override name = 'MailRefused';
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.isFinal = isFinal;
  }
}

interface Message {
  id: string;
  recipient: string;
  subject: string;
  body: string;
}

/** Resolves when the server has taken the message; throws MailRefused, whose message names nobody. */
export type SendMail = (message: Message, signal: AbortSignal) => Promise<void>;

const STEP_MS = 10_000;
const WHOLE_MS = 30_000;

/** Speaks with the mail server of an `smtp:` or `smtps:` URL: 10 s at most for each step, 30 s for a mail. */
export function createSendMail({ url, from }: { url: string; from: string }): SendMail {
  const transport = nodemailer.createTransport(
    {
      url,
      dnsTimeout: STEP_MS,
      connectionTimeout: STEP_MS,
      greetingTimeout: STEP_MS,
      socketTimeout: STEP_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from, headers: { 'auto-submitted': 'auto-generated' } },
  );
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return async ({ id, recipient, subject, body }, signal) => {
    try {
      await transport.sendMail({
        // the same at each attempt: a mail that was taken twice is shown once
        messageId: `<${id}@${domain}>`,
        to: { name: '', address: recipient },
        subject,
        text: body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(WHOLE_MS)]),
      });
    } catch (error) {
      throw refusalOf(error);
    }
  };
}

interface SmtpError {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
}

/** Names of people stand in the server's words, which are left out for that reason. */
function refusalOf(error: unknown): MailRefused {
  const { code = 'unknown', command = 'none', responseCode = 0 } = (error ?? {}) as SmtpError;
  const isAboutMail = command === 'RCPT TO' || command === 'DATA';
  const isFinal = isAboutMail && typeof responseCode === 'number' && responseCode >= 500;
  return new MailRefused(`${String(code)} at ${String(command)}, answer ${String(responseCode)}`, isFinal);
}
