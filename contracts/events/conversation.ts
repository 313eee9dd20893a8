export const conversationEvents = [
  'message.added',
  'message.edited',
  'message.taken_back',
  'message.delivered',
  'message.deferred',
  'message.failed',
  'message.resent',
  'message.bounced',
] as const;
