/** Ways to tell somebody: a mail, a text message, the bell in the desk. */
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

/**
 * Everything people can be told of. `starts`: which means are on before anybody chose; `variables`: what its templates may name.
 * share_received goes to the receiving department (ZE-46, ZJ-30, ZJ-32), share_changed too when a level is lowered, a share ends or something new is asked;
 * share_answered to who shared; assigned and action_added to the responsible (ZV-41); mentioned to whom an internal comment speaks.
 */
export const notificationKinds = {
  share_received: { starts: inAppOnly, variables: shareVariables },
  share_changed: { starts: off, variables: shareVariables },
  share_answered: { starts: inAppOnly, variables: shareVariables },
  assigned: { starts: inAppOnly, variables: ticketVariables },
  action_added: { starts: inAppOnly, variables: messageVariables },
  mentioned: { starts: inAppAndEmail, variables: messageVariables },
} as const satisfies Record<string, { starts: ChannelDefaults; variables: readonly string[] }>;
