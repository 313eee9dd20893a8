/** Reopening and closing, in English. */
export const closingEn = {
  'page.closing': 'Reopening and closing',
  'note.closing': 'What happens to resolved and closed tickets.',
  'words.closing': 'reopen follow-up automatic close resolved',
  'closing.reopening': 'Reopening',
  'closing.customers': 'Customers can reopen tickets by answering',
  'closing.customersNote':
    'If off, an answer to a resolved or closed ticket opens a follow-up ticket, linked to the old one.',
  'closing.limit': 'Only for some time',
  'closing.days': 'Days after the ticket was resolved or closed',
  'closing.daysNote': 'A later answer opens a follow-up ticket, linked to the old one.',
  'closing.agentsNote': 'Which agents can reopen tickets is set in their access profile.',
  'closing.automatic': 'Closing',
  'closing.closeResolved': 'Close resolved tickets automatically',
  'closing.closeDays': 'Days after the ticket was resolved',
};
