import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import type { JustificationKey, ProductKey } from './company.ts';
import type { Customer } from './customers.ts';
import { createFacts, type Facts } from './facts.ts';
import { agentsWhoCanRead, agentsWhoCanWrite, type DemoAgentKey, demoAgent } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { type ScheduledTime, scheduleByPauses, scheduleLines } from './schedule.ts';
import { outage, stories } from './stories/index.ts';
import { agentNote, type Line, type Story } from './story.ts';

/** The plan of one ticket: who, what and how it ends. `number` is 0 until it is created. */
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
  /** The agent's last reply, for quoting. */
  last: { messageId: number; html: string; author: string; at: Date } | null;
};

/** An action on a ticket. */
export type Action =
  | { type: 'open'; line: Line }
  | { type: 'triage'; by: DemoAgentKey; isAssigned: boolean; dueAt: Date | null }
  | { type: 'message'; line: Line; by: DemoAgentKey | null; state?: 'pending' | 'resolved'; isFirst: boolean }
  | { type: 'setStatus'; by: DemoAgentKey; to: BaseState | 'partner'; because?: JustificationKey }
  | { type: 'draft'; by: DemoAgentKey; text: string }
  | { type: 'markRead'; by: readonly DemoAgentKey[] }
  | { type: 'bounce' }
  | { type: 'trash'; by: DemoAgentKey };

export type Step = { at: Date; ticket: TicketPlan; action: Action };

/** The share of tickets in each state, in percent. */
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
    'Customer called: they sorted it out themselves, nothing left to do.',
    'Duplicate of their other request, continuing there.',
  ],
  ja: ['お客様よりお電話。自己解決されたとのことで取り消し。', '別のお問い合わせと同じ内容のため、そちらで対応。'],
};

/**
 * The part of a story that has happened in state `wanted`, and the state the ticket can actually be
 * in.
 */
function storyUpTo(story: Story, wanted: BaseState, random: Random): { end: BaseState; lines: readonly Line[] } {
  const { lines } = story;
  if (story.isSpam) return { end: 'canceled', lines };
  const linesWhere = (fits: (line: Line, index: number) => boolean) =>
    [...lines.keys()].filter((index) => index < lines.length - 1 && fits(lines[index] as Line, index));
  const isOpenedByAgent = lines[0]?.by === 'agent';
  const upTo = (found: number[]) => lines.slice(0, random.pick(found) + 1);
  switch (wanted) {
    case 'new':
      return isOpenedByAgent ? storyUpTo(story, 'open', random) : { end: 'new', lines: lines.slice(0, 1) };
    case 'open':
      return {
        end: 'open',
        lines: lines.slice(0, random.between(Math.min(2, lines.length), Math.max(2, lines.length - 1))),
      };
    case 'pending': {
      const found = linesWhere((line) => isReply(line) && !story.isInternal);
      return found.length > 0 ? { end: 'pending', lines: upTo(found) } : storyUpTo(story, 'on_hold', random);
    }
    case 'on_hold': {
      const found = linesWhere(
        (line, index) => index > 0 && ['agent', 'colleague'].includes(line.by) && !isReply(line),
      );
      return found.length > 0 ? { end: 'on_hold', lines: upTo(found) } : storyUpTo(story, 'open', random);
    }
    case 'canceled':
      return { end: 'canceled', lines: [...lines.slice(0, 1), agentNote(random.pick(cancelNotes[story.locale]))] };
    default:
      return { end: wanted, lines };
  }
}

/**
 * Every story several times with different endings, Japanese ones slightly more often; spam ends in
 * the trash.
 */
function* plannedEndings(random: Random): Generator<{ story: Story; end: BaseState }> {
  const planned: Story[] = [];
  for (let round = 0; round < 6; round++) {
    planned.push(
      ...random.shuffle(
        stories.filter((story) => (story.isInternal ? round < 3 : story.locale === 'ja' || round < 5) && !story.isSpam),
      ),
    );
  }
  const total = stateShares.reduce((sum, [, share]) => sum + share, 0);
  const ends = random.shuffle(
    stateShares.flatMap(([state, share]) => Array<BaseState>(Math.ceil((planned.length * share) / total)).fill(state)),
  );
  for (const [index, story] of planned.entries()) yield { story, end: ends[index] ?? 'closed' };
  for (const story of stories.filter((one) => one.isSpam)) for (let n = 0; n < 7; n++) yield { story, end: 'canceled' };
}

