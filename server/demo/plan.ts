import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { type Random, createRandom } from './random.ts';
import type { JustificationKey, ProductKey } from './company.ts';
import type { Customer } from './customers.ts';
import { type Facts, createFacts } from './facts.ts';
import { type ScheduledTime, scheduleLines, scheduleByPauses } from './schedule.ts';
import { type DemoAgentKey, demoAgent, agentsWhoCanRead, agentsWhoCanWrite } from './people.ts';
import { outage, stories } from './stories/index.ts';
import { type Line, agentNote, type Story } from './story.ts';

/** One ticket to be: who, what, how it ends. `number` is 0 until it is opened. */
export type TicketPlan = {
  number: number;
  story: Story;
  end: BaseState;
  subject: string;
  requester: Customer;
  /** On the ticket's Cc. */
  other: Customer | null;
  assignee: DemoAgentKey;
  colleagues: readonly DemoAgentKey[];
  facts: Facts;
  product: ProductKey | null;
  channel: Channel;
  priority: 'low' | 'medium' | 'high' | 'urgent';
  /** The agent's last answer, for quoting. */
  last: { messageId: number; html: string; author: string; at: Date } | null;
};

/** Something somebody does with a ticket. */
export type Action =
  | { does: 'open'; line: Line }
  | { does: 'triage'; by: DemoAgentKey; isAssigned: boolean; dueAt: Date | null }
  | { does: 'say'; line: Line; by: DemoAgentKey | null; state?: 'pending' | 'resolved'; isFirst: boolean }
  | { does: 'move'; by: DemoAgentKey; to: BaseState | 'partner'; because?: JustificationKey }
  | { does: 'draft'; by: DemoAgentKey; text: string }
  | { does: 'read'; by: readonly DemoAgentKey[] }
  | { does: 'bounce' }
  | { does: 'trash'; by: DemoAgentKey };

export type Step = { at: Date; ticket: TicketPlan; action: Action };

/** How many tickets of a hundred stand in each state. */
const stateShares: readonly [BaseState, number][] = [
  ['new', 9],
  ['open', 24],
  ['pending', 13],
  ['on_hold', 8],
  ['resolved', 13],
  ['closed', 29],
  ['canceled', 4],
];

const isReply = (line: Line): boolean => line.by === 'agent' && line.as === 'public';
const cancelNotes = {
  en: [
    'Customer called: solved on their own, nothing left to do.',
    'Same request as in their other mail, going on there.',
  ],
  ja: ['お客様よりお電話。自己解決されたとのことで取り消し。', '別のお問い合わせと同じ内容のため、そちらで対応。'],
};

/** The part of a story that has happened when a ticket stands in `end`; and the state it really can stand in. */
function storyUpTo(story: Story, wanted: BaseState, chance: Random): { end: BaseState; lines: readonly Line[] } {
  const { lines } = story;
  if (story.isSpam) return { end: 'canceled', lines };
  const places = (fits: (line: Line, place: number) => boolean) =>
    [...lines.keys()].filter((place) => place < lines.length - 1 && fits(lines[place] as Line, place));
  const opensIt = lines[0]?.by === 'agent';
  const upTo = (found: number[]) => lines.slice(0, chance.pick(found) + 1);
  switch (wanted) {
    case 'new':
      return opensIt ? storyUpTo(story, 'open', chance) : { end: 'new', lines: lines.slice(0, 1) };
    case 'open':
      return {
        end: 'open',
        lines: lines.slice(0, chance.between(Math.min(2, lines.length), Math.max(2, lines.length - 1))),
      };
    case 'pending': {
      const found = places((line) => isReply(line) && !story.isInternal);
      return found.length > 0 ? { end: 'pending', lines: upTo(found) } : storyUpTo(story, 'on_hold', chance);
    }
    case 'on_hold': {
      const found = places((line, place) => place > 0 && ['agent', 'colleague'].includes(line.by) && !isReply(line));
      return found.length > 0 ? { end: 'on_hold', lines: upTo(found) } : storyUpTo(story, 'open', chance);
    }
    case 'canceled':
      return { end: 'canceled', lines: [...lines.slice(0, 1), agentNote(chance.pick(cancelNotes[story.locale]))] };
    default:
      return { end: wanted, lines };
  }
}

