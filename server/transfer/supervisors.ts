import type { TicketAccess } from '../access/index.ts';
import { contenders, decideAmong, defaultSettings, settingsOf, supervisorsOf } from '../assignment/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';

/**
 * The supervisor an escalation goes to: the named one, or the available one with the fewest open
 * tickets. Throws the problem that prevents it.
 */
export async function supervisorFor(
  ctx: ReadContext,
  { department_id: departmentId, assignee_id }: TicketAccess['ticket'],
  namedId: number | null,
): Promise<number> {
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const supervisorIds = (await supervisorsOf(ctx, [departmentId])).get(departmentId) ?? [];
  const { agentId: actorId } = requireAgent(ctx);
  const all = (await contenders(ctx, settings, null)).filter(
    (one) => supervisorIds.includes(one.agentId) && one.agentId !== actorId && one.agentId !== assignee_id,
  );
  if (namedId === null) {
    const { agentId } = decideAmong(all);
    if (agentId === null) throw problem('no_supervisor');
    return agentId;
  }
  const named = all.find((one) => one.agentId === namedId);
  if (!named) throw problem('agent_not_in_department');
  if (named.refusal !== null) throw problem('agent_unavailable', { reason: named.refusal });
  return namedId;
}
