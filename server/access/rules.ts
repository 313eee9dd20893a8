import { ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import {
  type CanMap,
  type Permission,
  type PolicySwitch,
  policy,
  type Refusal,
  type Relation,
  type TicketFact,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';

/** The ticket properties that facts are checked against. */
export type TicketFacts = { type: 'public' | 'internal'; base_state: string; deleted_at: Date | null };

const factChecks: Record<TicketFact, { holds: (ticket: TicketFacts) => boolean; refusal: Refusal }> = {
  deleted: { holds: (ticket) => ticket.deleted_at !== null, refusal: 'ticket_deleted' },
  not_deleted: { holds: (ticket) => ticket.deleted_at === null, refusal: 'ticket_not_deleted' },
  internal: { holds: (ticket) => ticket.type === 'internal', refusal: 'ticket_internal' },
  closed: { holds: (ticket) => ticket.base_state === 'closed', refusal: 'ticket_closed' },
};

/** The policy switches the company has turned on. */
export type Switches = ReadonlySet<PolicySwitch>;
const allSwitchesOn: Switches = new Set<PolicySwitch>(['readOnlyCanComment']);

/**
 * The refusal for insufficient relations: the highest access level held, that the ticket was handed
 * over, or that there is none.
 */
function sharingRefusal(held: readonly Relation[], switches: Switches): Refusal {
  const levels = ['shared_full', 'shared_restricted', 'shared_read_only'] as const;
  const level = levels.find((candidate) => held.includes(candidate));
  if (level === 'shared_read_only' && !switches.has('readOnlyCanComment')) return 'read_only_silent';
  if (level) return level;
  const isFormer = held.includes('former_agent') || held.includes('former_department');
  return isFormer ? 'handed_over' : 'relation_lacks_permission';
}

/** Whether a permission is granted: true, or the first reason for refusal. */
export function checkPermission(
  permission: TicketPermission,
  profile: ReadonlySet<Permission>,
  held: readonly Relation[],
  ticket: TicketFacts,
  switches: Switches = allSwitchesOn,
): true | Refusal {
  const { grantedTo, unless, requiresSwitch } = policy[permission];
  const grants = (relation: Relation): boolean => {
    const requiredSwitch = requiresSwitch?.[relation];
    return grantedTo.includes(relation) && (requiredSwitch === undefined || switches.has(requiredSwitch));
  };
  if (!profile.has(permission)) return 'profile_lacks_permission';
  if (!held.some(grants)) return sharingRefusal(held, switches);
  const forbidding = unless.find((fact) => factChecks[fact].holds(ticket));
  return forbidding ? factChecks[forbidding].refusal : true;
}

/** All permissions on a ticket, each true or with the reason for refusal. */
export const canMap = (
  profile: ReadonlySet<Permission>,
  held: readonly Relation[],
  ticket: TicketFacts,
  switches: Switches = allSwitchesOn,
): CanMap =>
  Object.fromEntries(
    ticketPermissions.map((permission) => [permission, checkPermission(permission, profile, held, ticket, switches)]),
  ) as CanMap;

/** Permissions of rules, timers and incoming mail: everything the ticket's facts allow. */
export const systemCanMap = (ticket: TicketFacts): CanMap =>
  canMap(new Set<Permission>(ticketPermissions), ['administrator'], ticket);
