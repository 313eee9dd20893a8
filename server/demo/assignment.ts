import type { RoutingConditions } from '@crossdesk/contracts/assignment.ts';
import {
  assignQueued,
  createRoutingRule,
  editAgentLimits,
  editAssignmentSettings,
  waitAgain,
} from '../assignment/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { type CompanyIds, type DepartmentKey, departmentName, partners } from './company.ts';
import type { DemoAgentKey } from './people.ts';

const rules: { name: string; department: DepartmentKey; conditions: RoutingConditions }[] = [
  {
    name: 'Phishing reports',
    department: 'security',
    conditions: { subjectWords: ['phishing', 'suspicious email', 'フィッシング'] },
  },
  { name: 'Carrier', department: 'logistics', conditions: { senders: [partners.carrier.address.split('@')[1] ?? ''] } },
];

/**
 * Lets every department receive tickets, routes some by their subject or sender, and lets one
 * department assign its tickets by itself; the others assign by hand.
 */
export async function createDemoAssignment(
  ctx: Context,
  ids: CompanyIds,
  actors: Record<DemoAgentKey, AgentActor>,
): Promise<void> {
  const as: Context = { ...ctx, actor: actors.nora };
  for (const { name, department, conditions } of rules)
    await createRoutingRule(as, { name, departmentId: ids.department[department], conditions });
  const departments = Object.entries(ids.department) as [DepartmentKey, number][];
  for (const [key, departmentId] of departments) {
    await createRoutingRule(as, { name: departmentName(key, 'en'), departmentId });
    const mode = key === 'technical' ? 'least_open' : 'manual';
    await editAssignmentSettings(as, departmentId, { version: 0, mode, maxOpen: key === 'technical' ? 4 : null });
  }
  await editAgentLimits(as, actors.aisha.agentId, { version: 0, maxOpen: 8, skills: ['API', 'English'] });
  await editAgentLimits(as, actors.kenji.agentId, { version: 0, maxOpen: 8, skills: ['API', '日本語'] });
  await assignWaiting(ctx, ids.department.technical);
}

/** Assigns the open tickets of a department that nobody has. */
async function assignWaiting(ctx: Context, departmentId: number): Promise<void> {
  const tickets = await ctx.tx
    .selectFrom('ticket')
    .select(['id', 'activity_at'])
    .where('department_id', '=', departmentId)
    .where('type', '=', 'public')
    .where('is_open', '=', true)
    .where('assignee_id', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  for (const ticket of tickets) await waitAgain(ctx, ticket.id, departmentId, ticket.activity_at);
  await assignQueued(ctx, departmentId);
}