/** Every story several times over, Japanese ones a little more often, each time with another end; spam ends in the trash. */
function* plannedEndings(chance: Random): Generator<{ story: Story; end: BaseState }> {
  const told: Story[] = [];
  for (let round = 0; round < 6; round++) {
    told.push(
      ...chance.shuffle(
        stories.filter((story) => (story.isInternal ? round < 3 : story.locale === 'ja' || round < 5) && !story.isSpam),
      ),
    );
  }
  const total = stateShares.reduce((sum, [, share]) => sum + share, 0);
  const ends = chance.shuffle(
    stateShares.flatMap(([state, share]) => Array<BaseState>(Math.ceil((told.length * share) / total)).fill(state)),
  );
  for (const [place, story] of told.entries()) yield { story, end: ends[place] ?? 'closed' };
  for (const story of stories.filter((one) => one.isSpam)) for (let n = 0; n < 7; n++) yield { story, end: 'canceled' };
}

/**
 * Every ticket of the demo and all that is done with them, in order of time, up to `now`. Each ticket has its own chance, so that only the hours
 * depend on the time of day.
 */
export function planTickets(seed: string, customers: readonly Customer[], now: Date, timeZone: string): Step[] {
  const steps: Step[] = [];
  for (const [place, { story, end }] of [...plannedEndings(createRandom(seed))].entries()) {
    const chance = createRandom(`${seed} ${place}`);
    const happened = storyUpTo(story, end, chance);
    const moments = scheduleLines(createRandom(`${seed} ${place} pace`), happened.lines, happened.end, now, timeZone);
    const of = planTicket(chance, story, happened.end, customers, moments, timeZone);
    steps.push(...stepsOf(chance, of, happened.lines, moments, now));
  }
  const chance = createRandom(`${seed} outage`);
  const moments = scheduleByPauses(outage.pauses, now, timeZone);
  const victims = customers.filter((one) => one.email.startsWith('dev@'));
  const of = planTicket(chance, outageStory, 'open', victims, moments, timeZone);
  const crew = { assignee: 'samuel', colleagues: ['aisha', 'haruto', 'priya'] } as const;
  steps.push(...stepsOf(chance, { ...of, ...crew }, outage.lines, moments, now));
  return steps.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The ticket with more messages than fit on a page. */
const outageStory: Story = {
  key: 'outage',
  locale: 'en',
  department: 'technical',
  service: 'api',
  category: 'incident',
  product: 'partnerApi',
  priority: 'urgent',
  tags: ['outage', 'api'],
  channels: ['webchat'],
  subjects: [outage.subject],
  lines: outage.lines,
};

const defaultChannels: readonly Channel[] = ['email', 'email', 'email', 'email', 'email', 'portal', 'webchat', 'whatsapp'];

/** Chooses who takes part. */
function planTicket(
  chance: Random,
  story: Story,
  end: BaseState,
  customers: readonly Customer[],
  moments: readonly ScheduledTime[],
  timeZone: string,
): TicketPlan {
  const { department, locale } = story;
  const requester = chance.pick(
    customers.filter((one) => one.isOwn === (story.isInternal ?? false) && one.locale === locale),
  );
  const workers = agentsWhoCanWrite(department);
  const speakers = workers.filter((key) => demoAgent(key).locale === locale);
  const assignee = chance.pick(speakers.length > 0 ? speakers : workers);
  const near = [...workers.filter((key) => key !== assignee), locale === 'ja' ? 'kenji' : 'nora'] as DemoAgentKey[];
  const { facts, product } = createFacts(chance, story, requester, moments[0]?.at ?? new Date(0), timeZone);
  const needsCopy = story.lines.some((line) => /on copy/.test(line.text));
  const mates = customers.filter((one) => one.company && one.company === requester.company && one.id !== requester.id);
  return {
    number: 0,
    story,
    end,
    subject: chance.pick(story.subjects),
    requester,
    other: mates.length > 0 && (needsCopy || chance.isTrueWith(0.15)) ? chance.pick(mates) : null,
    assignee,
    colleagues: chance.shuffle(near.filter((key) => key !== assignee)),
    facts: { ...facts, agent: demoAgent(assignee).signature },
    product,
    channel: story.lines[0]?.by === 'agent' ? 'agent' : chance.pick(story.channels ?? defaultChannels),
    priority: story.priority ?? chance.pick(['low', 'medium', 'medium', 'medium', 'high']),
    last: null,
  };
}

const partnerJustifications: readonly JustificationKey[] = ['carrier', 'supplier', 'bank'];

function holdAction(of: TicketPlan, lines: readonly Line[]): Extract<Action, { does: 'move' }> {
  const by = of.assignee;
  const partner = lines.at(-1)?.to;
  if (partner || of.story.department === 'logistics') {
    const because = partnerJustifications.find((one) => one === partner) ?? 'carrier';
    return { does: 'move', by, to: 'partner', because };
  }
  if (of.story.department === 'compliance') return { does: 'move', by, to: 'on_hold', because: 'legal' };
  if (of.story.department === 'technical') return { does: 'move', by, to: 'on_hold', because: 'release' };
  return { does: 'move', by, to: 'partner', because: of.story.department === 'billing' ? 'bank' : 'supplier' };
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Everything that is done with one ticket. */
function stepsOf(chance: Random, of: TicketPlan, lines: readonly Line[], moments: readonly ScheduledTime[], now: Date): Step[] {
  const { end, story, assignee } = of;
  const steps: Step[] = [];
  const add = (at: Date, deed: Action) => steps.push({ at: at > now ? now : at, ticket: of, action: deed });
  const supervisor = agentsWhoCanWrite(story.department)[0] ?? assignee;
  let talked = 0;
  for (const [place, line] of lines.entries()) {
    const at = moments[place]?.at ?? now;
    if (place === 0) {
      add(at, { does: 'open', line });
      const isAssigned = end !== 'new' || chance.isTrueWith(0.25);
      const hasDue = ['new', 'open', 'on_hold'].includes(end) && chance.isTrueWith(0.3);
      const triagedAt = new Date(at.getTime() + chance.between(1, 3) * minute);
      if (!story.isSpam && (end !== 'new' || (chance.isTrueWith(0.5) && triagedAt < now))) {
        const dueAt = hasDue ? new Date(now.getTime() + chance.between(-20, 90) * 60 * minute) : null;
        const by = hasDue || chance.isTrueWith(0.4) ? supervisor : assignee;
        add(triagedAt, { does: 'triage', by, isAssigned, dueAt });
      }
      continue;
    }
    const next = lines[place + 1];
    const state =
      isReply(line) && !story.isInternal && (next?.by === 'customer' || (end === 'pending' && !next))
        ? 'pending'
        : undefined;
    const by =
      line.by === 'agent'
        ? assignee
        : line.by === 'colleague'
          ? (of.colleagues[(talked++ % 3) % of.colleagues.length] ?? supervisor)
          : null;
    add(at, { does: 'say', line, by, ...(state ? { state } : {}), isFirst: !lines.slice(1, place).some(isReply) });
  }
  const after = (place: number) => moments[lines.length + place]?.at ?? now;
  const lastAt = moments[lines.length - 1]?.at ?? now;
  if (story.isSpam) add(after(0), { does: 'trash', by: supervisor });
  else if (end === 'pending' && lines.length === 1) add(after(0), { does: 'move', by: assignee, to: 'pending' });
  else if (end === 'on_hold') add(after(0), holdAction(of, lines));
  else if (end === 'canceled') add(after(0), { does: 'move', by: assignee, to: 'canceled' });
  else if (end === 'resolved' || (end === 'closed' && chance.isTrueWith(0.5)))
    add(after(0), { does: 'move', by: assignee, to: 'resolved' });
  if (end === 'closed') add(after(1), { does: 'move', by: assignee, to: 'closed' });
  if (end === 'pending' && chance.isTrueWith(0.06)) add(new Date(lastAt.getTime() + 2 * minute), { does: 'bounce' });

  const isFresh = lines.at(-1)?.by === 'customer' && now.getTime() - lastAt.getTime() < 1.5 * day;
  const endAt = steps.at(-1)?.at ?? lastAt;
  const spoke = steps.flatMap(({ action: deed }) => (deed.does === 'say' && deed.by ? [deed.by] : []));
  const isDone = end === 'resolved' || end === 'closed' || end === 'canceled';
  const has = new Set<DemoAgentKey>(isDone ? ['nora', supervisor] : ['nora', supervisor, assignee, ...spoke]);
  const looks = (key: DemoAgentKey) =>
    chance.isTrueWith(end === 'new' ? 0.1 : isFresh ? 0.15 : has.has(key) ? 0.95 : isDone ? 0.1 : 0.3);
  const by = agentsWhoCanRead(story.department).filter((key) => looks(key) && spoke.at(-1) !== key);
  if (by.length > 0) add(new Date(endAt.getTime() + minute), { does: 'read', by });
  const answer = story.lines[lines.length];
  if (end === 'open' && answer && isReply(answer) && lines.at(-1)?.by === 'customer' && chance.isTrueWith(0.5)) {
    add(new Date(endAt.getTime() + 2 * minute), { does: 'draft', by: assignee, text: answer.text });
  }
  return steps;
}
