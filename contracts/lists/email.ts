/** Known reasons why an accepted mail could not become a message. */
export const mailFailureReasons = [
  'no_sender',
  'source_lost',
  'writer_may_not_comment',
  'mail_too_large',
  'nesting_too_deep',
  'too_many_parts',
  'too_many_lines',
  'headers_too_large',
  'too_costly',
  'unreadable',
] as const;
export type MailFailureReason = (typeof mailFailureReasons)[number];
