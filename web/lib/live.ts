import type { ClientToServer, LiveMessage, Presence, ServerToClient } from '@crossdesk/contracts/live.ts';
import { useEffect, useSyncExternalStore } from 'react';
import type { Socket } from 'socket.io-client';
import { keys, queryClient } from './queries.ts';
import { updateRow } from './ticket-cache.ts';

let socket: Socket<ServerToClient, ClientToServer> | null = null;
let watchedNumber: number | null = null;
let presence: Presence = { number: 0, people: [] };
let isConnected = true;
const stateListeners = new Set<() => void>();
const messageListeners = new Set<(message: LiveMessage) => void>();
const notifyListeners = () => {
  for (const listener of stateListeners) listener();
};
const onState = (listener: () => void) => {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
};

const invalidateTicket = (number: number, messageId: number | null): void => {
  void queryClient.invalidateQueries({ queryKey: keys.ticket(number) });
  void queryClient.invalidateQueries({ queryKey: keys.history(number) });
  void queryClient.invalidateQueries({ queryKey: keys.shares(number) });
  void queryClient.invalidateQueries({ queryKey: keys.notices(number) });
  void queryClient.invalidateQueries({ queryKey: keys.holdings(number) });
  void queryClient.invalidateQueries({ queryKey: keys.decisions(number) });
  void queryClient.invalidateQueries({ queryKey: keys.times(number) });
  if (messageId !== null) void queryClient.invalidateQueries({ queryKey: keys.messages(number) });
};

/** The server stores activity about once a minute. */
const activityMs = 60_000;
let reportedAt = 0;

/** Tells the server that the user does something, so that they do not count as idle. */
const reportActivity = (): void => {
  if (!socket?.connected || Date.now() - reportedAt < activityMs) return;
  reportedAt = Date.now();
  socket.emit('active');
};
const activityEvents = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

let areCountsOutdated = false;
const invalidateCounts = (): void => {
  if (areCountsOutdated) return;
  areCountsOutdated = true;
  setTimeout(() => {
    areCountsOutdated = false;
    void queryClient.invalidateQueries({ queryKey: keys.views });
  }, 400);
};

const applyLiveMessage = (message: LiveMessage): void => {
  if (message.kind === 'ticket') invalidateTicket(message.number, message.messageId);
  if (message.kind === 'ticket_gone') {
    updateRow(message.number, () => null);
    for (const key of [keys.messages, keys.history, keys.shares, keys.holdings, keys.decisions, keys.times])
      queryClient.removeQueries({ queryKey: key(message.number) });
    void queryClient.invalidateQueries({ queryKey: keys.ticket(message.number) });
  }
  if (message.kind === 'notification') void queryClient.invalidateQueries({ queryKey: keys.notifications });
  if (message.kind === 'catalog') {
    void queryClient.invalidateQueries({ queryKey: keys.catalog });
    void queryClient.invalidateQueries({ queryKey: keys.canned });
    void queryClient.invalidateQueries({ queryKey: keys.agentStatuses });
    void queryClient.invalidateQueries({ queryKey: keys.availability });
  }
  if (message.kind === 'availability') void queryClient.invalidateQueries({ queryKey: keys.availability });
  if (message.kind === 'availability' || message.kind === 'catalog')
    void queryClient.invalidateQueries({ queryKey: keys.transfer });
  if (message.kind === 'me') void queryClient.invalidateQueries();
  if (message.kind === 'ticket' || message.kind === 'ticket_gone' || message.kind === 'catalog') invalidateCounts();
  for (const listener of messageListeners) listener(message);
};

/** Opens the live connection after the first paint. It reconnects by itself. */
export const connectLive = (): (() => void) => {
  let isStopped = false;
  // Waits for the first paint.
  let timer = setTimeout(() => void open(), 400);
  const markDisconnected = () => {
    isConnected = false;
    notifyListeners();
  };
  const open = () =>
    import('socket.io-client').then(({ io }) => {
      if (isStopped) return;
      socket = io({ path: '/live', transports: ['websocket', 'polling'], withCredentials: true });
      let wasConnected = false;
      socket.on('connect', () => {
        // Messages sent during an interruption are lost, so everything is refetched. On the first
        // connection only what is on screen can have changed since it was loaded.
        if (wasConnected) void queryClient.invalidateQueries();
        else {
          for (const [kind] of [keys.ticket(0), keys.messages(0), keys.history(0), keys.views]) {
            void queryClient.invalidateQueries({ queryKey: [kind], type: 'active' });
          }
          // Opening the desk is an activity.
          reportActivity();
          // The list on screen checks for changes made before the connection was open.
          for (const listener of messageListeners) listener({ kind: 'catalog' });
        }
        wasConnected = true;
        isConnected = true;
        socket?.emit('watch', watchedNumber);
        notifyListeners();
      });
      // The library does not reconnect by itself after the server closed or refused the connection.
      const reconnect = () => {
        markDisconnected();
        if (isStopped || socket?.active) return;
        clearTimeout(timer);
        timer = setTimeout(() => socket?.connect(), 3_000);
      };
      socket.on('disconnect', reconnect);
      socket.on('connect_error', reconnect);
      socket.on('live', applyLiveMessage);
      socket.on('presence', (next) => {
        presence = next;
        notifyListeners();
      });
    }, markDisconnected);
  const onNetwork = () => notifyListeners();
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  for (const name of activityEvents) window.addEventListener(name, reportActivity, { capture: true, passive: true });
  return () => {
    isStopped = true;
    clearTimeout(timer);
    socket?.disconnect();
    socket = null;
    window.removeEventListener('online', onNetwork);
    window.removeEventListener('offline', onNetwork);
    for (const name of activityEvents) window.removeEventListener(name, reportActivity, { capture: true });
  };
};

/**
 * Whether live updates arrive. Starts as true, so that a slow first connection shows no warning.
 */
export const useIsConnected = (): boolean => useSyncExternalStore(onState, () => isConnected && navigator.onLine);

/** Shows others that this user views the ticket, while it is open. */
export const useWatchTicket = (number: number): void => {
  useEffect(() => {
    watchedNumber = number;
    socket?.emit('watch', number);
    return () => {
      watchedNumber = null;
      presence = { number: 0, people: [] };
      socket?.emit('watch', null);
    };
  }, [number]);
};

const noPeople: Presence['people'] = [];

/** Who else has the ticket open. */
export const usePresence = (number: number): Presence['people'] =>
  useSyncExternalStore(onState, () => (presence.number === number ? presence.people : noPeople));

export const sendTyping = (isTyping: boolean): void => {
  socket?.emit('typing', isTyping);
};

/** Subscribes to live messages while mounted. `listener` must be stable. */
export const useLiveMessages = (listener: (message: LiveMessage) => void): void => {
  useEffect(() => {
    messageListeners.add(listener);
    return () => {
      messageListeners.delete(listener);
    };
  }, [listener]);
};
