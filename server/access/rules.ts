import { ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import {
  type CanMap,
  type TicketFact,
  type Permission,
  policy,
  type Refusal,
  type Relation,
  type PolicySwitch,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';

/** What of a ticket can forbid something to everybody. */
export type TicketFacts = { type: 'public' | 'internal'; base_state: string; deleted_at: Date | null };

const factChecks: Record<TicketFact, { isSo: (ticket: TicketFacts) => boolean; refusal: Refusal }> = {
  deleted: { isSo: (ticket) => ticket.deleted_at !== null, refusal: 'ticket_deleted' },
  not_deleted: { isSo: (ticket) => ticket.deleted_at === null, refusal: 'ticket_not_deleted' },
  internal: { isSo: (ticket) => ticket.type === 'internal', refusal: 'ticket_internal' },
  closed: { isSo: (ticket) => ticket.base_state === 'closed', refusal: 'ticket_closed' },
};

/** What the company has switched on, of what relations depend on. */
export type Switches = ReadonlySet<PolicySwitch>;
const allSwitchesOn: Switches = new Set<PolicySwitch>(['readOnlyCanComment']);

/** The highest access level among the relations held, which is not enough; or that there is none. */
function sharingRefusal(held: readonly Relation[], switches: Switches): Refusal {
  const levels = ['shared_full', 'shared_restricted', 'shared_read_only'] as const;
  const level = levels.find((one) => held.includes(one));
  if (level === 'shared_read_only' && !switches.has('readOnlyCanComment')) return 'read_only_silent';
  return level ?? 'relation_lacks_permission';
}

/** Whether one permission is granted: true, or the first reason why not. */
export function checkPermission(
  permission: TicketPermission,
  profile: ReadonlySet<Permission>,
  held: readonly Relation[],
  ticket: TicketFacts,
  switches: Switches = allSwitchesOn,
): true | Refusal {
  const { grantedTo: to, unless, requiresSwitch: onlyWith } = policy[permission];
  const gives = (relation: Relation): boolean => {
    const needed = onlyWith?.[relation];
    return to.includes(relation) && (needed === undefined || switches.has(needed));
  };
  if (!profile.has(permission)) return 'profile_lacks_permission';
  if (!held.some(gives)) return sharingRefusal(held, switches);
  const inTheWay = unless.find((fact) => factChecks[fact].isSo(ticket));
  return inTheWay ? factChecks[inTheWay].refusal : true;
}

/** Every permission on one ticket, each true or with its reason. */
export const canMap = (
  profile: ReadonlySet<Permission>,
  held: readonly Relation[],
  ticket: TicketFacts,
  switches: Switches = allSwitchesOn,
): CanMap =>
  Object.fromEntries(
    ticketPermissions.map((permission) => [permission, checkPermission(permission, profile, held, ticket, switches)]),
  ) as CanMap;

/** What rules, timers and incoming mail may do: everything the ticket's own facts allow. */
export const systemCanMap = (ticket: TicketFacts): CanMap =>
  canMap(new Set<Permission>(ticketPermissions), ['administrator'], ticket);
