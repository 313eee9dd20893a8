import type { CalendarWrite, SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import { minute, type TestAgent, testApp } from './test-app.ts';

export type SlaScenario = Awaited<ReturnType<typeof slaScenario>>;
type Clock = Awaited<ReturnType<SlaScenario['clockOf']>>;

/** An account with a contact who writes. */
export type Customer = { accountId: number; requesterId: number };

const ms = (instant: string | null | undefined): number => (instant ? Date.parse(instant) : Number.NaN);
/** How long a time was promised for, in minutes of the wall clock since its start. */
export const promised = (clock: Clock): number => Math.round((ms(clock?.dueAt) - ms(clock?.startedAt)) / minute);

/** Two departments with an agent in both, and contracts for accounts with tickets. */
export async function slaScenario() {
  const desk = await testApp();
  const support = (await desk.given.department()).id;
  const logistics = (await desk.given.department()).id;
  await desk.given.mailbox({ departmentId: support });
  const agent = await desk.given.agent({ profile: 'agent', in: [support, logistics] });
  const lead = await desk.given.member(support, 'supervisor');
  let count = 0;
  async function calendar(given: Partial<CalendarWrite>): Promise<number> {
    const body = { name: `Calendar ${++count}`, timeZone: 'UTC', hours: null, holidays: [], ...given };
    return (await desk.call(desk.admin, 'createCalendar', { body })).id;
  }
  const always = await calendar({ hours: null });
  const { choices } = await desk.call(desk.admin, 'getCatalog', {});
  const urgent = choices.find((one) => one.kind === 'priority' && one.name.en === 'Urgent')?.id ?? 0;
  await desk.runJobs();
  const rule = (given: Partial<SlaRuleWrite> = {}): SlaRuleWrite => ({
    name: 'Standard',
    conditions: {},
    firstResponseMinutes: null,
    nextResponseMinutes: null,
    resolutionMinutes: null,
    calendarId: always,
    pausedStates: [],
    ...given,
  });

  /** A new account, with a contract of these rules. */
  async function customer(...rules: SlaRuleWrite[]): Promise<Customer> {
    const accountId = await desk.inTransaction(
      async (ctx) =>
        (
          await ctx.tx
            .insertInto('account')
            .values({ name: `Account ${++count}`, domain: null })
            .returning('id')
            .executeTakeFirstOrThrow()
        ).id,
    );
    if (rules.length > 0) {
      const body = { name: `Contract ${++count}`, isDefault: false, accountIds: [accountId], rules };
      await desk.call(desk.admin, 'createContract', { body });
    }
    return { accountId, requesterId: (await desk.given.contact()).id };
  }
  async function arrive(of: Customer, given: Record<string, unknown> = {}): Promise<number> {
    const number = await desk.given.ticket({ departmentId: support, ...of, ...given });
    await desk.runJobs();
    return number;
  }
  const slaOf = (number: number, by: TestAgent = agent) => desk.call(by, 'getTicketSla', { params: { number } });
  async function clockOf(number: number, kind: string) {
    return (await slaOf(number)).clocks.find((one) => one.kind === kind);
  }
  const ticketOf = (number: number) => desk.call(agent, 'getTicket', { params: { number } });
  async function edit(number: number, change: Record<string, unknown>, by: TestAgent = agent) {
    const { version } = await ticketOf(number);
    await desk.call(by, 'editTicket', { params: { number }, body: { version, ...change } });
    await desk.runJobs();
  }
  async function setState(number: number, state: string) {
    const { choices } = await desk.call(desk.admin, 'getCatalog', {});
    const statusId = choices.find((one) => one.kind === 'status' && one.baseState === state)?.id ?? 0;
    await edit(number, { statusId });
  }
  async function reply(number: number): Promise<number> {
    const { message } = await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
    await desk.runJobs();
    return message.id;
  }
  async function write(number: number, of: Customer, given: Record<string, unknown> = {}) {
    await desk.given.message(number, { contactId: of.requesterId, kind: 'reply', isQuiet: false, ...given });
    await desk.runJobs();
  }
  return {
    desk,
    support,
    logistics,
    agent,
    lead,
    always,
    urgent,
    calendar,
    rule,
    customer,
    arrive,
    slaOf,
    clockOf,
    ticketOf,
    edit,
    setState,
    reply,
    write,
  };
}
