import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerRaw } from '@aibmc/common/answer-raw';
import { LIVE_PATH } from '@aibmc/common/contract/live';
import { asAppError, AppError } from '@aibmc/common/errors';
import { addGauge } from '@aibmc/common/metrics';
import type { Context } from '../context.ts';
import { createCookieLines } from '../session/cookie-lines.ts';
import { carriesSession } from '../session/cookies.ts';
import { isOwnOrigin } from '../session/cross-site.ts';
import { type Caller, identify, signInFirst } from '../session/identity.ts';
import { addressOf } from './client-address.ts';
import { guestCall, passOf } from './guest-calls.ts';
import { handshakeKey, liveCanvasId } from './handshake.ts';
import { openUpstream, type Upstream } from './open-upstream.ts';
import { createPlaces } from './places.ts';
import type { UpgradeRoute } from './server.ts';
import { joinSockets } from './tunnel.ts';

export interface Live extends UpgradeRoute {
  /** Ends every connection, and those that come after; browsers connect again, to what runs then. */
  close: () => void;
}

/** One request for an upgrade while it is answered. */
interface Visit {
  req: IncomingMessage;
  socket: Socket;
  head: Buffer;
  caller: Caller;
  requestId: string;
  clientAddress: string;
  /** `Set-Cookie` lines of the answer, whatever it is. */
  cookieLines: string[];
  /** Aborted when the client leaves or the gateway stops. */
  leaving: AbortController;
  hasLeft: () => boolean;
}

const HEADERS_101 = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];

/**
 * The live connection of a canvas: checks who wants it, opens it at group-service on their behalf, and passes bytes.
 * No part of the client's request goes on but its key: neither cookies nor claims, and no extension, since compressing
 * small frames costs more than it saves.
 */
export function createLive(ctx: Context): Live {
  const { config, log } = ctx;
  const places = createPlaces({
    total: config.LIVE_CONNECTIONS,
    perAddress: config.LIVE_CONNECTIONS_PER_ADDRESS,
  });
  const enders = new Set<() => void>();
  let isStopping = false;
  addGauge(ctx.metrics, 'live_connections', 'Live connections that are open or being opened', places.taken);

  async function answer(visit: Visit): Promise<void> {
    const { socket, requestId } = visit;
    const begun = performance.now();
    let status = 101;
    try {
      await connect(visit);
    } catch (thrown) {
      const error = asAppError(thrown);
      status = error.status;
      if (visit.hasLeft()) {
        socket.destroy();
        return;
      }
      if (status >= 500) log.warn({ err: thrown, requestId, route: LIVE_PATH }, 'upstream');
      answerRaw(socket, error, { requestId, headers: visit.cookieLines });
    }
    const ms = performance.now() - begun;
    log.info(
      { requestId, method: visit.req.method, route: LIVE_PATH, status, ms: Math.round(ms) },
      'request',
    );
    ctx.metrics.requestSeconds.observe(
      { method: 'GET', route: LIVE_PATH, status: String(status) },
      ms / 1000,
    );
  }

  async function connect(visit: Visit): Promise<void> {
    const { req, socket, requestId, clientAddress, leaving } = visit;
    if (isStopping) throw stopping();
    const key = handshakeKey(req);
    socket.once('close', places.take(clientAddress));
    refuseOtherSites(req);
    const guest = guestCall(req.url ?? '');
    const token = guest ? passOf(req, guest.linkId, config.PUBLIC_URL) : await tokenOf(visit);
    const upstream = await openUpstream({
      url: config.GROUP_SERVICE_URL + (guest?.path ?? req.url ?? ''),
      key,
      headers: {
        authorization: `Bearer ${token}`,
        'x-request-id': requestId,
        'x-forwarded-for': clientAddress,
      },
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      signal: leaving.signal,
    });
    if (leaving.signal.aborted) upstream.socket.destroy();
    leaving.signal.throwIfAborted();
    join(visit, upstream);
  }

  async function tokenOf({ caller }: Visit): Promise<string> {
    const { token } = await identify(ctx, caller);
    if (!token) throw signInFirst();
    return token;
  }

  /** No page but ours may use the cookies of a browser, which sends them along whoever asks. */
  function refuseOtherSites(req: IncomingMessage): void {
    const hasCookies = carriesSession(req, config.PUBLIC_URL) || guestCall(req.url ?? '') !== null;
    if (hasCookies && !isOwnOrigin(req.headers, config.PUBLIC_URL))
      throw new AppError('cross-site', 'This was sent from another site; do it from here');
  }

  function join({ socket, head, requestId, cookieLines }: Visit, upstream: Upstream): void {
    const lines = [
      ...HEADERS_101,
      `Sec-WebSocket-Accept: ${upstream.accept}`,
      `X-Request-Id: ${requestId}`,
      ...cookieLines,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (upstream.head.length > 0) upstream.socket.unshift(upstream.head);
    if (head.length > 0) socket.unshift(head);
    const hangUp = joinSockets(socket, upstream.socket);
    enders.add(hangUp);
    socket.once('close', () => enders.delete(hangUp));
  }

  return {
    matches: (path) => liveCanvasId(path) !== null,
    accept(req, duplex, head) {
      const visit = visitOf(req, duplex, head, config.TRUST_PROXY_HOPS);
      const { socket, leaving } = visit;
      const leave = (): void => {
        leaving.abort(new AppError('unavailable', 'The client has left'));
      };
      const stop = (): void => {
        leaving.abort(stopping());
      };
      socket.once('end', leave).once('close', leave);
      enders.add(stop);
      void answer(visit).finally(() => {
        enders.delete(stop);
        socket.off('end', leave).off('close', leave);
      });
    },
    close() {
      isStopping = true;
      for (const end of enders) end();
    },
  };
}

function stopping(): AppError {
  return new AppError('unavailable', 'This server is being restarted', { retryAfter: 1 });
}

function visitOf(req: IncomingMessage, duplex: Duplex, head: Buffer, proxyHops: number): Visit {
  const requestId = randomUUID();
  const clientAddress = addressOf(req, proxyHops);
  const { jar, lines } = createCookieLines();
  return {
    req,
    // of an HTTP server it is always one
    socket: duplex as Socket,
    head,
    caller: { headers: req.headers, call: { requestId, clientAddress }, jar },
    requestId,
    clientAddress,
    cookieLines: lines,
    leaving: new AbortController(),
    hasLeft: () => duplex.destroyed || duplex.readableEnded,
  };
}
