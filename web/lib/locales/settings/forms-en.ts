/** The fields of the forms, in English. */
export const formsEn = {
  'page.forms': 'Ticket fields',
  'note.forms':
    'Which fields tickets show, in which order, and which are required. Requester and Responsible are always shown.',
  'words.forms': 'hide required order form classification',
  'forms.choose': 'Form',
  'forms.desk': 'Agents',
  'forms.email': 'Email and chat',
  'forms.api': 'API',
  'forms.note.desk':
    'For tickets that agents create. Required fields must be filled in to create a ticket, and can’t be cleared later.',
  'forms.note.email':
    'For tickets from email and chat. They are always accepted; required fields must be filled in before the ticket is resolved or closed.',
  'forms.note.api':
    'For tickets that other programs create. Required fields must be filled in to create a ticket, and can’t be cleared later.',
  'forms.useOf': 'Use of {{name}}',
  'forms.use.hidden': 'Hidden',
  'forms.use.optional': 'Shown',
  'forms.use.required': 'Required',
  'forms.use.either': 'One of these required',
  'forms.eitherAlone': '“One of these required” is set for one field only, so that field is required.',
  'forms.moved': '{{name}} is now number {{position}}.',
};
