import type { LiveMessage } from '@crossdesk/contracts/live.ts';
import { createAdapter } from '@socket.io/postgres-adapter';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { Server } from 'socket.io';
import { agentsWhoCanRead, ticketAccess } from '../access/index.ts';
import type { Authenticator } from '../identity/index.ts';
import { readContext, type Services } from '../platform/context.ts';
import type { LiveSignal } from '../platform/events.ts';
import { listenForChanges } from '../platform/listen.ts';
import { Problem } from '../platform/problems.ts';
import { bearerKey, createWrongKeyCounter } from '../platform/request-limits.ts';
import { createConnectionLimits, limitMessages } from './live-limits.ts';
import { broadcastPresence, broadcastPresenceWhenReady, type LiveSocket, roomOf, type Sockets } from './presence.ts';
import { createSeenRecorder, type SeenRecorder } from './seen.ts';

function handleConnection(io: Sockets, services: Services, recorder: SeenRecorder, socket: LiveSocket): void {
  recorder.seen([socket.data.actor.agentId]);
  const stopWatching = async () => {
    const { watching } = socket.data;
    if (watching === null) return;
    socket.data.watching = null;
    socket.data.isTyping = false;
    await socket.leave(roomOf(watching));
    await broadcastPresence(io, services, watching);
  };
  const logError = (error: Error) => services.log.warn({ error: error.message }, 'could not handle a live message');
  const logFailure = (work: Promise<unknown>) => {
    work.catch(logError);
  };
  const startWatching = async (number: number, turn: number): Promise<void> => {
    try {
      await ticketAccess(readContext(services, socket.data.actor), number);
    } catch (error) {
      if (error instanceof Problem) return;
      // The database may be unavailable: retry if the ticket is still open.
      setTimeout(() => turn === socket.data.turn && logFailure(startWatching(number, turn)), 1_000).unref();
      throw error;
    }
    if (turn !== socket.data.turn) return;
    socket.data.watching = number;
    await socket.join(roomOf(number));
    await broadcastPresence(io, services, number);
  };
  let wanted: unknown = null;
  let isSwitching = false;
  /** Watches the ticket named last. Those named in between are skipped. */
  const switchTicket = async (): Promise<void> => {
    if (isSwitching) return;
    isSwitching = true;
    let { turn } = socket.data;
    do {
      turn = socket.data.turn;
      const number = wanted;
      const work = async () => {
        await stopWatching();
        if (typeof number === 'number' && Number.isSafeInteger(number)) await startWatching(number, turn);
      };
      await work().catch(logError);
    } while (turn !== socket.data.turn && socket.connected);
    isSwitching = false;
  };
  limitMessages(socket);
  socket.on('watch', (number) => {
    socket.data.turn += 1;
    wanted = number;
    void switchTicket();
  });
  socket.on('typing', (isTyping) => {
    if (socket.data.watching === null || socket.data.isTyping === (isTyping === true)) return;
    socket.data.isTyping = isTyping === true;
    logFailure(broadcastPresence(io, services, socket.data.watching));
  });
  socket.on('active', () => recorder.active(socket.data.actor.agentId));
  socket.on('disconnect', () => {
    socket.data.turn += 1;
    logFailure(stopWatching());
  });
}

/** Stops a client from watching a ticket its agent can no longer read. */
async function closeTicketView(io: Sockets, services: Services, socket: LiveSocket, number: number): Promise<void> {
  socket.data.watching = null;
  socket.data.isTyping = false;
  await socket.leave(roomOf(number));
  socket.emit('live', { kind: 'ticket_gone', number });
  await broadcastPresence(io, services, number);
}

/**
 * Sends a committed change to connected agents who can read the ticket, and ticket_gone to those
 * who no longer can.
 */
async function broadcastSignal(io: Sockets, services: Services, signal: LiveSignal): Promise<void> {
  const sockets = [...io.of('/').sockets.values()];
  if (sockets.length === 0) return;
  if (signal.agentIds) {
    const notifiedIds = new Set(signal.agentIds);
    for (const socket of sockets)
      if (notifiedIds.has(socket.data.actor.agentId)) socket.emit('live', { kind: 'notification' });
    return;
  }
  if (signal.ticketId === null) {
    if (/^(agent|profile|department|setting|view)\./.test(signal.type)) io.local.emit('live', { kind: 'catalog' });
    if (/^(agent|profile)\./.test(signal.type)) io.local.emit('live', { kind: 'me' });
    return;
  }
  const number = signal.ticketId;
  const readers = await agentsWhoCanRead(services.db, number, [
    ...new Set(sockets.map((socket) => socket.data.actor.agentId)),
  ]);
  const message: LiveMessage = {
    kind: 'ticket',
    number,
    type: signal.type,
    messageId: signal.messageId,
    actorId: signal.actorId,
    version: signal.version,
  };
  for (const socket of sockets) {
    const { actor, watching } = socket.data;
    if (readers.has(actor.agentId)) socket.emit('live', message);
    else if (watching === number) await closeTicketView(io, services, socket, number);
    else if (actor.memberships.some((one) => one.departmentId === signal.departmentId)) {
      // The agent's department just lost access: remove the ticket from lists.
      socket.emit('live', { kind: 'ticket_gone', number });
    }
  }
}

/** Events that only end sessions of the agent who caused them. */
const endsSessions = /^agent\.(?:signed_out|password_changed)$/;

