/**
 * What the server pushes over the socket. It carries ids only, and only of tickets the agent may read; the desk fetches the rest through the API.
 * ticket: something about it changed (`messageId` when a message did). ticket_gone: it can no longer be seen. notification: there is something new behind my bell. catalog: a setting or a custom view changed. me: my own rights changed.
 */
export type LiveMessage =
  | { kind: 'ticket'; number: number; type: string; messageId: number | null; actorId: number | null; version: number }
  | { kind: 'ticket_gone'; number: number }
  | { kind: 'notification' }
  | { kind: 'catalog' }
  | { kind: 'me' };

/** Who else has a ticket open, and what they are doing there. */
export type Presence = { number: number; people: { agentId: number; doing: 'viewing' | 'typing' }[] };

/** Events of the socket. Client to server: `watch` a ticket (null: none) and `typing` on it. */
export type ServerToClient = { live: (message: LiveMessage) => void; presence: (presence: Presence) => void };
export type ClientToServer = { watch: (number: number | null) => void; typing: (isTyping: boolean) => void };
