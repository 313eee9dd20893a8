import type {
  AssignmentMode,
  Candidate,
  CandidateRefusal,
  DecisiveFactor,
  RoutingRule,
  TieBreak,
  UnassignedReason,
} from '@crossdesk/contracts/assignment.ts';
import { availabilityRefusals } from '@crossdesk/contracts/lists/availability.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';

/** A candidate while tickets are assigned; `turn` is the place in the department's fixed order. */
export type Contender = {
  agentId: number;
  openCount: number;
  maxOpen: number | null;
  lastAssignedAt: Date | null;
  skills: readonly string[];
  /** Why they cannot be chosen, whatever their open tickets. */
  refusal: CandidateRefusal | null;
};

/** Limits of open tickets: the agent's own, and that of the department and rule. */
export type Limits = {
  own: number | null;
  inDepartment: number | null;
  /** Their open tickets in other departments. */
  elsewhereCount: number;
};

/** How many open tickets an agent can have in all departments; null: no limit. */
export function mostOpen({ own, inDepartment, elsewhereCount }: Limits): number | null {
  const limits = [own, inDepartment === null ? null : elsewhereCount + inDepartment].filter((one) => one !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

export type Decision = {
  agentId: number | null;
  /** Set if somebody was chosen. */
  decidedBy: DecisiveFactor | null;
  /** Set if nobody was chosen. */
  reason: UnassignedReason | null;
  candidates: Candidate[];
};

type Terms = {
  mode: AssignmentMode;
  tieBreak: TieBreak;
  /** Skills that the ticket needs. */
  skills: readonly string[];
  /** Who must not get it: the sender of a transfer. */
  excludedIds: readonly number[];
  /** Who gets it if they can: the substitute that an absent responsible named. */
  substituteId?: number | null;
};

/** A repeatable random number from 0 to 1 (mulberry32). `seed`: 32 bits. */
export function randomFrom(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

const unavailable: ReadonlySet<string> = new Set(availabilityRefusals);

/** Whether a refusal comes from the agent's availability. */
export const isUnavailable = (refusal: CandidateRefusal | null): boolean =>
  refusal !== null && unavailable.has(refusal);

function refusalOf(one: Contender, { mode, skills, excludedIds }: Terms): CandidateRefusal | null {
  if (one.refusal !== null && !isUnavailable(one.refusal)) return one.refusal;
  if (excludedIds.includes(one.agentId)) return one.refusal ?? 'sender';
  if (mode === 'skills' && skills.some((skill) => !one.skills.includes(skill))) return 'lacks_skill';
  if (one.refusal !== null) return one.refusal;
  return one.maxOpen !== null && one.openCount >= one.maxOpen ? 'at_limit' : null;
}

/** Members whom the rule or their profile excludes, whatever their availability. */
const excludes: ReadonlySet<CandidateRefusal | null> = new Set(['lacks_permission', 'not_in_rule'] as const);

const reasonOf = (refusal: CandidateRefusal | null): UnassignedReason =>
  refusal === 'at_limit' ? 'all_at_limit' : refusal === 'lacks_skill' ? 'lacks_skill' : 'nobody_available';

/** Why nobody is left: the reason that all who take part share, or that there are several. */
function reasonFor(refusals: readonly (CandidateRefusal | null)[]): UnassignedReason {
  const reasons = new Set(refusals.filter((one) => !excludes.has(one)).map(reasonOf));
  const [reason] = reasons;
  if (reason === undefined) return refusals.includes('not_in_rule') ? 'not_in_rule' : 'no_members';
  return reasons.size === 1 ? reason : 'several_reasons';
}

const timeOf = (one: Contender): number => one.lastAssignedAt?.getTime() ?? Number.NEGATIVE_INFINITY;

/** The contenders with the smallest value. */
function least(contenders: readonly Contender[], value: (one: Contender) => number): Contender[] {
  const smallest = Math.min(...contenders.map(value));
  return contenders.filter((one) => value(one) === smallest);
}

/** The next in the fixed order after the one who was assigned last. */
function nextInTurn(eligible: readonly Contender[], all: readonly Contender[]): Contender | undefined {
  const last = all.reduce<Contender | null>(
    (latest, one) => (timeOf(one) > (latest ? timeOf(latest) : Number.NEGATIVE_INFINITY) ? one : latest),
    null,
  );
  const order = eligible.toSorted((a, b) => a.agentId - b.agentId);
  return order.find((one) => one.agentId > (last?.agentId ?? 0)) ?? order[0];
}

function choose(
  eligible: readonly Contender[],
  all: readonly Contender[],
  { mode, tieBreak, substituteId }: Terms,
  seed: number,
): { chosen: Contender | undefined; decidedBy: DecisiveFactor } {
  const substitute = eligible.find((one) => one.agentId === substituteId);
  if (substitute) return { chosen: substitute, decidedBy: 'substitute' };
  if (eligible.length === 1) return { chosen: eligible[0], decidedBy: 'only_one' };
  if (mode === 'sequential') return { chosen: nextInTurn(eligible, all), decidedBy: 'turn' };
  let left: readonly Contender[] = eligible;
  if (mode !== 'round_robin') {
    left = least(left, (one) => one.openCount);
    if (left.length === 1) return { chosen: left[0], decidedBy: 'fewest_open' };
  }
  if (mode === 'round_robin' || tieBreak === 'least_recent') {
    left = least(left, timeOf);
    if (left.length === 1) return { chosen: left[0], decidedBy: 'least_recent' };
  }
  const order = left.toSorted((a, b) => a.agentId - b.agentId);
  return { chosen: order[Math.floor(randomFrom(seed) * order.length)], decidedBy: 'random' };
}

/**
 * Decides who gets a ticket: of those who can be chosen, the substitute of an absent responsible,
 * otherwise the one with the fewest open tickets, then the one whose last ticket is longest ago,
 * then a random one (C-03). Without anyone the reason
 * says why. `seed` makes the random choice repeatable.
 */
export function decide(contenders: readonly Contender[], terms: Terms, seed: number): Decision {
  const refusals = contenders.map((one) => refusalOf(one, terms));
  const candidates = contenders.map(({ agentId, openCount, maxOpen, lastAssignedAt }, index) => ({
    agentId,
    openCount,
    maxOpen,
    lastAssignedAt: lastAssignedAt?.toISOString() ?? null,
    refusal: refusals[index] ?? null,
  }));
  const eligible = contenders.filter((_, index) => refusals[index] === null);
  if (eligible.length === 0) return { agentId: null, decidedBy: null, reason: reasonFor(refusals), candidates };
  const { chosen, decidedBy } = choose(eligible, contenders, terms, seed);
  return { agentId: chosen?.agentId ?? null, decidedBy, reason: null, candidates };
}

/** The channels through which tickets reach a company. */
const allChannels: readonly Channel[] = ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'];

const acceptsChannel = (rule: RoutingRule, channel: Channel): boolean =>
  rule.isActive && (rule.channels === null || rule.channels.includes(channel));

const hasConditions = (rule: Pick<RoutingRule, 'conditions'>): boolean =>
  Object.values(rule.conditions).some((values) => values !== undefined && values.length > 0);

/** The channels for which no active rule lets a department receive tickets (TT-13). */
export const channelsWithoutRule = (rules: readonly RoutingRule[], departmentId: number): Channel[] =>
  allChannels.filter(
    (channel) => !rules.some((rule) => rule.departmentId === departmentId && acceptsChannel(rule, channel)),
  );

/**
 * The rule under which a department takes a ticket of a channel that is addressed or transferred to
 * it: one without conditions if there is one. Null: it cannot receive it.
 */
export function ruleFor(rules: readonly RoutingRule[], departmentId: number, channel: Channel): RoutingRule | null {
  const own = rules.filter((rule) => rule.departmentId === departmentId && acceptsChannel(rule, channel));
  return own.find((rule) => !hasConditions(rule)) ?? own[0] ?? null;
}

/** What routing rules look at in a new ticket. */
export type RoutedTicket = {
  channel: Channel;
  subject: string;
  /** Address of the requester; null without one. */
  sender: string | null;
  text: string;
  accountId: number | null;
  productId: number | null;
  serviceId: number | null;
  mailboxId: number | null;
};

/** The language of a text: Japanese if it has kana, English if nearly all letters are ASCII. */
export function languageOf(text: string): 'en' | 'ja' | 'other' {
  const sample = text.slice(0, 5_000);
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(sample)) return 'ja';
  const letters = sample.match(/\p{L}/gu) ?? [];
  const plain = letters.filter((letter) => letter <= 'z').length;
  return letters.length > 0 && plain >= letters.length * 0.98 ? 'en' : 'other';
}

const foldedIncludes = (text: string, part: string): boolean =>
  text.normalize('NFKC').toLowerCase().includes(part.normalize('NFKC').toLowerCase());

/** Whether an address is the one given, or of the domain given. */
const isFrom = (sender: string, wanted: string): boolean => {
  const [address, from] = [sender.toLowerCase(), wanted.toLowerCase().replace(/^@/, '')];
  return address === from || address.endsWith(`@${from}`) || address.endsWith(`.${from}`);
};

function meetsConditions({ conditions }: Pick<RoutingRule, 'conditions'>, ticket: RoutedTicket): boolean {
  const { subjectWords, senders, accountIds, productIds, serviceIds, mailboxIds, languages } = conditions;
  const isGiven = (values: readonly unknown[] | undefined): values is readonly unknown[] => (values?.length ?? 0) > 0;
  const hasId = (ids: readonly number[] | undefined, id: number | null) =>
    !isGiven(ids) || (id !== null && ids.includes(id));
  return (
    (!isGiven(subjectWords) || (subjectWords ?? []).some((word) => foldedIncludes(ticket.subject, word))) &&
    (!isGiven(senders) || (senders ?? []).some((one) => ticket.sender !== null && isFrom(ticket.sender, one))) &&
    hasId(accountIds, ticket.accountId) &&
    hasId(productIds, ticket.productId) &&
    hasId(serviceIds, ticket.serviceId) &&
    hasId(mailboxIds, ticket.mailboxId) &&
    (!isGiven(languages) || (languages ?? []).includes(languageOf(`${ticket.subject}\n${ticket.text}`)))
  );
}

/**
 * The rule that moves a new ticket to a department: the first active one whose conditions it meets.
 * Rules of disabled departments do not apply. Null: the ticket stays where it is addressed.
 */
export const matchingRule = (
  rules: readonly RoutingRule[],
  ticket: RoutedTicket,
  activeDepartmentIds: ReadonlySet<number>,
): RoutingRule | null =>
  rules.find(
    (rule) =>
      acceptsChannel(rule, ticket.channel) &&
      hasConditions(rule) &&
      activeDepartmentIds.has(rule.departmentId) &&
      meetsConditions(rule, ticket),
  ) ?? null;

/** Whether each value of the later condition is one of the earlier; none given means any. */
const coversValues = (earlier: readonly unknown[] | null | undefined, later: readonly unknown[] | null | undefined) =>
  (earlier?.length ?? 0) === 0 || ((later?.length ?? 0) > 0 && (later ?? []).every((one) => earlier?.includes(one)));

/** Whether a rule matches every ticket that another one matches. */
const covers = (earlier: RoutingRule, later: RoutingRule): boolean =>
  coversValues(earlier.channels, later.channels) &&
  (Object.keys(earlier.conditions) as (keyof RoutingRule['conditions'])[]).every((key) =>
    coversValues(earlier.conditions[key], later.conditions[key]),
  );

/**
 * The active rules that never move a ticket, each with the earlier rule that moves all its tickets
 * to another department. Rules in their order.
 */
export function shadowedRules(rules: readonly RoutingRule[], activeDepartmentIds: ReadonlySet<number>) {
  const moving = rules.filter(
    (rule) => rule.isActive && hasConditions(rule) && activeDepartmentIds.has(rule.departmentId),
  );
  return moving.flatMap((rule, index) => {
    const earlier = moving.slice(0, index).find((one) => one.departmentId !== rule.departmentId && covers(one, rule));
    return earlier ? [{ ruleId: rule.id, byId: earlier.id }] : [];
  });
}
