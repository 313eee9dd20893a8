import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import { type TestAgent, type TestApp, testApp } from './test-app.ts';

/**
 * A ticket owner and three receivers: Support shares with Security at Full, Compliance at
 * Restricted and Relations at Read-only access (ZE-20).
 */
export type SharingScenario = {
  desk: TestApp;
  support: number;
  security: number;
  compliance: number;
  relations: number;
  owner: TestAgent;
  receivers: Record<AccessLevel, TestAgent>;
  /** Creates a ticket of Support and returns its number. */
  ticket(): Promise<number>;
  shareWithAll(number: number): ReturnType<typeof share>;
};

const share = (
  desk: TestApp,
  owner: TestAgent,
  number: number,
  [security, compliance, relations]: [number, number, number],
) =>
  desk.call(owner, 'addShares', {
    params: { number },
    body: {
      shares: [
        { departmentId: security, reason: 'fraud' },
        { departmentId: compliance, level: 'restricted' },
        { departmentId: relations, level: 'read_only' },
      ],
    },
  });

export async function createSharingScenario(): Promise<SharingScenario> {
  const desk = await testApp();
  const department = async (name: string) => (await desk.given.department({ name: `${name} of the bank` })).id;
  const support = await department('Support');
  const security = await department('Security');
  const compliance = await department('Compliance');
  const relations = await department('Relations');
  await desk.given.mailbox({ departmentId: support });
  const owner = await desk.given.member(support);
  return {
    desk,
    support,
    security,
    compliance,
    relations,
    owner,
    receivers: {
      full: await desk.given.member(security),
      restricted: await desk.given.member(compliance),
      read_only: await desk.given.member(relations),
    },
    ticket: () => desk.given.ticket({ departmentId: support, subject: 'Suspicious transfer', text: 'It was not me' }),
    shareWithAll: (number) => share(desk, owner, number, [security, compliance, relations]),
  };
}
