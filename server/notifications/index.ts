/**
 * Notifies people in the app, by email and by text message, in their language.
 * Owns: notification, notification_rule, notification_preference, notification_template. Emits:
 * setting.edited.
 * Subscribes to: ticket.created, ticket.edited, ticket.transferred, ticket.escalated,
 * ticket.shared, ticket.unshared, share.edited, share.answered, message.added, message.edited.
 */
export { checkNotificationSendAllowed } from './commands/withdraw.ts';
