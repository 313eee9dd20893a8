export const identityEvents = [
  'contact.created',
  'contact.edited',
  'agent.created',
  'agent.edited',
  'agent.signed_out',
  'agent.password_changed',
  'profile.edited',
] as const;
