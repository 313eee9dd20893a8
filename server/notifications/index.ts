/**
 * Telling people what happened that concerns them: by the bell, by mail, by text message, in their words and language.
 * Owns: notification, notification_rule, notification_preference, notification_template. Speaks: setting.edited.
 * Hears: ticket.created, ticket.edited, ticket.shared, ticket.unshared, share.edited, share.answered, message.added, message.edited.
 */
export { checkNotificationSendAllowed } from './commands/withdraw.ts';
