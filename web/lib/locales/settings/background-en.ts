/** Failed background work, in English. */
export const backgroundEn = {
  'page.background': 'Background work',
  'note.background':
    'Changes that were saved but whose background work failed. It is tried again automatically for about ten minutes; afterwards you can try it here.',
  'background.search': 'Search index',
  'background.email': 'Sending an email',
  'background.notifications': 'Notifications',
  'background.delivery': 'Delivery status',
  'background.hidden': 'About a ticket you can’t see',
  'background.attempts_one': '{{count}} attempt',
  'background.attempts_other': '{{count}} attempts',
  'background.next': 'Next attempt:',
  'background.ended': 'No further attempts',
  'background.retry': 'Try again',
  'background.again': 'Trying again',
  'background.empty': 'No background work has failed.',
};
