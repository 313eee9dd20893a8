import type { RoutingConditions } from '@crossdesk/contracts/assignment.ts';
import {
  assignQueued,
  createRoutingRule,
  editAgentLimits,
  editAssignmentSettings,
  waitAgain,
} from '../assignment/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { type CompanyIds, type DepartmentKey, partners } from './company.ts';
import type { DemoAgentKey } from './people.ts';

const rules: { name: string; department: DepartmentKey; conditions: RoutingConditions }[] = [
  {
    name: 'Phishing reports',
    department: 'security',
    conditions: { subjectWords: ['phishing', 'suspicious email', 'フィッシング'] },
  },
  { name: 'Carrier', department: 'logistics', conditions: { senders: [partners.carrier.address.split('@')[1] ?? ''] } },
];

/** Routes some new tickets by their subject or sender. */
export async function createDemoRouting(
  ctx: Context,
  department: CompanyIds['department'],
  actors: Record<DemoAgentKey, AgentActor>,
): Promise<void> {
  for (const { name, department: key, conditions } of rules)
    await createRoutingRule({ ...ctx, actor: actors.nora }, { name, departmentId: department[key], conditions });
}

/**
 * Assigns what waits in one department, whose members have limits: some tickets wait on, and the
 * team board shows why.
 */
export async function assignDemoTickets(
  ctx: Context,
  department: CompanyIds['department'],
  actors: Record<DemoAgentKey, AgentActor>,
): Promise<void> {
  const as: Context = { ...ctx, actor: actors.nora };
  await editAssignmentSettings(as, department.technical, { version: 0, maxOpen: 2 });
  await editAgentLimits(as, actors.aisha.agentId, { version: 0, maxOpen: 8, skills: ['API', 'English'] });
  await editAgentLimits(as, actors.kenji.agentId, { version: 0, maxOpen: 8, skills: ['API', '日本語'] });
  await assignWaiting(ctx, department.technical);
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
