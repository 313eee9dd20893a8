import type { Subscriptions } from '../platform/events.ts';

/** The tasks queued for each event type: all event subscriptions between modules. */
export const subscriptions: Subscriptions = {
  'contact.edited': ['views:index'],
  'ticket.created': ['views:index', 'notifications:tell'],
  'ticket.edited': ['views:index', 'notifications:tell'],
  'ticket.shared': ['notifications:tell'],
  'ticket.unshared': ['notifications:tell'],
  'share.edited': ['notifications:tell'],
  'share.answered': ['notifications:tell'],
  'message.added': ['views:index', 'email:dispatch', 'notifications:tell'],
  'message.edited': ['views:index', 'notifications:tell'],
  'message.taken_back': ['views:index'],
  'message.delivered': ['conversation:delivery'],
  'message.failed': ['conversation:delivery'],
};
