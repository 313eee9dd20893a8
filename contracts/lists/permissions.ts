/** What can be done to one ticket. Each is decided by the policy in `permissions.ts` and nowhere else. */
export const ticketPermissions = [
  'ticket.read',
  'ticket.comment',
  'ticket.reply',
  'ticket.forward',
  'ticket.forward_to_anyone',
  'ticket.edit',
  'ticket.set_status',
  'ticket.assign',
  'ticket.set_forecast',
  'ticket.change_type',
  'ticket.share',
  'ticket.view_original',
  'ticket.delete',
  'ticket.restore',
] as const;

/** What can be done in the company, whatever the ticket. */
export const companyPermissions = [
  'tickets.all_departments',
  'tickets.create',
  'contacts.read',
  'contacts.edit',
  'messages.edit_own',
  'messages.edit_others',
  'settings.manage',
  'people.manage',
  'mail.manage',
  'audit.read',
  'views.manage_own',
  'views.share',
  'views.manage_others',
] as const;
