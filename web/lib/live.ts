import type { ClientToServer, LiveMessage, Presence, ServerToClient } from '@crossdesk/contracts/live.ts';
import { useEffect, useSyncExternalStore } from 'react';
import type { Socket } from 'socket.io-client';
import { keys, queryClient } from './queries.ts';
import { changeRow } from './ticket-cache.ts';

let socket: Socket<ServerToClient, ClientToServer> | null = null;
let watched: number | null = null;
let presence: Presence = { number: 0, people: [] };
let isConnected = true;
const stateListeners = new Set<() => void>();
const messageListeners = new Set<(message: LiveMessage) => void>();
const tell = () => {
  for (const listener of stateListeners) listener();
};
const onState = (listener: () => void) => {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
};

const renewTicket = (number: number, messageId: number | null): void => {
  void queryClient.invalidateQueries({ queryKey: keys.ticket(number) });
  void queryClient.invalidateQueries({ queryKey: keys.history(number) });
  void queryClient.invalidateQueries({ queryKey: keys.shares(number) });
  void queryClient.invalidateQueries({ queryKey: keys.notices(number) });
  if (messageId !== null) void queryClient.invalidateQueries({ queryKey: keys.messages(number) });
};

let countsTimer: ReturnType<typeof setTimeout> | undefined;
const renewCounts = (): void => {
  clearTimeout(countsTimer);
  countsTimer = setTimeout(() => void queryClient.invalidateQueries({ queryKey: keys.views }), 400);
};

const hear = (message: LiveMessage): void => {
  if (message.kind === 'ticket') renewTicket(message.number, message.messageId);
  if (message.kind === 'ticket_gone') {
    changeRow(message.number, () => null);
    for (const key of [keys.messages, keys.history, keys.shares])
      queryClient.removeQueries({ queryKey: key(message.number) });
    void queryClient.invalidateQueries({ queryKey: keys.ticket(message.number) });
  }
  if (message.kind === 'notification') void queryClient.invalidateQueries({ queryKey: keys.notifications });
  if (message.kind === 'catalog') {
    void queryClient.invalidateQueries({ queryKey: keys.catalog });
    void queryClient.invalidateQueries({ queryKey: keys.canned });
  }
  if (message.kind === 'me') void queryClient.invalidateQueries();
  if (message.kind === 'ticket' || message.kind === 'ticket_gone' || message.kind === 'catalog') renewCounts();
  for (const listener of messageListeners) listener(message);
};

/** Opens the live connection. It is loaded after the first paint, and comes back by itself after a break. */
export const connectLive = (): (() => void) => {
  let isStopped = false;
  // The page is drawn first; hearing of changes can wait a moment.
  let timer = setTimeout(() => void open(), 400);
  const cutOff = () => {
    isConnected = false;
    tell();
  };
  const open = () =>
    import('socket.io-client').then(({ io }) => {
      if (isStopped) return;
      socket = io({ path: '/live', transports: ['websocket', 'polling'], withCredentials: true });
      let wasConnected = false;
      socket.on('connect', () => {
        // What was said during a break was not heard: everything is looked at again. Before the first connection it is only what is on screen, and
        // only what can have changed in that moment.
        if (wasConnected) void queryClient.invalidateQueries();
        else {
          for (const [kind] of [keys.ticket(0), keys.messages(0), keys.history(0), keys.views]) {
            void queryClient.invalidateQueries({ queryKey: [kind], type: 'active' });
          }
          // The list on screen looks for itself what came before there was anybody to hear of it.
          for (const listener of messageListeners) listener({ kind: 'catalog' });
        }
        wasConnected = true;
        isConnected = true;
        socket?.emit('watch', watched);
        tell();
      });
      // Where the server closed or refused the connection, the library does not reconnect by itself.
      const reconnect = () => {
        cutOff();
        if (isStopped || socket?.active) return;
        clearTimeout(timer);
        timer = setTimeout(() => socket?.connect(), 3_000);
      };
      socket.on('disconnect', reconnect);
      socket.on('connect_error', reconnect);
      socket.on('live', hear);
      socket.on('presence', (next) => {
        presence = next;
        tell();
      });
    }, cutOff);
  const onNetwork = () => tell();
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    socket?.disconnect();
    socket = null;
    window.removeEventListener('online', onNetwork);
    window.removeEventListener('offline', onNetwork);
  };
};

/** True while changes of others arrive. Starts as true, so that a slow first connection shows no alarm. */
export const useIsConnected = (): boolean => useSyncExternalStore(onState, () => isConnected && navigator.onLine);

/** Tells others that I am looking at this ticket, for as long as it is open. */
export const useWatch = (number: number): void => {
  useEffect(() => {
    watched = number;
    socket?.emit('watch', number);
    return () => {
      watched = null;
      presence = { number: 0, people: [] };
      socket?.emit('watch', null);
    };
  }, [number]);
};

const nobody: Presence['people'] = [];

/** Who else has the ticket open, me left out. */
export const usePresence = (number: number): Presence['people'] =>
  useSyncExternalStore(onState, () => (presence.number === number ? presence.people : nobody));

export const sendTyping = (isTyping: boolean): void => {
  socket?.emit('typing', isTyping);
};

/** Hears every live message while shown. `listener` has to be stable. */
export const useLiveMessages = (listener: (message: LiveMessage) => void): void => {
  useEffect(() => {
    messageListeners.add(listener);
    return () => {
      messageListeners.delete(listener);
    };
  }, [listener]);
};
