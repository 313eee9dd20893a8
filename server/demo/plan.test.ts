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
const count = (steps: readonly Step[], type: string) => steps.filter(({ action: deed }) => deed.type === does).length;

function byCase(steps: readonly Step[]): Map<TicketPlan, Step[]> {
  const cases = new Map<TicketPlan, Step[]>();
  for (const step of steps) cases.set(step.ticket, [...(cases.get(step.ticket) ?? []), step]);
  return cases;
}

describe('the plan of the demo', () => {
  it.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])(
    'fits into the last sixty days at any hour in %s',
    (timeZone) => {
      for (const now of hours) {
        const steps = planTickets('test', customers, now, timeZone);
        expect(steps.at(-1)?.at.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(steps[0]?.at.getTime()).toBeGreaterThan(now.getTime() - 60 * day);
        for (const [{ story }, own] of byCase(steps)) {
          expect(own[0]?.action.type, story.key).toBe('open');
          expect(own.filter(({ action: deed }) => deed.type === 'open').length, story.key).toBe(1);
        }
      }
    },
  );

  it('tells the same at any hour, only at other times', () => {
    const told = hours.map((now) => {
      const steps = planTickets('test', customers, now, 'UTC');
      return [
        byCase(steps).size,
        count(steps, 'say'),
        count(steps, 'draft'),
        count(steps, 'bounce'),
        count(steps, 'trash'),
      ];
    });
    expect(new Set(told.map(String)).size).toBe(1);
    for (const part of told[0] ?? []) expect(part).toBeGreaterThan(0);
  });

  it('has agents at work by day and customers awake, but for those who wrote just now and the night of the outage', () => {
    const [now = new Date()] = hours.slice(12);
    for (const [of, own] of byCase(planTickets('test', customers, now, 'UTC'))) {
      if (of.end === 'new' || of.end === 'open') continue;
      for (const { at, action: deed } of own) {
        const isOurs = deed.type === 'message' && deed.by !== null;
        if (isOurs) expect(at.getUTCHours(), of.story.key).toBeGreaterThanOrEqual(8);
        if (isOurs) expect(at.getUTCHours(), of.story.key).toBeLessThan(19);
      }
    }
  });
});
