import {
  type CanMap,
  type Fact,
  type Permission,
  policy,
  type Refusal,
  type Relation,
  type TicketPermission,
  ticketPermissions,
} from '@crossdesk/contracts/permissions.ts';

/** What of a ticket can forbid something to everybody. */
export type TicketFacts = { type: 'public' | 'internal'; base_state: string; deleted_at: Date | null };

const stands: Record<Fact, { isSo: (ticket: TicketFacts) => boolean; refusal: Refusal }> = {
  deleted: { isSo: (ticket) => ticket.deleted_at !== null, refusal: 'ticket_deleted' },
  not_deleted: { isSo: (ticket) => ticket.deleted_at === null, refusal: 'ticket_not_deleted' },
  internal: { isSo: (ticket) => ticket.type === 'internal', refusal: 'ticket_internal' },
  closed: { isSo: (ticket) => ticket.base_state === 'closed', refusal: 'ticket_closed' },
};

/** Whether one permission is granted: true, or the first reason why not. */
export function decide(
  permission: TicketPermission,
  profile: ReadonlySet<Permission>,
  held: readonly Relation[],
  ticket: TicketFacts,
): true | Refusal {
  const { to, unless } = policy[permission];
  if (!profile.has(permission)) return 'profile_lacks_permission';
  if (!held.some((relation) => to.includes(relation))) return 'relation_lacks_permission';
  const inTheWay = unless.find((fact) => stands[fact].isSo(ticket));
  return inTheWay ? stands[inTheWay].refusal : true;
}

/** Every permission on one ticket, each true or with its reason. */
export const canMap = (profile: ReadonlySet<Permission>, held: readonly Relation[], ticket: TicketFacts): CanMap =>
  Object.fromEntries(
    ticketPermissions.map((permission) => [permission, decide(permission, profile, held, ticket)]),
  ) as CanMap;

/** What rules, timers and incoming mail may do: everything the ticket's own facts allow. */
export const systemCanMap = (ticket: TicketFacts): CanMap =>
  canMap(new Set<Permission>(ticketPermissions), ['administrator'], ticket);
