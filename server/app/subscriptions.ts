import type { Subscriptions } from '../platform/events.ts';

/** Who hears of what: for each event, the tasks that are queued with it. All the wiring between modules that only speak by event is on this page. */
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
