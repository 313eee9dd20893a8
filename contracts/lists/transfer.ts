/**
 * transfer: to another department whose rules accept the ticket. unit: to one of the departments
 * that need no rule. reassign: to another member of the same department. escalation: to a
 * supervisor of the same department.
 */
export const transferKinds = ['transfer', 'unit', 'reassign', 'escalation'] as const;

/** What the former department keeps. trace: its members can read the ticket. */
export const keptAccess = ['nothing', 'trace', 'read_only', 'restricted', 'full'] as const;

/**
 * How a transfer ends: a named agent is responsible, an agent was assigned by the department's
 * rules, or it waits in Unassigned.
 */
export const transferOutcomes = ['named', 'assigned', 'waiting'] as const;