/**
 * After a change of agents or profiles: disconnects agents who are no longer allowed and updates
 * the rights of the others. `of`: only this agent.
 */
async function refreshActors(
  io: Sockets,
  services: Services,
  authenticator: Authenticator,
  of?: number | null,
): Promise<void> {
  authenticator.clearCache();
  for (const socket of io.of('/').sockets.values()) {
    if (of && socket.data.actor.agentId !== of) continue;
    const actor = await authenticator.authenticate(socket.request);
    if (actor?.kind !== 'agent') {
      socket.disconnect(true);
      continue;
    }
    socket.data.actor = actor;
    const { watching } = socket.data;
    if (watching === null) continue;
    const readers = await agentsWhoCanRead(services.db, watching, [actor.agentId]);
    if (!readers.has(actor.agentId)) await closeTicketView(io, services, socket, watching);
  }
}

/**
 * The pool for the Socket.IO adapter, which never releases a connection that was lost, so that each
 * loss would take one from the pool for good.
 */
function adapterPool(pool: pg.Pool): { pool: pg.Pool; close(): void } {
  const clients = new Set<pg.PoolClient>();
  let isClosed = false;
  const connect = async () => {
    // After closing, the adapter must not schedule another attempt.
    if (isClosed) return new Promise<never>(() => {});
    const client = await pool.connect();
    const release = client.release.bind(client);
    client.release = (error) => {
      clients.delete(client);
      release(error);
    };
    clients.add(client);
    // The adapter removes this listener before it releases the connection itself.
    client.once('end', () => client.release(true));
    if (isClosed) releaseAll();
    return client;
  };
  /** The adapter forgets a connection it has not finished setting up when it is closed. */
  const releaseAll = () => {
    for (const client of clients) {
      client.removeAllListeners('end');
      client.release(true);
    }
  };
  return {
    pool: { connect, query: pool.query.bind(pool) } as unknown as pg.Pool,
    close: () => {
      isClosed = true;
      releaseAll();
    },
  };
}

/** How often connected agents are noted; each is stored about once a minute. */
const seenMs = 20_000;
/** Many agents can change at the same moment, such as at the start of a shift. */
const gatherMs = 500;

/** Runs `work` once for all calls of a moment. */
function gathered(work: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      work();
    }, gatherMs).unref();
  };
}

/** Live updates and presence over Socket.IO at /live, on any number of processes. */
export function startLive(
  app: FastifyInstance,
  services: Services,
  pool: pg.Pool,
  url: string,
  authenticator: Authenticator,
): { close(): Promise<void> } {
  const limits = createConnectionLimits(services.config);
  const adapterConnections = adapterPool(pool);
  const io: Sockets = new Server(app.server, {
    path: '/live',
    serveClient: false,
    // Clients send ticket numbers only.
    maxHttpBufferSize: 10_000,
    connectTimeout: 5_000,
    adapter: createAdapter(adapterConnections.pool, {
      errorHandler: (error: Error) =>
        services.log.warn({ error: error.message }, 'presence is waiting for the database'),
    }),
    allowRequest: (request, done) => {
      const { origin, host } = request.headers;
      const isOwnPage = URL.parse(origin ?? '')?.host === host || origin === new URL(services.config.publicUrl).origin;
      done(null, (!origin || isOwnPage) && limits.allows(request));
    },
  });
  io.engine.on('connection', (connection: LiveSocket['conn']) => limits.addConnection(connection, connection.request));
  const wrongKeys = createWrongKeyCounter();
  io.use((socket, next) => {
    const hasKey = bearerKey(socket.request.headers.authorization) !== null;
    const source = limits.sourceOf(socket.request);
    if (hasKey && wrongKeys.waitSeconds(source) > 0) return next(new Error('rate_limited'));
    authenticator.authenticate(socket.request).then(
      (actor) => {
        if (hasKey && !actor) wrongKeys.count(source);
        if (actor?.kind !== 'agent') return next(new Error('not_signed_in'));
        limits.markSignedIn(socket.conn);
        socket.data = { actor, watching: null, isTyping: false, turn: 0 };
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  const recorder = createSeenRecorder(services);
  io.on('connection', (socket) => handleConnection(io, services, recorder, socket));
  const heartbeat = setInterval(
    () => recorder.seen([...new Set([...io.of('/').sockets.values()].map((socket) => socket.data.actor.agentId))]),
    seenMs,
  ).unref();
  const announceAvailability = gathered(() => io.local.emit('live', { kind: 'availability' }));
  const stopWaiting = broadcastPresenceWhenReady(io, services);
  const handleSignal = (signal: LiveSignal) => {
    const work = async () => {
      if (endsSessions.test(signal.type)) return refreshActors(io, services, authenticator, signal.actorId);
      if (signal.type === 'availability.changed') return announceAvailability();
      if (/^(agent|profile)\./.test(signal.type)) await refreshActors(io, services, authenticator);
      await broadcastSignal(io, services, signal);
    };
    work().catch((error: Error) => services.log.warn({ error: error.message }, 'could not broadcast a change'));
  };
  const listening = listenForChanges(services.log, url, handleSignal, () => io.local.emit('live', { kind: 'catalog' }));
  return {
    close: async () => {
      stopWaiting();
      clearInterval(heartbeat);
      await listening.close();
      // Only those of this process; others keep their clients.
      io.local.disconnectSockets(true);
      await new Promise<void>((done) => io.close(() => done()));
      adapterConnections.close();
    },
  };
}
