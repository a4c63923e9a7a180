import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@aibmc/common/errors';
import { ENDED_SESSIONS_CHANNEL } from '@aibmc/common/ended-sessions';
import { Listener } from '@aibmc/common/listener';
import type { Notification } from 'pg';
import type { WebSocket } from 'ws';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { isOver } from '../domain/generation-news.ts';
import { createTurns } from '../domain/turns.ts';
import { findCanvasFor } from '../sql/canvases.ts';
import { listTail } from '../sql/edits.ts';
import { findSince } from '../sql/guests.ts';
import { connectBeside, followBackends } from '../sql/listener.ts';
import { markGenerationsRead } from '../sql/notifications.ts';
import { AccessWatch } from './access-watch.ts';
import { Admission } from './admission.ts';
import { Connection, type Visitor } from './connection.ts';
import { LIVE_LIMITS, type LiveLimits } from './limits.ts';
import { createLiveMetrics } from './live-metrics.ts';
import { readEditsNotice, readGenerationNotice } from './notices.ts';
import { PresenceExchange } from './presence-exchange.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';
import { Session } from './session.ts';
import { Talk } from './talk.ts';
import { Tick } from './tick.ts';
import { type Accept, answerUpgrades } from './upgrade.ts';

/** Live editing: the WebSockets of this process, what feeds them, and what ends them. */
export interface Live {
  /** Has a server's upgrades answered. */
  attach: (server: Server) => void;
  /** Ends every connection with 1012 and refuses new ones; resolves when all are closed. */
  stop: () => Promise<void>;
}

const CHANNELS = [
  'canvas_edits',
  'canvas_presence',
  'canvas_access',
  'canvas_generations',
  'canvas_comments',
  'canvas_votings',
  ENDED_SESSIONS_CHANNEL,
] as const;

