import type { DepartmentRole } from '@crossdesk/contracts/identity.ts';
import type { BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import type { BuiltInProfile } from '@crossdesk/contracts/permissions.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { agentActor, createAgent, profileId } from '../identity/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import type { DemoAccount } from './accounts.ts';
import { generatePassword } from './accounts.ts';
import { type CompanyIds, type DepartmentKey, departmentName, ownDomain } from './company.ts';
import { type Appearance, drawPortrait } from './portrait.ts';

type DemoAgent = {
  name: string;
  /** The name they sign with. */
  signature: string;
  email: string;
  profile: BuiltInProfile;
  locale: Locale;
  appearance: Appearance;
  availability: BuiltInStatus;
  in: Partial<Record<DepartmentKey, DepartmentRole>>;
};

/**
 * The demo company's agents, covering every profile, every department and both languages; some
 * belong to several departments.
 */
const staff = {
  nora: defineAgent('Nora Lindqvist', 'nora.lindqvist', 'admin', 'en', [3, 0, 1], 'available', {
    support: 'supervisor',
  }),
  kenji: defineAgent('森 健二', 'kenji.mori', 'operator', 'ja', [1, 5, 2], 'available', { technical: 'agent' }),
  priya: defineAgent('Priya Raman', 'priya.raman', 'supervisor', 'en', [0, 2, 3], 'available', {
    support: 'supervisor',
    technical: 'agent',
  }),
  samuel: defineAgent('Samuel Okoro', 'samuel.okoro', 'supervisor', 'en', [5, 4, 2], 'available', {
    technical: 'supervisor',
  }),
  tomas: defineAgent('Tomás Almeida', 'tomas.almeida', 'supervisor', 'en', [7, 1, 0], 'away', {
    logistics: 'supervisor',
  }),
  yuki: defineAgent('佐藤 由紀', 'yuki.sato', 'supervisor', 'ja', [4, 0, 4], 'available', {
    billing: 'supervisor',
    support: 'agent',
  }),
  hannah: defineAgent('Hannah Weber', 'hannah.weber', 'supervisor', 'en', [8, 5, 5], 'available', {
    security: 'supervisor',
    compliance: 'agent',
  }),
  rina: defineAgent('藤田 莉奈', 'rina.fujita', 'supervisor', 'ja', [6, 0, 5], 'away', { compliance: 'supervisor' }),
  emi: defineAgent('中村 恵美', 'emi.nakamura', 'agent', 'ja', [2, 5, 1], 'available', { support: 'agent' }),
  liam: defineAgent("Liam O'Connor", 'liam.oconnor', 'agent', 'en', [9, 0, 0], 'available', {
    support: 'agent',
    billing: 'agent',
  }),
  aisha: defineAgent('Aisha Rahman', 'aisha.rahman', 'agent', 'en', [1, 3, 4], 'available', { technical: 'agent' }),
  haruto: defineAgent('小林 陽翔', 'haruto.kobayashi', 'agent', 'ja', [3, 0, 0], 'available', {
    technical: 'agent',
    security: 'agent',
  }),
  clara: defineAgent('Clara Moreau', 'clara.moreau', 'agent', 'en', [5, 1, 5], 'available', { logistics: 'agent' }),
  daichi: defineAgent('山本 大地', 'daichi.yamamoto', 'agent', 'ja', [0, 5, 2], 'available', {
    logistics: 'agent',
    support: 'agent',
  }),
  grace: defineAgent('Grace Kim', 'grace.kim', 'agent', 'en', [7, 5, 4], 'away', { billing: 'agent' }),
  mateus: defineAgent('Mateus Silva', 'mateus.silva', 'agent', 'en', [4, 2, 0], 'available', { security: 'agent' }),
  ingrid: defineAgent('Ingrid Solheim', 'ingrid.solheim', 'agent', 'en', [8, 0, 3], 'offline', { compliance: 'agent' }),
  viktor: defineAgent('Viktor Hale', 'viktor.hale', 'viewer', 'en', [6, 3, 6], 'offline', {
    compliance: 'agent',
    security: 'agent',
  }),
  sofia: defineAgent('Sofia Marín', 'sofia.marin', 'viewer', 'en', [2, 1, 1], 'offline', { support: 'agent' }),
} as const satisfies Record<string, DemoAgent>;
export type DemoAgentKey = keyof typeof staff;
export const demoAgentKeys = Object.keys(staff) as DemoAgentKey[];

function defineAgent(
  name: string,
  address: string,
  profile: BuiltInProfile,
  locale: Locale,
  [palette, skin, hair]: [number, number, number],
  availability: BuiltInStatus,
  departments: DemoAgent['in'],
): DemoAgent {
  const features: Record<string, Pick<Appearance, 'hasBeard' | 'hasGlasses'>> = {
    'kenji.mori': { hasGlasses: true },
    'samuel.okoro': { hasBeard: true },
    'mateus.silva': { hasBeard: true },
    'viktor.hale': { hasBeard: true, hasGlasses: true },
    'grace.kim': { hasGlasses: true },
    'hannah.weber': { hasGlasses: true },
  };
  return {
    name,
    signature: locale === 'ja' ? (name.split(' ')[0] ?? name) : name,
    email: `${address}@${ownDomain}`,
    profile,
    locale,
    appearance: { palette, skin, hair, ...features[address] },
    availability,
    in: departments,
  };
}

export const demoAgent = (key: DemoAgentKey): DemoAgent => staff[key];

/** The agents who can write in a department, its supervisor first. */
export const agentsWhoCanWrite = (department: DepartmentKey): DemoAgentKey[] =>
  demoAgentKeys
    .filter((key) => demoAgent(key).in[department] && demoAgent(key).profile !== 'viewer')
    .sort((a, b) => Number(isSupervisor(b, department)) - Number(isSupervisor(a, department)));

/** The agents who can read a department's tickets. */
export const agentsWhoCanRead = (department: DepartmentKey): DemoAgentKey[] =>
  demoAgentKeys.filter(
    (key) => demoAgent(key).in[department] || ['admin', 'operator'].includes(demoAgent(key).profile),
  );

const isSupervisor = (key: DemoAgentKey, department: DepartmentKey): boolean =>
  demoAgent(key).in[department] === 'supervisor' && demoAgent(key).profile === 'supervisor';

/** Creates all agents, each with a password of their own. */
export async function createDemoAgents(
  ctx: Context,
  ids: CompanyIds,
  timeZone: string,
): Promise<{ actors: Record<DemoAgentKey, AgentActor>; accounts: DemoAccount[] }> {
  const actors: [DemoAgentKey, AgentActor][] = [];
  const accounts: DemoAccount[] = [];
  for (const key of demoAgentKeys) {
    const { name, email, profile, locale, appearance: look, in: departments } = demoAgent(key);
    const memberships = Object.entries(departments) as [DepartmentKey, DepartmentRole][];
    const password = generatePassword();
    const { agent } = await createAgent(ctx, {
      name,
      email,
      password,
      profileId: await profileId(ctx, profile),
      memberships: memberships.map(([department, role]) => ({ departmentId: ids.department[department], role })),
      locale,
      timeZone,
      avatarUrl: drawPortrait(look),
    });
    const actor = await agentActor(ctx.tx, { agentId: agent.id });
    if (!actor) throw new Error(`the agent ${email} was not found after creation`);
    actors.push([key, actor]);
    accounts.push({
      name,
      email,
      password,
      profile,
      departments: memberships.map(([department]) => departmentName(department, 'en')),
    });
  }
  return { actors: Object.fromEntries(actors) as Record<DemoAgentKey, AgentActor>, accounts };
}
