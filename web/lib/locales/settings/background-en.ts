/** Failed background work, in English. */
export const backgroundEn = {
  'page.background': 'Background work',
  'note.background':
    'Changes that were saved but whose background work failed. It is retried automatically for about ten minutes. After that, you can try again here.',
  'background.search': 'Search index',
  'background.email': 'Sending an email',
  'background.notifications': 'Notifications',
  'background.delivery': 'Delivery status',
  'background.hidden': 'About a ticket you can’t see',
  'background.attempts_one': '{{count}} attempt',
  'background.attempts_other': '{{count}} attempts',
  'background.next': 'Next attempt:',
  'background.waiting': 'Retrying',
  'background.ended': 'Failed',
  'background.retry': 'Try again',
  'background.retryAll': 'Try all again',
  'background.again': 'Trying again',
  'background.empty': 'No background work has failed.',
};
