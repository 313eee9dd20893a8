import { describe, expect, it } from 'vitest';
import type { Customer } from './customers.ts';
import { planTickets, type Step, type TicketPlan } from './plan.ts';

const customer = (name: string, email: string, locale: 'en' | 'ja', isOwn = false): Customer => ({
  id: 1,
  name,
  salutation: name,
  email,
  locale,
  company: null,
  isOwn,
});
const customers = [
  customer('Dev Patel', 'dev@pixelharbor.example', 'en'),
  customer('高橋 美咲', 'takahashi@aoba-bungu.example', 'ja'),
  customer('Finance Office', 'finance@tsubame-trading.example', 'en', true),
  customer('総務部', 'soumu@tsubame-trading.example', 'ja', true),
];

const day = 24 * 60 * 60 * 1000;
const hours = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2031, 2, 30, hour, 17)));
const count = (steps: readonly Step[], type: string) => steps.filter(({ action }) => action.type === type).length;

function stepsByTicket(steps: readonly Step[]): Map<TicketPlan, Step[]> {
  const tickets = new Map<TicketPlan, Step[]>();
  for (const step of steps) tickets.set(step.ticket, [...(tickets.get(step.ticket) ?? []), step]);
  return tickets;
}

describe('planning the demo', () => {
  it.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])(
    'all steps are within the last sixty days, at any hour in %s',
    (timeZone) => {
      for (const now of hours) {
        const steps = planTickets('test', customers, now, timeZone);
        expect(steps.at(-1)?.at.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(steps[0]?.at.getTime()).toBeGreaterThan(now.getTime() - 60 * day);
        for (const [{ story }, own] of stepsByTicket(steps)) {
          expect(own[0]?.action.type, story.key).toBe('open');
          expect(own.filter(({ action }) => action.type === 'open').length, story.key).toBe(1);
        }
      }
    },
  );

  it('the number of steps is the same at any hour', () => {
    const totals = hours.map((now) => {
      const steps = planTickets('test', customers, now, 'UTC');
      return [
        stepsByTicket(steps).size,
        count(steps, 'message'),
        count(steps, 'draft'),
        count(steps, 'bounce'),
        count(steps, 'trash'),
      ];
    });
    expect(new Set(totals.map(String)).size).toBe(1);
    for (const part of totals[0] ?? []) expect(part).toBeGreaterThan(0);
  });

  it('agents write during working hours, except in new and open tickets', () => {
    const [now = new Date()] = hours.slice(12);
    for (const [ticket, steps] of stepsByTicket(planTickets('test', customers, now, 'UTC'))) {
      if (ticket.end === 'new' || ticket.end === 'open') continue;
      for (const { at, action } of steps) {
        const isFromAgent = action.type === 'message' && action.by !== null;
        if (isFromAgent) expect(at.getUTCHours(), ticket.story.key).toBeGreaterThanOrEqual(8);
        if (isFromAgent) expect(at.getUTCHours(), ticket.story.key).toBeLessThan(19);
      }
    }
  });
});
