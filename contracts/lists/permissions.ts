/**
 * Permissions on a single ticket. The policy in `contracts/permissions.ts` decides each of them.
 */
export const ticketPermissions = [
  'ticket.read',
  'ticket.comment',
  'ticket.reply',
  'ticket.forward',
  'ticket.forward_to_anyone',
  'ticket.edit',
  'ticket.set_status',
  'ticket.reopen',
  'ticket.assign',
  'ticket.set_forecast',
  'ticket.change_type',
  'ticket.share',
  'ticket.transfer',
  'ticket.escalate',
  'ticket.view_original',
  'ticket.delete',
  'ticket.restore',
] as const;

/** Company-wide permissions, independent of a ticket. */
export const companyPermissions = [
  'tickets.all_departments',
  'tickets.create',
  'tickets.batch_transfer',
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
