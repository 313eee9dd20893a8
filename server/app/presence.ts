import type { ClientToServer, ServerToClient } from '@crossdesk/contracts/live.ts';
import type { Server, Socket } from 'socket.io';
import type { AgentActor } from '../platform/context.ts';

/** `turn` counts the tickets asked for, so that of two in quick succession only the last is watched. */
export type SocketData = { actor: AgentActor; watching: number | null; isTyping: boolean; turn: number };
export type Sockets = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

const prefix = 'ticket:';
export const roomOf = (number: number): string => `${prefix}${number}`;

/** How long another process may take to say who is with it, and when it is asked again. */
const responseTimeoutMs = 1_500;
const retryMs = 2_000;
const maxTries = 8;
/** A process that has just started knows of all the others after one round of their heartbeats, which come every five seconds. */
const adapterReadyMs = 6_000;

/**
 * Tells everybody who has a ticket open who else has, on whichever process they are. Where one does not answer, having died or being about to
 * start, those of this process are told of each other at once, and all are asked again.
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

/** Tells all of this process anew once it knows the others. Returns how to stop waiting for that. */
export function broadcastPresenceWhenReady(io: Sockets): () => void {
  const timer = setTimeout(() => {
    for (const room of io.of('/').adapter.rooms.keys())
      if (room.startsWith(prefix)) void broadcastPresence(io, Number(room.slice(prefix.length))).catch(() => undefined);
  }, adapterReadyMs);
  return () => clearTimeout(timer);
}
