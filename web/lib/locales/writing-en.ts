/** What is needed while writing, in English; loaded with the editor. */
export const writingEn = {
  'editor.removeTable': 'Remove table',
  'send.offline': 'You are offline. Send it when the connection is back.',
  'concern.answered': 'Others have written since you began.',
  'concern.noFile': 'You mention an attachment, but there is none.',
  'concern.toCustomer': 'This seems written to the customer, but only agents see an internal comment.',
  'concern.toColleague': 'This seems written to a colleague, but it goes to the customer.',
  'concern.fileOnly': 'A file',
  'concern.show': 'Show',
  'concern.seen': 'I have seen it',
  'concern.sendAnyway': 'Send anyway',
  'concern.addAnyway': 'Add anyway',
  'concern.keepWriting': 'Keep writing',
  'concern.makeReply': 'Make it a reply',
};
