export const conversationEvents = [
  'message.added',
  'message.edited',
  'message.taken_back',
  'message.delivered',
  'message.failed',
  'message.resent',
  'message.bounced',
] as const;
