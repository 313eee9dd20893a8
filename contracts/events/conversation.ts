export const conversationEvents = [
  'message.added',
  'message.edited',
  'message.taken_back',
  'message.delivered',
  'message.failed',
  'message.bounced',
] as const;
