import { Type } from 'typebox';
import { companyPermissions, ticketPermissions } from './lists/permissions.ts';

export type TicketPermission = (typeof ticketPermissions)[number];

export type CompanyPermission = (typeof companyPermissions)[number];

export const permissions = [...ticketPermissions, ...companyPermissions] as const;
export type Permission = (typeof permissions)[number];
export const PermissionName = Type.Enum(permissions);

/**
 * The relations an agent can have to a ticket. The server's `access` module defines which tickets
 * each one covers.
 */
export const relations = [
  'administrator',
  'department_supervisor',
  'department_agent',
  'assignee',
  'shared_full',
  'shared_restricted',
  'shared_read_only',
  'former_agent',
  'former_department',
] as const;
export type Relation = (typeof relations)[number];

/** Properties of a ticket that can forbid an action to everyone. */
export type TicketFact = 'deleted' | 'not_deleted' | 'internal' | 'closed';

/**
 * Why a permission is refused. `shared_…`: the department's access level does not include it.
 * `read_only_silent`: the company does not let Read-only access comment. `handed_over`: another
 * department has the ticket now. The web application has a message for each.
 */
export const refusals = [
  'profile_lacks_permission',
  'relation_lacks_permission',
  'shared_full',
  'shared_restricted',
  'shared_read_only',
  'read_only_silent',
  'handed_over',
  'ticket_deleted',
  'ticket_not_deleted',
  'ticket_internal',
  'ticket_closed',
  'field_hidden',
] as const;
export type Refusal = (typeof refusals)[number];

/** The relations that own a ticket. All others come from a share. */
export const ownerRelations = ['administrator', 'department_supervisor', 'department_agent', 'assignee'] as const;
const fullAccess = [...ownerRelations, 'shared_full'] as const;
const restrictedAccess = [...fullAccess, 'shared_restricted'] as const;
const sharedAccess = [...restrictedAccess, 'shared_read_only'] as const;
/** Those who had the ticket before it was transferred, and may still read it. */
const formerRelations = ['former_agent', 'former_department'] as const;
const anyAccess = [...sharedAccess, ...formerRelations] as const;

/** A company setting that turns a permission of a relation on or off. All are on by default. */
export type PolicySwitch = 'readOnlyCanComment';

type PolicyRule = {
  grantedTo: readonly Relation[];
  unless: readonly TicketFact[];
  requiresSwitch?: Partial<Record<Relation, PolicySwitch>>;
};

/**
 * The policy. A permission is granted when the agent's access profile contains it, the agent has
 * one of the relations in `grantedTo`, and none of the facts in `unless` holds. `requiresSwitch`:
 * the relation grants it only while that setting is on. Used by the server, the web application,
 * docs and tests.
 */
export const policy: Record<TicketPermission, PolicyRule> = {
  'ticket.read': { grantedTo: anyAccess, unless: [] },
  'ticket.comment': {
    grantedTo: sharedAccess,
    unless: ['deleted'],
    requiresSwitch: { shared_read_only: 'readOnlyCanComment' },
  },
  'ticket.reply': { grantedTo: fullAccess, unless: ['deleted', 'internal'] },
  'ticket.forward': { grantedTo: restrictedAccess, unless: ['deleted'] },
  'ticket.forward_to_anyone': { grantedTo: fullAccess, unless: ['deleted'] },
  'ticket.edit': { grantedTo: fullAccess, unless: ['deleted'] },
  'ticket.set_status': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.reopen': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.assign': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.set_forecast': { grantedTo: fullAccess, unless: ['deleted'] },
  'ticket.change_type': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.share': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.transfer': { grantedTo: ownerRelations, unless: ['deleted', 'closed'] },
  'ticket.escalate': { grantedTo: ownerRelations, unless: ['deleted', 'closed'] },
  'ticket.view_original': { grantedTo: sharedAccess, unless: [] },
  'ticket.delete': { grantedTo: ownerRelations, unless: ['deleted'] },
  'ticket.restore': { grantedTo: ownerRelations, unless: ['not_deleted'] },
};

/**
 * For each permission on one ticket: true, or the reason for the refusal. Sent with every ticket,
 * so that the web application never decides by itself.
 */
export type CanMap = Record<TicketPermission, true | Refusal>;
export const CanMap = Type.Unsafe<CanMap>(
  Type.Object(
    Object.fromEntries(ticketPermissions.map((name) => [name, Type.Union([Type.Literal(true), Type.Enum(refusals)])])),
  ),
);

const agentPermissions: readonly Permission[] = [
  'ticket.read',
  'ticket.comment',
  'ticket.reply',
  'ticket.forward',
  'ticket.forward_to_anyone',
  'ticket.edit',
  'ticket.set_status',
  'ticket.reopen',
  'ticket.assign',
  'ticket.share',
  'ticket.transfer',
  'ticket.escalate',
  'tickets.create',
  'contacts.read',
  'contacts.edit',
  'messages.edit_own',
  'views.manage_own',
];
const supervisorPermissions: readonly Permission[] = [
  ...agentPermissions,
  'ticket.set_forecast',
  'ticket.change_type',
  'ticket.view_original',
  'ticket.delete',
  'ticket.restore',
  'tickets.batch_transfer',
  'views.share',
];

/** The built-in access profiles (ZV-05, C-23). They cannot be deleted; companies can add others. */
export const builtInProfiles = {
  viewer: { name: { en: 'Viewer', ja: '閲覧者' }, permissions: ['ticket.read', 'contacts.read'] },
  agent: { name: { en: 'Agent', ja: '担当者' }, permissions: agentPermissions },
  supervisor: { name: { en: 'Supervisor', ja: '管理責任者' }, permissions: supervisorPermissions },
  operator: {
    name: { en: 'Operator', ja: 'オペレーター' },
    permissions: [...supervisorPermissions, 'tickets.all_departments', 'settings.manage', 'mail.manage'],
  },
  admin: { name: { en: 'Admin', ja: '管理者' }, permissions },
} as const satisfies Record<string, { name: { en: string; ja: string }; permissions: readonly Permission[] }>;
export type BuiltInProfile = keyof typeof builtInProfiles;
