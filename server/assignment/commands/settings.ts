import type {
  AgentLimits,
  AssignmentSettings,
  AssignmentSettingsEdit,
  RoutingRule,
  RoutingRuleEdit,
  RoutingRules,
  RoutingRuleWrite,
} from '@crossdesk/contracts/assignment.ts';
import { departments, mailboxes } from '../../departments/index.ts';
import { isMember } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { fieldProblem, problem } from '../../platform/problems.ts';
import { choices } from '../../settings/index.ts';
import {
  agentLimits,
  assignmentSettings,
  defaultSettings,
  listedRules,
  routingRules,
  ruleView,
  settingsOf,
} from '../queries.ts';
import * as store from '../store.ts';

const notKnown = (path: string, what: string) => fieldProblem(path, `is not a known ${what}`, 'unknown_reference');

/** Refuses a rule that refers to what does not exist; disabled departments take no tickets. */
async function validateRule(ctx: Context, rule: Partial<RoutingRuleWrite>, departmentId: number): Promise<void> {
  if (rule.departmentId !== undefined || rule.isActive === true) {
    const department = (await departments(ctx)).find((one) => one.id === departmentId);
    if (!department) throw notKnown('departmentId', 'department');
    if (!department.isActive) throw fieldProblem('departmentId', 'is disabled', 'unknown_reference');
  }
  for (const [index, agentId] of (rule.agentIds ?? []).entries())
    if (!(await isMember(ctx, agentId, departmentId)))
      throw fieldProblem(`agentIds/${index}`, "isn't a member of the department", 'unknown_reference');
  const { productIds = [], serviceIds = [], mailboxIds = [], accountIds = [] } = rule.conditions ?? {};
  const lists = await choices(ctx);
  const isChoice = (kind: string) => (id: number) => lists.some((one) => one.kind === kind && one.id === id);
  const knownMailboxes = new Set((await mailboxes(ctx)).map((one) => one.id));
  const accounts = await ctx.tx
    .selectFrom('account')
    .select('id')
    .where('id', 'in', [0, ...accountIds])
    .execute();
  const knownAccounts = new Set(accounts.map((one) => one.id));
  const checks: [string, readonly number[], (id: number) => boolean][] = [
    ['productIds', productIds, isChoice('product')],
    ['serviceIds', serviceIds, isChoice('service')],
    ['mailboxIds', mailboxIds, (id) => knownMailboxes.has(id)],
    ['accountIds', accountIds, (id) => knownAccounts.has(id)],
  ];
  for (const [field, ids, isKnown] of checks) {
    const index = ids.findIndex((id) => !isKnown(id));
    if (index >= 0) throw notKnown(`conditions/${field}/${index}`, field.replace(/Ids$/, ''));
  }
}

const announceRule = (ctx: Context, before: RoutingRule | null, after: RoutingRule | null): Promise<void> =>
  emit(ctx, {
    type: 'routing_rule.edited',
    data: { ruleId: (after ?? before)?.id },
    changes: [{ field: 'routingRule', before, after }],
  });

/** Creates a routing rule at the end of the order. */
export async function createRoutingRule(ctx: Context, given: RoutingRuleWrite): Promise<RoutingRule> {
  await validateRule(ctx, { isActive: true, ...given }, given.departmentId);
  const position = Math.max(0, ...(await routingRules(ctx)).map((one) => one.position)) + 1;
  const row = await store.insertRule(ctx.tx, {
    name: given.name,
    department_id: given.departmentId,
    position,
    channels: given.channels ?? null,
    conditions: JSON.stringify(given.conditions ?? {}),
    agent_ids: given.agentIds ?? null,
    skills: given.skills ?? [],
    max_open: given.maxOpen ?? null,
    is_active: given.isActive ?? true,
  });
  await announceRule(ctx, null, ruleView(row));
  return ruleView(row);
}

async function lockRule(ctx: Context, id: number): Promise<RoutingRule> {
  const row = await ctx.tx.selectFrom('routing_rule').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw problem('not_found');
  return ruleView(row);
}

