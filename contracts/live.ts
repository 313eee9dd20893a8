/**
 * What the server pushes over the socket: ids only, and only of tickets the agent may read. The
 * client fetches the rest through the API. ticket: the ticket changed (`messageId`: a message did).
 * ticket_gone: it is no longer visible. notification: there is a new notification. catalog: a
 * setting or custom view changed. me: the agent's own rights changed. availability: that of some
 * agents changed.
 */
export type LiveMessage =
  | { kind: 'ticket'; number: number; type: string; messageId: number | null; actorId: number | null; version: number }
  | { kind: 'ticket_gone'; number: number }
  | { kind: 'notification' }
  | { kind: 'catalog' }
  | { kind: 'me' }
  | { kind: 'availability' };

/** Who has a ticket open, and whether they are typing. */
export type Presence = { number: number; people: { agentId: number; doing: 'viewing' | 'typing' }[] };

/**
 * Socket events. The client sends `watch` with a ticket number (null: none), `typing`, and `active`
 * when the user does something, at most once a minute.
 */
export type ServerToClient = { live: (message: LiveMessage) => void; presence: (presence: Presence) => void };
export type ClientToServer = {
  watch: (number: number | null) => void;
  typing: (isTyping: boolean) => void;
  active: () => void;
};
