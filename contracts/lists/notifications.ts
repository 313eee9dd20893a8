/** How an agent can be notified: in the app, by email or by text message. */
export const notificationMeans = ['app', 'email', 'sms'] as const;

type ChannelDefaults = Record<(typeof notificationMeans)[number], boolean>;
const inAppOnly: ChannelDefaults = { app: true, email: false, sms: false };
const inAppAndEmail: ChannelDefaults = { app: true, email: true, sms: false };
const off: ChannelDefaults = { app: false, email: false, sms: false };
const ticketVariables = [
  'agent.name',
  'actor.name',
  'company.name',
  'ticket.number',
  'ticket.subject',
  'ticket.url',
  'ticket.status',
  'ticket.priority',
  'ticket.department',
  'ticket.requester',
  'ticket.requester_email',
] as const;
const shareVariables = [
  ...ticketVariables,
  'share.department',
  'share.from',
  'share.level',
  'share.reason',
  'share.question',
  'share.due',
  'share.answer',
  'share.ended',
] as const;
const messageVariables = [...ticketVariables, 'message.text', 'message.internal', 'message.count'] as const;
const transferVariables = [...ticketVariables, 'transfer.from', 'transfer.reason'] as const;
const absenceVariables = [...messageVariables, 'absence.agent', 'absence.substitute'] as const;

/**
 * All kinds of notifications. `defaults`: the default means; `variables`: what the templates may
 * use. share_received goes to the receiving department (ZE-46, ZJ-30, ZJ-32), and so does
 * share_changed, when the level is lowered, the share ends or a new question is asked.
 * share_answered goes to the agent who shared; assigned and action_added to the responsible
 * (ZV-41), like due_soon and overdue, which announce promised times; action_added also to
 * followers, like status_changed and ticket_moved (TT-15); mentioned to the agents mentioned in an
 * internal comment; answered_in_absence to the supervisors and the substitute, when a customer
 * answers while the responsible is away; transfer_received to the department whose ticket waits
 * after a transfer; transferred_away to the former responsible, if someone else transferred the
 * ticket.
 */
export const notificationKinds = {
  share_received: { defaults: inAppOnly, variables: shareVariables },
  share_changed: { defaults: off, variables: shareVariables },
  share_answered: { defaults: inAppOnly, variables: shareVariables },
  assigned: { defaults: inAppOnly, variables: ticketVariables },
  action_added: { defaults: inAppOnly, variables: messageVariables },
  due_soon: { defaults: inAppOnly, variables: ticketVariables },
  overdue: { defaults: inAppOnly, variables: ticketVariables },
  mentioned: { defaults: inAppAndEmail, variables: messageVariables },
  transfer_received: { defaults: inAppOnly, variables: transferVariables },
  transferred_away: { defaults: inAppOnly, variables: transferVariables },
  status_changed: { defaults: inAppOnly, variables: ticketVariables },
  ticket_moved: { defaults: inAppOnly, variables: transferVariables },
  answered_in_absence: { defaults: inAppOnly, variables: absenceVariables },
} as const satisfies Record<string, { defaults: ChannelDefaults; variables: readonly string[] }>;
