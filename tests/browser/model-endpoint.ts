import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ShownNote {
  key: string;
  block: string;
  text: string;
}

/** What a prompt tells of the canvas. */
interface Asked {
  /** Name of the schema that is asked for, by which tasks are told apart. */
  schema: string;
  question: string;
  keyOf: (text: string) => string;
}

/** An OpenAI-compatible endpoint that answers every task about the bakery of these tests, in pieces. */
export interface ModelEndpoint {
  baseUrl: string;
  /** The next request whose connection is closed before the answer is complete. */
  nextAbort: () => Promise<void>;
  /** From now on answers stop after a few words, until they are let go. */
  hold: () => void;
  letGo: () => void;
  stop: () => Promise<void>;
}

const PIECE = 24;
/** Characters that come before an answer that is held. */
const HELD_AFTER = 48;

export async function startModelEndpoint(): Promise<ModelEndpoint> {
  let held: Promise<void> | null = null;
  let release = (): void => undefined;
  const aborts = new EventEmitter();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    res.on('close', () => {
      if (!res.writableFinished) aborts.emit('abort');
    });
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const text = JSON.stringify(answerTo(readPrompt(Buffer.concat(parts).toString())));
      void stream(res, text, () => held);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint: ModelEndpoint = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    nextAbort: async () => void (await once(aborts, 'abort')),
    hold: () => {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    letGo: () => {
      held = null;
      release();
    },
    stop: async () => {
      endpoint.letGo();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return endpoint;
}

async function stream(res: ServerResponse, text: string, held: () => Promise<void> | null): Promise<void> {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choice: object): void =>
    void res.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
  for (let at = 0; at < text.length; at += PIECE) {
    if (at > HELD_AFTER) await held();
    if (res.destroyed) return;
    send({ delta: { content: text.slice(at, at + PIECE) }, finish_reason: null });
  }
  send({ delta: {}, finish_reason: 'stop' });
  res.end('data: [DONE]\n\n');
}

function readPrompt(body: string): Asked {
  const { messages, response_format: format } = JSON.parse(body) as {
    messages: { role: string; content: string }[];
    response_format?: { json_schema?: { name: string } };
  };
  const user = messages.find(({ role }) => role === 'user')?.content ?? '';
  const data = JSON.parse(/<data>(.*?)<\/data>/s.exec(user)?.[1] ?? '{}') as {
    question?: string;
    notes?: ShownNote[];
  };
  return {
    schema: format?.json_schema?.name ?? '',
    question: data.question ?? '',
    keyOf: (text) => data.notes?.find((note) => note.text === text)?.key ?? '',
  };
}

function answerTo({ schema, question, keyOf }: Asked): object {
  const office = keyOf('Office managers in Granada');
  const media = keyOf('Social media');
  const proposal = (key: string, block: string, text: string, connectsTo: string[]) => ({
    ...{ key, block, text, connectsTo },
    assumption: true,
  });
  const point = (lens: string, title: string, text: string, notes: string[], proposals: object[] = []) => ({
    ...{ lens, title, text, notes, proposals },
    block: 'channels',
  });
  switch (schema) {
    case 'answer':
      return {
        answer: `About “${question}”:\nOffice managers decide, and they pay by the month.`,
        proposals: [proposal('p1', 'revenue-streams', 'Monthly fee for each office desk', [office])],
      };
    case 'critique':
      return {
        points: [
          point(
            'investor',
            'Nothing keeps a bakery chain from copying it',
            'Fresh bread at the desk can be sold by anybody with a van. What do office managers lose by changing?',
            [office],
            [
              proposal('p1', 'customer-relationships', 'Order changed by chat until eight', [office]),
              proposal('p2', 'channels', 'Reception desk of the office', [office]),
            ],
          ),
          point('customer', 'I would not look for bread on social media', 'The note names no network.', [
            media,
          ]),
          point('sceptic', 'Rain is not planned for', 'Couriers ride by bicycle in November too.', []),
        ],
      };
    case 'riskiest_assumptions':
      return {
        points: [
          {
            ...point(
              'desirability',
              'We believe that offices order every day',
              'One order a week pays no ride.',
              [office],
            ),
            test: 'Offer ten offices a paid month in advance',
            metric: 'Offices that pay',
            threshold: 'At least 4 of 10',
          },
        ],
      };
    case 'notes_of_a_block':
      return {
        notes: [
          proposal('b1', 'channels', 'Breakfast tasting at office receptions', [office]),
          proposal('b2', 'channels', 'Newsletter of the business park', [office]),
        ],
      };
    case 'changes_of_the_canvas':
      return {
        changes: [
          {
            ...{
              do: 'reword',
              key: media,
              block: 'channels',
              text: 'Instagram of the bakery, daily at seven',
            },
            ...{ connectsTo: [], assumption: false, why: 'It says where and when.' },
          },
        ],
      };
    default:
      return { points: [], notes: [] };
  }
}
