import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type AppError, toProblem } from './errors.ts';

interface RawAnswer {
  /** A new one where nobody has given the request an id. */
  requestId?: string;
  /** Further lines of the head, such as `Set-Cookie: …`. */
  headers?: readonly string[];
}

/** Answers with problem+json on a bare socket, where express never saw the request, and closes it. */
export function answerRaw(
  socket: Duplex,
  error: AppError,
  { requestId = randomUUID(), headers = [] }: RawAnswer = {},
): void {
  const body = JSON.stringify(toProblem(error, requestId));
  const head = [
    `HTTP/1.1 ${error.status} ${error.code}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(error.retryAfter === undefined ? [] : [`Retry-After: ${Math.ceil(error.retryAfter)}`]),
    ...(error.status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...headers,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
