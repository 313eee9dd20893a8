import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { ClientToServer, Presence, ServerToClient } from '@crossdesk/contracts/live.ts';
import type { Server, Socket } from 'socket.io';
import { agentsWhoOwn, ticketAccess } from '../access/index.ts';
import { readersKnownToActor } from '../conversation/index.ts';
import { agentActor } from '../identity/index.ts';
import { type AgentActor, readContext, type Services } from '../platform/context.ts';
import { Problem } from '../platform/problems.ts';

/** `turn` counts watch requests, so that only the last one takes effect. */
export type SocketData = { actor: AgentActor; watching: number | null; isTyping: boolean; turn: number };
export type Sockets = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

const prefix = 'ticket:';
export const roomOf = (number: number): string => `${prefix}${number}`;

/** How long other processes may take to respond, and the retry interval. */
const responseTimeoutMs = 1_500;
const retryMs = 2_000;
const maxTries = 8;
/** Between two broadcasts for one ticket. */
const pauseMs = 100;
/**
 * A new process knows all others after one round of heartbeats, which are sent every five seconds.
 */
const adapterReadyMs = 6_000;

/** The agents among `agentIds` a receiver of a share may know about; null without access. */
async function agentsKnownTo(services: Services, agentId: number, number: number, agentIds: readonly number[]) {
  const actor = await agentActor(services.db, { agentId });
  if (!actor) return null;
  const ctx = readContext(services, actor);
  const access = await ticketAccess(ctx, number).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
  return access && (await readersKnownToActor(ctx, access, agentIds));
}

/**
 * The people each agent with the ticket open is shown: owners see all, receivers of a share not
 * those of other shares.
 */
async function peopleShownTo(services: Services, number: number, people: Presence['people']) {
  const ids = people.map((one) => one.agentId);
  const shown = new Map(ids.map((id) => [id, people]));
  if (ids.length < 2) return shown;
  const owners = await agentsWhoOwn(services.db, number, ids);
  for (const id of ids) {
    if (owners.has(id)) continue;
    const known = await agentsKnownTo(services, id, number, ids);
    shown.set(id, known ? people.filter((one) => known.has(one.agentId)) : []);
  }
  return shown;
}

/**
 * Sends the list of agents who have a ticket open to all of them, across processes. If a process
 * does not respond because it died or is starting, the list of this process is sent first, and the
 * request is retried.
 */
async function sendPresence(io: Sockets, services: Services, number: number, triesLeft = maxTries): Promise<void> {
  const room = roomOf(number);
  const allSockets = await io
    .in(room)
    .timeout(responseTimeoutMs)
    .fetchSockets()
    .catch(() => null);
  const doing = new Map<number, 'viewing' | 'typing'>();
  const sockets = allSockets ?? (await io.local.in(room).fetchSockets());
  for (const socket of sockets) {
    const { actor, isTyping } = socket.data;
    if (isTyping || !doing.has(actor.agentId)) doing.set(actor.agentId, isTyping ? 'typing' : 'viewing');
  }
  const people = [...doing].map(([agentId, what]) => ({ agentId, doing: what }));
  const shown = await peopleShownTo(services, number, people);
  for (const [agentId, visible] of shown) {
    const socketIds = sockets.filter((one) => one.data.actor.agentId === agentId).map((one) => one.id);
    (allSockets ? io : io.local).to(socketIds).emit('presence', { number, people: visible });
  }
  if (allSockets || people.length === 0 || triesLeft === 0) return;
  const retry = () => void sendPresence(io, services, number, triesLeft - 1).catch(() => undefined);
  startTimer(retry, retryMs).unref();
}

const running = new WeakMap<Sockets, Map<number, { isOutdated: boolean }>>();

/**
 * Sends the list of agents who have a ticket open to all of them. Changes while it is being sent
 * are sent together afterwards.
 */
export async function broadcastPresence(io: Sockets, services: Services, number: number): Promise<void> {
  const broadcasts = running.get(io) ?? new Map<number, { isOutdated: boolean }>();
  running.set(io, broadcasts);
  const current = broadcasts.get(number);
  if (current) {
    current.isOutdated = true;
    return;
  }
  const broadcast = { isOutdated: false };
  broadcasts.set(number, broadcast);
  try {
    await sendPresence(io, services, number);
    while (broadcast.isOutdated) {
      await setTimeout(pauseMs, undefined, { ref: false });
      broadcast.isOutdated = false;
      await sendPresence(io, services, number);
    }
  } finally {
    broadcasts.delete(number);
  }
}

/**
 * Broadcasts presence again once this process knows the others. Returns a function that cancels
 * this.
 */
export function broadcastPresenceWhenReady(io: Sockets, services: Services): () => void {
  const timer = startTimer(() => {
    for (const room of io.of('/').adapter.rooms.keys())
      if (room.startsWith(prefix))
        void broadcastPresence(io, services, Number(room.slice(prefix.length))).catch(() => undefined);
  }, adapterReadyMs);
  return () => clearTimeout(timer);
}