/**
 * All steps of all demo tickets in order of time, up to `now`. Each ticket has its own random
 * generator, so that only the hours depend on the time of day.
 */
export function planTickets(seed: string, customers: readonly Customer[], now: Date, timeZone: string): Step[] {
  const steps: Step[] = [];
  for (const [index, { story, end }] of [...plannedEndings(createRandom(seed))].entries()) {
    const random = createRandom(`${seed} ${index}`);
    const current = storyUpTo(story, end, random);
    const times = scheduleLines(createRandom(`${seed} ${index} pace`), current.lines, current.end, now, timeZone);
    const ticket = planTicket(random, story, current.end, customers, times, timeZone);
    steps.push(...stepsOf(random, ticket, current.lines, times, now));
  }
  const random = createRandom(`${seed} outage`);
  const times = scheduleByPauses(outage.pauses, now, timeZone);
  const affected = customers.filter((one) => one.email.startsWith('dev@'));
  const ticket = planTicket(random, outageStory, 'open', affected, times, timeZone);
  const team = { assignee: 'samuel', colleagues: ['aisha', 'haruto', 'priya'] } as const;
  steps.push(...stepsOf(random, { ...ticket, ...team }, outage.lines, times, now));
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

const defaultChannels: readonly Channel[] = [
  'email',
  'email',
  'email',
  'email',
  'email',
  'portal',
  'webchat',
  'whatsapp',
];

/** Chooses the people and facts of a ticket. */
function planTicket(
  random: Random,
  story: Story,
  end: BaseState,
  customers: readonly Customer[],
  times: readonly ScheduledTime[],
  timeZone: string,
): TicketPlan {
  const { department, locale } = story;
  const requester = random.pick(
    customers.filter((one) => one.isOwn === (story.isInternal ?? false) && one.locale === locale),
  );
  const workers = agentsWhoCanWrite(department);
  const speakers = workers.filter((key) => demoAgent(key).locale === locale);
  const assignee = random.pick(speakers.length > 0 ? speakers : workers);
  const colleagues = [
    ...workers.filter((key) => key !== assignee),
    locale === 'ja' ? 'kenji' : 'nora',
  ] as DemoAgentKey[];
  const { facts, product } = createFacts(random, story, requester, times[0]?.at ?? new Date(0), timeZone);
  const needsCc = story.lines.some((line) => /in Cc/.test(line.text));
  const colleaguesOfRequester = customers.filter(
    (one) => one.company && one.company === requester.company && one.id !== requester.id,
  );
  return {
    number: 0,
    story,
    end,
    subject: random.pick(story.subjects),
    requester,
    other:
      colleaguesOfRequester.length > 0 && (needsCc || random.happens(0.15)) ? random.pick(colleaguesOfRequester) : null,
    assignee,
    colleagues: random.shuffle(colleagues.filter((key) => key !== assignee)),
    facts: { ...facts, agent: demoAgent(assignee).signature },
    product,
    channel: story.lines[0]?.by === 'agent' ? 'agent' : random.pick(story.channels ?? defaultChannels),
    priority: story.priority ?? random.pick(['low', 'medium', 'medium', 'medium', 'high']),
    last: null,
  };
}

const partnerJustifications: readonly JustificationKey[] = ['carrier', 'supplier', 'bank'];

function holdAction(ticket: TicketPlan, lines: readonly Line[]): Extract<Action, { type: 'setStatus' }> {
  const by = ticket.assignee;
  const partner = lines.at(-1)?.to;
  if (partner || ticket.story.department === 'logistics') {
    const because = partnerJustifications.find((one) => one === partner) ?? 'carrier';
    return { type: 'setStatus', by, to: 'partner', because };
  }
  if (ticket.story.department === 'compliance') return { type: 'setStatus', by, to: 'on_hold', because: 'legal' };
  if (ticket.story.department === 'technical') return { type: 'setStatus', by, to: 'on_hold', because: 'release' };
  return { type: 'setStatus', by, to: 'partner', because: ticket.story.department === 'billing' ? 'bank' : 'supplier' };
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** All steps of one ticket. */
function stepsOf(
  random: Random,
  ticket: TicketPlan,
  lines: readonly Line[],
  times: readonly ScheduledTime[],
  now: Date,
): Step[] {
  const { end, story, assignee } = ticket;
  const steps: Step[] = [];
  const add = (at: Date, action: Action) => steps.push({ at: at > now ? now : at, ticket: ticket, action: action });
  const supervisor = agentsWhoCanWrite(story.department)[0] ?? assignee;
  let colleagueCount = 0;
  for (const [index, line] of lines.entries()) {
    const at = times[index]?.at ?? now;
    if (index === 0) {
      add(at, { type: 'open', line });
      const isAssigned = end !== 'new' || random.happens(0.25);
      const hasForecast = ['new', 'open', 'on_hold'].includes(end) && random.happens(0.3);
      const triagedAt = new Date(at.getTime() + random.between(1, 3) * minute);
      if (!story.isSpam && (end !== 'new' || (random.happens(0.5) && triagedAt < now))) {
        const dueAt = hasForecast ? new Date(now.getTime() + random.between(-20, 90) * 60 * minute) : null;
        const by = hasForecast || random.happens(0.4) ? supervisor : assignee;
        add(triagedAt, { type: 'triage', by, isAssigned, dueAt });
      }
      continue;
    }
    const next = lines[index + 1];
    const state =
      isReply(line) && !story.isInternal && (next?.by === 'customer' || (end === 'pending' && !next))
        ? 'pending'
        : undefined;
    const by =
      line.by === 'agent'
        ? assignee
        : line.by === 'colleague'
          ? (ticket.colleagues[(colleagueCount++ % 3) % ticket.colleagues.length] ?? supervisor)
          : null;
    add(at, { type: 'message', line, by, ...(state ? { state } : {}), isFirst: !lines.slice(1, index).some(isReply) });
  }
  const after = (index: number) => times[lines.length + index]?.at ?? now;
  const lastAt = times[lines.length - 1]?.at ?? now;
  if (story.isSpam) add(after(0), { type: 'trash', by: supervisor });
  else if (end === 'pending' && lines.length === 1) add(after(0), { type: 'setStatus', by: assignee, to: 'pending' });
  else if (end === 'on_hold') add(after(0), holdAction(ticket, lines));
  else if (end === 'canceled') add(after(0), { type: 'setStatus', by: assignee, to: 'canceled' });
  else if (end === 'resolved' || (end === 'closed' && random.happens(0.5)))
    add(after(0), { type: 'setStatus', by: assignee, to: 'resolved' });
  if (end === 'closed') add(after(1), { type: 'setStatus', by: assignee, to: 'closed' });
  if (end === 'pending' && random.happens(0.06)) add(new Date(lastAt.getTime() + 2 * minute), { type: 'bounce' });

  const isRecent = lines.at(-1)?.by === 'customer' && now.getTime() - lastAt.getTime() < 1.5 * day;
  const endAt = steps.at(-1)?.at ?? lastAt;
  const writers = steps.flatMap(({ action }) => (action.type === 'message' && action.by ? [action.by] : []));
  const isDone = end === 'resolved' || end === 'closed' || end === 'canceled';
  const likelyReaders = new Set<DemoAgentKey>(
    isDone ? ['nora', supervisor] : ['nora', supervisor, assignee, ...writers],
  );
  const hasRead = (key: DemoAgentKey) =>
    random.happens(end === 'new' ? 0.1 : isRecent ? 0.15 : likelyReaders.has(key) ? 0.95 : isDone ? 0.1 : 0.3);
  const by = agentsWhoCanRead(story.department).filter((key) => hasRead(key) && writers.at(-1) !== key);
  if (by.length > 0) add(new Date(endAt.getTime() + minute), { type: 'markRead', by });
  const nextLine = story.lines[lines.length];
  if (end === 'open' && nextLine && isReply(nextLine) && lines.at(-1)?.by === 'customer' && random.happens(0.5)) {
    add(new Date(endAt.getTime() + 2 * minute), { type: 'draft', by: assignee, text: nextLine.text });
  }
  return steps;
}
