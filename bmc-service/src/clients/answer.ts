import { GenerationFailure } from '../domain/failures.ts';
import { type Piece, readCompletion } from './completion.ts';
import { failureOfError } from './model-errors.ts';
import { readEvents } from './server-sent-events.ts';

/** How an answer ended, as the endpoint said it. */
export interface AnswerEnd {
  finishReason: string | null;
  refused: boolean;
  usage: Piece['usage'];
}

const MOST_CHARACTERS = 200_000;

/**
 * The text of an answer as it comes, from a stream of events or, as some proxies answer a stream request, from one
 * document of JSON; the first character tells which, as content types do not. Throws GenerationFailure.
 */
export async function* readAnswer(
  body: AsyncIterable<Uint8Array>,
  onSpeech: () => void,
): AsyncGenerator<string, AnswerEnd> {
  const end: AnswerEnd = { finishReason: null, refused: false, usage: null };
  let characters = 0;
  for await (const piece of readPieces(decode(body))) {
    if (piece.speaks) onSpeech();
    if (piece.usage) end.usage = piece.usage;
    if (piece.finishReason) end.finishReason = piece.finishReason;
    if (piece.refused) end.refused = true;
    if (piece.text === '') continue;
    characters += piece.text.length;
    if (characters > MOST_CHARACTERS) return { ...end, finishReason: 'length' };
    yield piece.text;
  }
  return end;
}

async function* readPieces(texts: AsyncGenerator<string, undefined>): AsyncGenerator<Piece> {
  const head = await firstWords(texts);
  const all = startingWith(head, texts);
  if (head.startsWith('{')) yield readDocument(await join(all));
  // a page, as a proxy or a sign-in shows it
  else if (head.startsWith('<')) throw new GenerationFailure('model-bad-output');
  else yield* readChunks(all);
}

function readDocument(text: string): Piece {
  const document = parse(text);
  if (document === undefined) throw new GenerationFailure('model-bad-output');
  return readCompletion(document);
}

async function* readChunks(texts: AsyncIterable<string>): AsyncGenerator<Piece> {
  for await (const { name, data, cut } of readEvents(texts)) {
    if (data.trim() === '[DONE]') return;
    const chunk = parse(data);
    // the connection was closed within an event: what came before it stands
    if (chunk === undefined && cut) return;
    if (name === 'error') throw failureOfError(chunk);
    if (chunk === undefined) throw new GenerationFailure('model-bad-output');
    yield readCompletion(chunk);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

async function* decode(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  // what is no UTF-8 becomes U+FFFD, so that one bad byte does not cost the whole answer
  const decoder = new TextDecoder();
  for await (const bytes of body) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
  return undefined;
}

/** Up to the first text that is not blank; some servers send blanks to keep the connection. */
async function firstWords(texts: AsyncGenerator<string, undefined>): Promise<string> {
  for (;;) {
    const next = await texts.next();
    if (next.done) return '';
    const words = next.value.trimStart();
    if (words !== '') return words;
  }
}

async function* startingWith(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

async function join(texts: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const text of texts) all += text;
  return all;
}
