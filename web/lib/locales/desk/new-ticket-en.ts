/** The form for a new ticket, in English. */
export const newTicketEn = {
  'new.title': 'New ticket',
  'new.requester': 'Requester',
  'new.requesterPick': 'Search by name or email',
  'new.requesterNew': 'New requester: {{text}}',
  'new.subject': 'Subject',
  'new.department': 'Department',
  'new.type': 'Type',
  'new.message': 'Message',
  'new.messagePublic': 'The customer’s request, or your message to them',
  'new.notify': 'Email this message to the requester',
  'new.button': 'Create ticket',
  'new.made': '#{{number}} created',
  'new.needRequester': 'Choose a requester.',
  'new.needSubject': 'Enter a subject.',
  'new.needMessage': 'Enter a message.',
  'new.needDepartment': 'Choose a department.',
};
