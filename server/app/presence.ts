import type { ClientToServer, ServerToClient } from '@crossdesk/contracts/live.ts';
import type { Server, Socket } from 'socket.io';
import type { AgentActor } from '../platform/context.ts';

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
/**
 * A new process knows all others after one round of heartbeats, which are sent every five seconds.
 */
const adapterReadyMs = 6_000;

/**
 * Sends the list of agents who have a ticket open to all of them, across processes. If a process
 * does not respond because it died or is starting, the list of this process is sent first, and the
 * request is retried.
 */
export async function broadcastPresence(io: Sockets, number: number, triesLeft = maxTries): Promise<void> {
  const room = roomOf(number);
  const allSockets = await io
    .in(room)
    .timeout(responseTimeoutMs)
    .fetchSockets()
    .catch(() => null);
  const doing = new Map<number, 'viewing' | 'typing'>();
  for (const socket of allSockets ?? (await io.local.in(room).fetchSockets())) {
    const { actor, isTyping } = socket.data;
    if (isTyping || !doing.has(actor.agentId)) doing.set(actor.agentId, isTyping ? 'typing' : 'viewing');
  }
  const people = [...doing].map(([agentId, what]) => ({ agentId, doing: what }));
  (allSockets ? io : io.local).to(room).emit('presence', { number, people });
  if (allSockets || people.length === 0 || triesLeft === 0) return;
  setTimeout(() => void broadcastPresence(io, number, triesLeft - 1).catch(() => undefined), retryMs).unref();
}

/**
 * Broadcasts presence again once this process knows the others. Returns a function that cancels
 * this.
 */
export function broadcastPresenceWhenReady(io: Sockets): () => void {
  const timer = setTimeout(() => {
    for (const room of io.of('/').adapter.rooms.keys())
      if (room.startsWith(prefix)) void broadcastPresence(io, Number(room.slice(prefix.length))).catch(() => undefined);
  }, adapterReadyMs);
  return () => clearTimeout(timer);
}
