export const sharingEvents = [
  'ticket.shared',
  'ticket.unshared',
  'ticket.original_viewed',
  'share.edited',
  'share.answered',
] as const;
