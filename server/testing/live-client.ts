import type { ClientToServer, LiveMessage, Presence, ServerToClient } from '@crossdesk/contracts/live.ts';
import { io, type Socket } from 'socket.io-client';
import type { Caller } from './client.ts';

/** A connected client that records messages and can wait for them. */
export function openClient(caller: Caller, url: string) {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: caller ? { authorization: `Bearer ${caller.key}` } : {},
  });
  const received: LiveMessage[] = [];
  const presences: Presence[] = [];
  const waiting = new Set<() => void>();
  const note =
    <T>(list: T[]) =>
    (one: T) => {
      list.push(one);
      for (const look of waiting) look();
    };
  socket.on('live', note(received));
  socket.on('presence', note(presences));
  /** Waits until a condition holds; fails with the received messages. */
  const until = (isMet: () => boolean): Promise<void> =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`only received ${JSON.stringify([received, presences])}`)), 8_000);
      const look = () => {
        if (!isMet()) return;
        clearTimeout(late);
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
    });
  const waitForTicket = (number: number, type?: string) =>
    until(() => received.some((one) => one.kind === 'ticket' && one.number === number && (!type || one.type === type)));
  const waitForGone = (number: number) =>
    until(() => received.some((one) => one.kind === 'ticket_gone' && one.number === number));
  const sorted = (list: Presence['people']) => JSON.stringify([...list].sort((a, b) => a.agentId - b.agentId));
  const waitForPresence = (number: number, people: Presence['people']) =>
    until(() => {
      const last = presences.findLast((one) => one.number === number);
      return last !== undefined && sorted(last.people) === sorted(people);
    });
  return { socket, received, presences, until, waitForTicket, waitForGone, waitForPresence };
}

export type LiveClient = ReturnType<typeof openClient>;
