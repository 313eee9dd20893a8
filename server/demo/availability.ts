import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import {
  agentStatuses,
  createAbsence,
  createAgentStatus,
  setAvailability,
  setSchedule,
} from '../availability/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { editCompany } from '../settings/index.ts';
import { type DemoAgentKey, demoAgent, demoAgentKeys } from './people.ts';

const day = 24 * 60 * 60 * 1000;
const none: WeekHours[number] = [];
const office = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 18 * 60 },
];
const night = [{ from: 22 * 60, to: 6 * 60 }];

/**
 * Sets who receives work: statuses of the company, the status of each agent, working hours of two
 * agents, and an absence with a substitute. Nobody uses the other accounts of a demo, so agents
 * keep receiving work without the desk open.
 */
export async function createDemoAvailability(
  ctx: Context,
  actors: Record<DemoAgentKey, AgentActor>,
  timeZone: string,
): Promise<void> {
  const as = (key: DemoAgentKey): Context => ({ ...ctx, actor: actors[key] });
  await editCompany(as('nora'), { disconnectedMinutes: null });
  await createAgentStatus(as('nora'), { name: { en: 'Lunch', ja: '昼休み' }, receivesWork: false });
  await createAgentStatus(as('nora'), { name: { en: 'Training', ja: '研修中' }, receivesWork: false });
  const statuses = await agentStatuses(ctx);
  for (const key of demoAgentKeys) {
    const status = statuses.find((one) => one.key === demoAgent(key).availability);
    if (status) await setAvailability(as(key), actors[key].agentId, { statusId: status.id });
  }
  await setSchedule(as('clara'), actors.clara.agentId, {
    timeZone,
    hours: [office, office, office, office, office, none, none],
  });
  await setSchedule(as('haruto'), actors.haruto.agentId, {
    timeZone: 'Asia/Tokyo',
    hours: [night, night, night, night, none, none, none],
  });
  await createAbsence(as('grace'), actors.grace.agentId, {
    startsAt: new Date(ctx.now.getTime() - 2 * day).toISOString(),
    endsAt: new Date(ctx.now.getTime() + 5 * day).toISOString(),
    substituteId: actors.yuki.agentId,
    reason: 'Annual leave',
  });
}