/** Starts live editing: it listens to the other replicas from now on. */
export function startLive(ctx: Context, limits: LiveLimits = LIVE_LIMITS): Live {
  const { pool, log, edits, editRates, verify, watchers, endedSessions } = ctx;
  const admission = new Admission(limits);
  const metrics = createLiveMetrics(ctx.metrics, () => ({
    connections: rooms.connectionCount,
    rooms: rooms.size,
  }));
  const tick = new Tick(metrics);
  const { connections: waiting, resumesAtOnce: atOnce } = limits;
  const inTurn = createTurns({ atOnce, waiting, waitingEach: waiting });
  const rooms: Rooms = new Rooms({
    log,
    limits,
    tick,
    readTail: (canvasId, after, upTo) => listTail(pool, canvasId, after, upTo, limits.pageEdits),
    onPeopleChanged: (room) => {
      exchange.changed(room);
    },
  });
  const access = new AccessWatch({ pool, log, rooms });
  const talk = new Talk({ pool, log, rooms });
  const isOwnBackend = followBackends(pool);
  const listener = new Listener(log, {
    connect: connectBeside(pool),
    channels: CHANNELS,
    probeMs: limits.probeMs,
    onNotice: hear,
    onConnect: () => {
      access.recheckAll();
      exchange.reconnected();
      talk.reconnected();
      // what was told meanwhile is lost, and they have nothing else to go by
      watchers.endAll();
    },
  });
  const exchange = new PresenceExchange({
    rooms,
    limits,
    log,
    notify: (payload) => listener.notify('canvas_presence', payload),
  });
  const stopTaking = edits.onCommitted((committed) => {
    rooms.take(committed);
  });
  const sweep = setInterval(() => {
    const now = Date.now();
    for (const { connection } of rooms.connections()) connection.sweep(now);
  }, limits.sweepMs);
  const recheck = setInterval(() => {
    access.recheckAll();
  }, limits.recheckMs);
  let isStopping = false;
  listener.start();

  function hear({ channel, payload = '', processId }: Notification): void {
    if (channel === 'canvas_access') {
      access.hear(payload);
      watchers.hearAccess(payload);
    } else if (channel === 'canvas_presence') exchange.hear(payload);
    else if (channel === 'canvas_generations') tellOfGeneration(payload);
    else if (channel === 'canvas_comments') talk.hearComment(payload);
    else if (channel === 'canvas_votings') talk.hearVoting(payload);
    else if (channel === ENDED_SESSIONS_CHANNEL) endedSessions.hear(payload);
    else {
      watchers.hearEdits(payload);
      const isOwn = isOwnBackend(processId);
      for (const { canvasId, revision } of readEditsNotice(payload) ?? []) {
        rooms.get(canvasId)?.learn(revision, isOwn);
      }
    }
  }

  function tellOfGeneration(payload: string): void {
    const told = readGenerationNotice(payload);
    if (!told) return;
    const { canvasId, ...notice } = told;
    const room = rooms.get(canvasId);
    room?.sendAll({ type: 'generation', ...notice });
    if (isOver(notice) && room?.hasPerson(notice.userId)) {
      markGenerationsRead(pool, notice.userId, canvasId).catch((err: unknown) => {
        log.info({ err }, 'a generation that was seen stays unread');
      });
    }
  }

  /**
   * The room is held before the role and the revision are read, in one statement: nothing that happens after that
   * read is missed.
   */
  const accept: Accept = async ({ canvasId, token, socket }, complete) => {
    if (isStopping) throw new AppError('unavailable', 'The service restarts', { retryAfter: 1 });
    const { userId, name, colour, isGuest, sessionId, expiresAt } = await verify(token);
    const leave = admission.enter(userId, canvasId);
    const room = rooms.hold(canvasId);
    onceClosed(socket, () => {
      leave();
      rooms.release(room);
    });
    const { version } = access;
    const found = await findCanvasFor(pool, canvasId, userId);
    // guests who only look are told of changes by the event stream of their link
    const { role, revision, groupId } = requireAction(
      found,
      isGuest ? 'canvas.comment' : 'canvas.read',
      'canvas',
    );
    const since = isGuest ? await findSince(pool, userId) : 0;
    room.open(revision, groupId);
    complete((ws) => {
      const connection = open(ws, socket, room, { userId, name, colour, isGuest, since, role, expiresAt });
      if (access.version !== version) access.recheck(room, connection);
      const forgetSession = endedSessions.onEnd(sessionId, () => {
        connection.end('tokenExpired');
      });
      ws.on('close', forgetSession);
      if (isStopping) connection.end('restart');
    });
  };

  function open(ws: WebSocket, socket: Duplex, room: Room, visitor: Visitor): Connection {
    const connection = new Connection(ws, socket, visitor, limits, tick);
    const session = new Session({ pool, log, edits, limits, metrics, inTurn, editRates }, room, connection);
    ws.on('error', (err) => {
      log.debug({ err }, 'a live connection failed');
    });
    ws.on('message', (data: Buffer, isBinary) => {
      session.receive(data, isBinary);
    });
    ws.on('ping', () => {
      session.receiveControl();
    });
    ws.on('pong', () => {
      session.receiveControl();
    });
    ws.on('close', (code) => {
      room.leave(connection);
      metrics.closed(connection.endedWith ?? code);
    });
    if (room.readers.size === 0) exchange.opened(room);
    room.join(connection);
    return connection;
  }

  async function endAll(): Promise<void> {
    for (const { connection } of rooms.connections()) connection.end('restart');
    const deadline = Date.now() + limits.closeMs;
    while (rooms.size > 0 && Date.now() < deadline) await delay(10);
    for (const { connection } of rooms.connections()) connection.terminate();
  }

  return {
    attach: (server) => {
      answerUpgrades(server, limits, log, accept);
    },
    stop: async () => {
      isStopping = true;
      clearInterval(sweep);
      clearInterval(recheck);
      await endAll();
      stopTaking();
      await exchange.stop();
      await watchers.stop();
      await Promise.all([listener.stop(), access.stop(), talk.stop()]);
    },
  };
}

/** Calls back when a socket is closed, which it may be already. */
function onceClosed(socket: Duplex, done: () => void): void {
  if (socket.destroyed) done();
  else socket.once('close', done);
}
