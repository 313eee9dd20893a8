import type { LiveMessage } from '@crossdesk/contracts/live.ts';
import { createAdapter } from '@socket.io/postgres-adapter';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { Server } from 'socket.io';
import { agentsWhoCanRead, ticketAccess } from '../access/index.ts';
import type { Authenticator } from '../identity/index.ts';
import { readContext, type Services } from '../platform/context.ts';
import { type LiveSignal, liveChannel } from '../platform/events.ts';
import { Problem } from '../platform/problems.ts';
import { bearerKey, clientAddress, createWrongKeyCounter, sourceOf } from '../platform/request-limits.ts';
import { broadcastPresence, broadcastPresenceWhenReady, type LiveSocket, roomOf, type Sockets } from './presence.ts';

function welcome(io: Sockets, services: Services, socket: LiveSocket): void {
  const stopWatching = async () => {
    const { watching } = socket.data;
    if (watching === null) return;
    socket.data.watching = null;
    socket.data.isTyping = false;
    await socket.leave(roomOf(watching));
    await broadcastPresence(io, watching);
  };
  const quietly = (work: Promise<unknown>) => {
    work.catch((error: Error) => services.log.warn({ error: error.message }, 'a live message could not be handled'));
  };
  const startWatching = async (number: number, turn: number): Promise<void> => {
    try {
      await ticketAccess(readContext(services, socket.data.actor), number);
    } catch (error) {
      if (error instanceof Problem) return;
      // The database is away for a moment; whoever still looks at the ticket then is not forgotten.
      setTimeout(() => turn === socket.data.turn && quietly(startWatching(number, turn)), 1_000).unref();
      throw error;
    }
    if (turn !== socket.data.turn) return;
    socket.data.watching = number;
    await socket.join(roomOf(number));
    await broadcastPresence(io, number);
  };
  socket.on('watch', (number) =>
    quietly(
      (async () => {
        socket.data.turn += 1;
        const { turn } = socket.data;
        await stopWatching();
        if (typeof number === 'number' && Number.isSafeInteger(number)) await startWatching(number, turn);
      })(),
    ),
  );
  socket.on('typing', (isTyping) => {
    if (socket.data.watching === null || socket.data.isTyping === (isTyping === true)) return;
    socket.data.isTyping = isTyping === true;
    quietly(broadcastPresence(io, socket.data.watching));
  });
  socket.on('disconnect', () => {
    socket.data.turn += 1;
    quietly(stopWatching());
  });
}

/** Somebody who has a ticket open and may no longer read it is told that it is gone. */
async function closeTicketView(io: Sockets, socket: LiveSocket, number: number): Promise<void> {
  socket.data.watching = null;
  socket.data.isTyping = false;
  await socket.leave(roomOf(number));
  socket.emit('live', { kind: 'ticket_gone', number });
  await broadcastPresence(io, number);
}

/** Tells each connected agent of a committed change, if they may read the ticket; those who have it open and may not are told that it is gone. */
async function spread(io: Sockets, services: Services, signal: LiveSignal): Promise<void> {
  const sockets = [...io.of('/').sockets.values()];
  if (sockets.length === 0) return;
  if (signal.agentIds) {
    const rung = new Set(signal.agentIds);
    for (const socket of sockets)
      if (rung.has(socket.data.actor.agentId)) socket.emit('live', { kind: 'notification' });
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
    else if (watching === number) await closeTicketView(io, socket, number);
    else if (actor.memberships.some((one) => one.departmentId === signal.departmentId)) {
      // Their department had it until now; their lists let it go.
      socket.emit('live', { kind: 'ticket_gone', number });
    }
  }
}

/** Events after which the agent who caused them may have fewer sessions, and nothing else has changed. */
const endsSessions = /^agent\.(?:signed_out|password_changed)$/;

/** After a change of people or profiles: sockets of those who may no longer be here are closed, the others get their new rights. `of`: only those of this agent. */
async function refreshActors(
  io: Sockets,
  services: Services,
  authenticator: Authenticator,
  of?: number | null,
): Promise<void> {
  authenticator.forget();
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
    if (!readers.has(actor.agentId)) await closeTicketView(io, socket, watching);
  }
}

/** Listens to committed changes on a connection of its own; when that is lost it is made again, and every desk is told to look afresh. */
function listen(
  services: Services,
  url: string,
  hear: (signal: LiveSignal) => void,
  onGap: () => void,
): { close(): Promise<void> } {
  let client: pg.Client | null = null;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  const connect = async (isAgain: boolean): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    const again = () => {
      if (isClosed || client !== next) return;
      client = null;
      retry = setTimeout(() => void connect(true), 500);
    };
    client = next;
    next.on('error', again);
    next.on('end', again);
    next.on('notification', ({ payload }) => {
      if (payload) hear(JSON.parse(payload) as LiveSignal);
    });
    try {
      await next.connect();
      await next.query(`listen ${liveChannel}`);
      if (isAgain) onGap();
    } catch (error) {
      services.log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'live updates wait for the database',
      );
      again();
    }
  };
  void connect(false);
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
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
  const io: Sockets = new Server(app.server, {
    path: '/live',
    serveClient: false,
    adapter: createAdapter(pool, {
      errorHandler: (error: Error) => services.log.warn({ error: error.message }, 'presence waits for the database'),
    }),
    allowRequest: (request, done) => {
      const { origin, host } = request.headers;
      done(null, !origin || URL.parse(origin)?.host === host || origin === new URL(services.config.publicUrl).origin);
    },
  });
  const wrongKeys = createWrongKeyCounter();
  io.use((socket, next) => {
    const hasKey = bearerKey(socket.request.headers.authorization) !== null;
    const source = sourceOf(clientAddress(socket.request, services.config.trustedProxies));
    if (hasKey && wrongKeys.waitSeconds(source) > 0) return next(new Error('rate_limited'));
    authenticator.authenticate(socket.request).then(
      (actor) => {
        if (hasKey && !actor) wrongKeys.note(source);
        if (actor?.kind !== 'agent') return next(new Error('not_signed_in'));
        socket.data = { actor, watching: null, isTyping: false, turn: 0 };
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  io.on('connection', (socket) => welcome(io, services, socket));
  const stopWaiting = broadcastPresenceWhenReady(io);
  const hear = (signal: LiveSignal) => {
    const work = async () => {
      if (endsSessions.test(signal.type)) return refreshActors(io, services, authenticator, signal.actorId);
      if (/^(agent|profile)\./.test(signal.type)) await refreshActors(io, services, authenticator);
      await spread(io, services, signal);
    };
    work().catch((error: Error) => services.log.warn({ error: error.message }, 'a change could not be told'));
  };
  const listening = listen(services, url, hear, () => io.local.emit('live', { kind: 'catalog' }));
  return {
    close: async () => {
      stopWaiting();
      await listening.close();
      io.disconnectSockets(true);
      await new Promise<void>((done) => io.close(() => done()));
    },
  };
}
