import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Route } from '@aibmc/common/contract/route';
import type { AppError } from '@aibmc/common/errors';
import { requestIdOf, sendProblem } from '@aibmc/common/http';
import type { Logger } from '@aibmc/common/logger';
import type { Request, Response } from 'express';
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware';
import { cutAfterAnswer, limitChunkedBody } from './body-limit.ts';
import { passedHeaders } from './headers.ts';
import { upstreamError, upstreamTimeout } from './upstream-errors.ts';

/** What is known of a request while a service answers it. */
interface Passage {
  route: Route;
  upstream: ClientRequest | null;
  retried: boolean;
  /** Decided here before the connection to the service broke, and therefore the answer. */
  failure: AppError | null;
  timer: NodeJS.Timeout | null;
  onAnswer: ((status: number, res: Response) => void) | undefined;
}

export interface Proxy {
  /**
   * Passes a request on to the service, whose answer becomes the answer. `onAnswer` runs before its headers are sent.
   * Errors are answered here, as problem+json.
   */
  forward(req: Request, res: Response, route: Route, onAnswer?: Passage['onAnswer']): void;
}

interface ProxyOptions {
  target: string;
  timeoutMs: number;
  log: Logger;
}

/** Idle connections are closed here first, well before the services do after 65 s. */
const IDLE_SOCKET_MS = 30_000;

/** A proxy for one service, with kept-alive connections of its own. */
export function createProxy({ target, timeoutMs, log }: ProxyOptions): Proxy {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: IDLE_SOCKET_MS });
  const passages = new WeakMap<IncomingMessage, Passage>();

  function fail(req: Request, res: Response, error: AppError): void {
    if (res.headersSent) res.destroy();
    if (res.destroyed || res.writableEnded) return;
    if (error.status >= 500)
      log.warn(
        { err: error, requestId: requestIdOf(req), route: res.locals['route'] as unknown },
        'upstream',
      );
    sendProblem(req, res, error);
  }

  /** Ends the call of the service and answers for it. */
  function breakOff(req: Request, res: Response, passage: Passage, failure: AppError): void {
    passage.failure = failure;
    passage.upstream?.destroy(failure);
    fail(req, res, failure);
  }

  /** The time for an answer starts when the whole request was sent; the server limits how long that takes. */
  function startTimer(req: Request, res: Response, passage: Passage): void {
    const start = (): void => {
      if (res.closed) return;
      passage.timer ??= setTimeout(() => {
        breakOff(req, res, passage, upstreamTimeout());
      }, timeoutMs);
    };
    if (req.complete || req.method === 'GET' || req.method === 'HEAD') start();
    else req.once('end', start);
  }

  function stopTimer(passage: Passage): void {
    if (passage.timer) clearTimeout(passage.timer);
    passage.timer = null;
  }

  const plugin: Plugin<Request, Response> = (server) => {
    server.on('proxyReq', (upstream, req, res) => {
      const passage = passages.get(req);
      if (!passage) return;
      passage.upstream = upstream;
      limitChunkedBody(req, upstream, passage.route, (error) => {
        breakOff(req, res, passage, error);
        cutAfterAnswer(req);
      });
    });

    server.on('proxyRes', (answer, req, res) => {
      const passage = passages.get(req);
      if (!passage) return;
      stopTimer(passage);
      answer.headers = passedHeaders(answer.headers);
      answer.headers.connection = res.shouldKeepAlive ? 'keep-alive' : 'close';
      passage.onAnswer?.(answer.statusCode ?? 502, res);
      if (passage.route.stream) {
        // without this the headers would wait for the first event
        process.nextTick(() => {
          if (!res.headersSent) res.flushHeaders();
        });
      } else {
        passage.upstream?.setTimeout(timeoutMs, () => answer.destroy());
      }
    });

    server.on('error', (error, req, res) => {
      const passage = req && passages.get(req);
      if (!req || !passage || !res || !('headersSent' in res)) return;
      stopTimer(passage);
      if (isWorthRetrying(error, req, passage) && !res.headersSent && !res.destroyed) {
        passage.retried = true;
        startTimer(req, res, passage);
        void middleware(req, res);
        return;
      }
      fail(req, res, passage.failure ?? upstreamError(error));
    });
  };

  const middleware = createProxyMiddleware<Request, Response>({
    target,
    agent,
    changeOrigin: true,
    // its own error answers reflect the path
    ejectPlugins: true,
    plugins: [plugin],
  });

  return {
    forward(req, res, route, onAnswer) {
      const passage: Passage = {
        route,
        upstream: null,
        retried: false,
        failure: null,
        timer: null,
        onAnswer,
      };
      passages.set(req, passage);
      res.on('close', () => {
        stopTimer(passage);
      });
      startTimer(req, res, passage);
      void middleware(req, res);
    },
  };
}

/** A kept-alive connection that the service closed just when it was taken: nothing was done there yet. */
function isWorthRetrying(error: Error, req: Request, passage: Passage): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === 'ECONNRESET' &&
    passage.failure === null &&
    !passage.retried &&
    (req.method === 'GET' || req.method === 'HEAD') &&
    passage.upstream?.reusedSocket === true
  );
}