export async function editRoutingRule(ctx: Context, id: number, edit: RoutingRuleEdit): Promise<RoutingRule> {
  const before = await lockRule(ctx, id);
  const { version, ...given } = edit;
  if (before.version !== version) throw problem('version_conflict', { current: before });
  const departmentId = given.departmentId ?? before.departmentId;
  // Members named before belong to the department the rule had before.
  const agentIds = given.agentIds !== undefined || given.departmentId === undefined ? given.agentIds : null;
  await validateRule(ctx, { ...given, ...(agentIds === undefined ? {} : { agentIds }) }, departmentId);
  const row = await store.updateRule(ctx.tx, id, {
    name: given.name,
    department_id: given.departmentId,
    channels: given.channels,
    conditions: given.conditions && JSON.stringify(given.conditions),
    agent_ids: agentIds,
    skills: given.skills,
    max_open: given.maxOpen,
    is_active: given.isActive,
  });
  await announceRule(ctx, before, ruleView(row));
  return ruleView(row);
}

export async function deleteRoutingRule(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await lockRule(ctx, id);
  await store.deleteRule(ctx.tx, id);
  await announceRule(ctx, before, null);
  return { ok: true };
}

/** Sets the order; every rule has to be named exactly once. */
export async function orderRoutingRules(ctx: Context, ids: readonly number[]): Promise<RoutingRules> {
  const before = await routingRules(ctx);
  const isSame = ids.length === before.length && before.every((one) => ids.includes(one.id));
  if (!isSame || new Set(ids).size !== ids.length) throw fieldProblem('ids', 'has to name every rule once');
  await store.setRuleOrder(ctx.tx, ids);
  await emit(ctx, {
    type: 'routing_rule.edited',
    changes: [{ field: 'order', before: before.map((one) => one.id), after: [...ids] }],
  });
  return listedRules(ctx);
}

/** Changes how a department assigns its tickets; what is not given stays. */
export async function editAssignmentSettings(
  ctx: Context,
  departmentId: number,
  edit: AssignmentSettingsEdit,
): Promise<AssignmentSettings> {
  const known = await departments(ctx);
  if (!known.some((one) => one.id === departmentId)) throw problem('not_found');
  await store.lockAssignment(ctx.tx, departmentId);
  const before = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const view = async () =>
    (await assignmentSettings(ctx)).find((one) => one.departmentId === departmentId) as AssignmentSettings;
  if (before.version !== edit.version) throw problem('version_conflict', { current: await view() });
  const knownIds = new Set(known.map((one) => one.id));
  for (const field of ['unitIds', 'targetIds'] as const)
    for (const [index, id] of (edit[field] ?? []).entries())
      if (!knownIds.has(id)) throw notKnown(`${field}/${index}`, 'department');
  const old = await view();
  await store.upsertSettings(ctx.tx, {
    department_id: departmentId,
    mode: edit.mode ?? before.mode,
    tie_break: edit.tieBreak ?? before.tie_break,
    when_nobody: edit.whenNobody ?? before.when_nobody,
    when_away: edit.whenAway ?? before.when_away,
    may_name_unavailable: edit.mayNameUnavailable ?? before.may_name_unavailable,
    counts_pending: edit.countsPending ?? before.counts_pending,
    max_open: edit.maxOpen === undefined ? before.max_open : edit.maxOpen,
    unit_ids: edit.unitIds ?? before.unit_ids,
    target_ids: edit.targetIds === undefined ? before.target_ids : edit.targetIds,
  });
  const after = await view();
  await emit(ctx, {
    type: 'assignment.edited',
    data: { departmentId },
    changes: [{ field: 'assignment', before: old, after }],
  });
  return after;
}

/** Sets an agent's limit of open tickets and their skills. */
export async function editAgentLimits(
  ctx: Context,
  agentId: number,
  given: Omit<AgentLimits, 'agentId'>,
): Promise<AgentLimits> {
  await ctx.tx.selectFrom('agent').select('id').where('id', '=', agentId).forUpdate().execute();
  const before = await agentLimits(ctx, agentId);
  if (before.version !== given.version) throw problem('version_conflict', { current: before });
  const skills = [...new Set(given.skills.map((one) => one.trim()).filter(Boolean))];
  await store.upsertAgentLimits(ctx.tx, { agent_id: agentId, max_open: given.maxOpen, skills });
  const after = await agentLimits(ctx, agentId);
  await emit(ctx, { type: 'assignment.edited', data: { agentId }, changes: [{ field: 'limits', before, after }] });
  return after;
}
