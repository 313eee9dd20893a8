import type { NotificationKind, notificationKinds } from '@crossdesk/contracts/notifications.ts';

type VariablesOf = { [K in NotificationKind]: (typeof notificationKinds)[K]['variables'] };

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

/** What each kind of text may name, as the contract says; its schemas stay out of the browser, and the type makes sure that both say the same. */
export const variablesOf: VariablesOf = {
  share_received: aboutShare,
  share_changed: aboutShare,
  share_answered: aboutShare,
  assigned: aboutTicket,
  action_added: aboutMessage,
  mentioned: aboutMessage,
};
