/** Ways to tell somebody: a mail, a text message, the bell in the desk. */
export const notificationMeans = ['app', 'email', 'sms'] as const;

type Switches = Record<(typeof notificationMeans)[number], boolean>;
const inApp: Switches = { app: true, email: false, sms: false };
const spokenTo: Switches = { app: true, email: true, sms: false };
const silent: Switches = { app: false, email: false, sms: false };
const aboutTicket = [
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
const aboutShare = [
  ...aboutTicket,
  'share.department',
  'share.from',
  'share.level',
  'share.reason',
  'share.question',
  'share.due',
  'share.answer',
  'share.ended',
] as const;
const aboutMessage = [...aboutTicket, 'message.text', 'message.internal', 'message.count'] as const;

/**
 * Everything people can be told of. `starts`: which means are on before anybody chose; `variables`: what its templates may name.
 * share_received goes to the receiving department (ZE-46, ZJ-30, ZJ-32), share_changed too when a level is lowered, a share ends or something new is asked;
 * share_answered to who shared; assigned and action_added to the responsible (ZV-41); mentioned to whom an internal comment speaks.
 */
export const notificationKinds = {
  share_received: { starts: inApp, variables: aboutShare },
  share_changed: { starts: silent, variables: aboutShare },
  share_answered: { starts: inApp, variables: aboutShare },
  assigned: { starts: inApp, variables: aboutTicket },
  action_added: { starts: inApp, variables: aboutMessage },
  mentioned: { starts: spokenTo, variables: aboutMessage },
} as const satisfies Record<string, { starts: Switches; variables: readonly string[] }>;
