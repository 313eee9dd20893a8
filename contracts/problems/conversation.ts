import type { ProblemTable } from './table.ts';

export const conversationProblems = {
  file_too_large: [413, 'The file is too large.'],
  too_many_files: [422, 'The message has too many attachments.'],
  no_recipient: [422, 'Add at least one recipient.'],
  mention_refused: [422, "Someone you mentioned can't see this ticket."],
  empty_message: [422, 'The message is empty.'],
  original_immutable: [403, "The original request and sent replies can't be edited."],
  edit_window_over: [403, 'Internal comments can only be edited for 15 minutes.'],
  customer_masked: [
    403,
    'The customer is hidden from your department, and a reply shows their address to every recipient. You can only add colleagues who can see the customer.',
  ],
} as const satisfies ProblemTable;
