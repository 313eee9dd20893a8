import type { BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import type { Context } from '../platform/context.ts';
import { requireAgent } from '../platform/context.ts';
import { setAvailability } from './commands.ts';
import { agentStatuses } from './queries.ts';

/** Sets the status of the acting agent, who has the desk open from now on. */
export async function givenAvailability(ctx: Context, key: BuiltInStatus = 'available') {
  const status = (await agentStatuses(ctx)).find((one) => one.key === key);
  return setAvailability(ctx, requireAgent(ctx).agentId, { statusId: status?.id ?? 0 });
}
