import { agentsWhoCanRead } from '@crossdesk/server/access/index.ts';
import type { Services } from '@crossdesk/server/platform/context.ts';
import { io, type Socket } from 'socket.io-client';
import { Client } from 'undici';
import type { Workload } from './bench-agents.ts';
import { percentile, send } from './load.ts';
import { residentBytes } from './usage.ts';

/**
 * Results of live updates. Delays are milliseconds from sending a change to a client receiving it,
 * including the change itself. `expectedCount`: permitted clients over all changes; `heardCount`:
 * those that received it; `strayCount`: messages to other clients.
 */
export type LiveLoad = {
  sockets: number;
  changes: number;
  changesPerSecond: number;
  expectedCount: number;
  heardCount: number;
  strayCount: number;
  p50: number;
  p95: number;
  p99: number;
  bytesPerSocket: number | null;
};

type LiveMessage = { kind: string; number?: number };

async function connectAll(
  url: string,
  everybody: Workload['socketAgents'],
  count: number,
): Promise<{ socket: Socket; agentId: number }[]> {
  const sockets: { socket: Socket; agentId: number }[] = [];
  const one = (index: number) =>
    new Promise<void>((done, fail) => {
      const { agentId, key } = everybody[index % everybody.length] ?? { agentId: 0, key: '' };
      const socket = io(url, {
        path: '/live',
        transports: ['websocket'],
        extraHeaders: { authorization: `Bearer ${key}` },
        forceNew: true,
        reconnection: false,
      });
      sockets.push({ socket, agentId });
      socket.once('connect', () => done());
      socket.once('connect_error', fail);
    });
  for (let from = 0; from < count; from += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - from) }, (_, index) => one(from + index)));
  }
  return sockets;
}

/**
 * Connects many clients to one server process, makes changes at a steady rate, and measures when
 * each permitted client receives them.
 */
export async function liveLoad(
  server: { url: string; pid: number },
  services: Services,
  workload: Workload,
  options: { sockets: number; changesPerSecond: number; seconds: number },
): Promise<LiveLoad> {
  const before = residentBytes(server.pid);
  const connected = await connectAll(server.url, workload.socketAgents, options.sockets);
  const after = residentBytes(server.pid);
  const socketsOf = Map.groupBy(connected, (one) => one.agentId);
  const client = new Client(server.url, { pipelining: 1 });
  const changes = new Map<number, { sentAt: number; readers: ReadonlySet<number>; heard: Set<Socket> }>();
  const delays: number[] = [];
  let strayCount = 0;
  for (const { socket, agentId } of connected) {
    socket.on('live', (message: LiveMessage) => {
      const change = message.kind === 'ticket' && message.number ? changes.get(message.number) : undefined;
      if (!change || change.heard.has(socket)) return;
      change.heard.add(socket);
      if (!change.readers.has(agentId)) strayCount += 1;
      else delays.push(performance.now() - change.sentAt);
    });
  }
  const changeCount = options.changesPerSecond * options.seconds;
  const agentIds = [...socketsOf.keys()];
  const chosen = Array.from({ length: changeCount }, (_, index) => {
    const agent = workload.agents[index % workload.agents.length];
    const ticket = agent?.tickets[Math.floor(index / workload.agents.length) % agent.tickets.length];
    return agent && ticket ? [{ agent, number: ticket.number }] : [];
  }).flat();
  const audiences = new Map<number, Set<number>>();
  for (const { number } of chosen) audiences.set(number, await agentsWhoCanRead(services.db, number, agentIds));
  let expectedCount = 0;
  const startAt = performance.now();
  const writes: Promise<unknown>[] = [];
  for (const [index, { agent, number }] of chosen.entries()) {
    const dueAt = startAt + (index * 1000) / options.changesPerSecond;
    await new Promise((done) => setTimeout(done, Math.max(0, dueAt - performance.now())));
    if (changes.has(number)) continue;
    const readers = audiences.get(number) ?? new Set<number>();
    for (const agentId of readers) expectedCount += socketsOf.get(agentId)?.length ?? 0;
    changes.set(number, { sentAt: performance.now(), readers, heard: new Set() });
    const body = { text: 'We are looking into it.' };
    writes.push(send(client, { method: 'POST', path: `/api/v1/tickets/${number}/comments`, body, key: agent.key }));
  }
  await Promise.all(writes);
  const lastAt = performance.now();
  while (delays.length < expectedCount && performance.now() - lastAt < 5_000)
    await new Promise((done) => setTimeout(done, 20));
  for (const { socket } of connected) socket.disconnect();
  await client.close();
  const sorted = delays.toSorted((a, b) => a - b);
  return {
    sockets: connected.length,
    changes: changes.size,
    changesPerSecond: options.changesPerSecond,
    expectedCount,
    heardCount: delays.length,
    strayCount,
    p50: Math.round(percentile(sorted, 0.5) * 10) / 10,
    p95: Math.round(percentile(sorted, 0.95) * 10) / 10,
    p99: Math.round(percentile(sorted, 0.99) * 10) / 10,
    bytesPerSocket: before && after ? Math.round((after - before) / connected.length) : null,
  };
}
