import { clockKinds } from '@crossdesk/contracts/lists/sla.ts';
import { type BaseState, openStates } from '@crossdesk/contracts/settings.ts';
import type { ClockKind, ClockReason, PauseCause } from '@crossdesk/contracts/sla.ts';
import type { Channel, TicketType } from '@crossdesk/contracts/tickets.ts';
import { addWorkingTime, type WorkingCalendar, workingMsBetween } from './working-time.ts';

/**
 * What promised times depend on, as of an event. `departmentId`: whose rules apply. `countsFrom`:
 * when the request was made, or when contracts began to apply. `respondedAt`: the first answer.
 * `awaitingSince`: the customer's oldest message since the last answer. `lastReply`: what these two
 * were before the last answer, which can be taken back. `states`: since when the ticket has had
 * which state. Instants are ISO texts, because facts are stored as JSON.
 */
export type Facts = {
  type: TicketType;
  departmentId: number;
  accountId: number | null;
  priorityId: number | null;
  categoryId: number | null;
  serviceId: number | null;
  productId: number | null;
  channel: Channel;
  tags: string[];
  baseState: BaseState;
  isDeleted: boolean;
  isForecastByHand: boolean;
  countsFrom: string;
  respondedAt: string | null;
  awaitingSince: string | null;
  lastReply: { messageId: number; respondedAt: string | null; awaitingSince: string | null } | null;
  states: [since: string, state: BaseState][];
};

/** The rule that applies to one time of a ticket. */
export type Plan = {
  ruleId: number;
  ruleName: string;
  ruleFields: string[];
  calendarId: number;
  calendarName: string;
  targetMs: number;
  pausedStates: readonly BaseState[];
};
export type Plans = Record<ClockKind, Plan | null>;

/** A promised time; see the table `sla_clock`. `id` null: not stored yet. */
export type Clock = Omit<Plan, 'ruleId' | 'calendarId' | 'pausedStates'> & {
  id: number | null;
  kind: ClockKind;
  ruleId: number | null;
  calendarId: number | null;
  startedAt: Date;
  countedAt: Date | null;
  elapsedMs: number;
  dueAt: Date | null;
  pausedSince: Date | null;
  pauseCause: PauseCause | null;
  metAt: Date | null;
  metMessageId: number | null;
  breachedAt: Date | null;
  warnedAt: Date | null;
  isBreachAnnounced: boolean;
  nextAt: Date | null;
};

/** One line of "Why this time?"; see the contract `ClockEntry`. */
export type Entry = {
  kind: ClockKind;
  at: Date;
  reason: ClockReason;
  fields: string[];
  state: PauseCause | null;
  dueBefore: Date | null;
  dueAfter: Date | null;
  ruleName: string | null;
  targetMs: number | null;
};

/**
 * What happened. `messageId`: the answer that was sent or taken back. `isRestart`: times begin at
 * zero. `isForced`: calculate again even if the rule is the same, because its calendar changed.
 */
export type Step = {
  at: Date;
  reason: ClockReason;
  fields: string[];
  messageId?: number;
  isRestart?: boolean;
  isForced?: boolean;
};

type CalendarOf = (id: number | null) => WorkingCalendar | null;

/** A warning is announced when this part of the time is left. */
const warningPart = 0.2;

const isOpenState = (state: BaseState): boolean => openStates.includes(state);

/** Since when a time is promised; null: not any more, or not yet. */
function promisedSince(kind: ClockKind, facts: Facts): Date | null {
  if (kind === 'resolution') return new Date(facts.countsFrom);
  if (facts.type === 'internal') return null;
  if (kind === 'first_response') return facts.respondedAt === null ? new Date(facts.countsFrom) : null;
  return facts.awaitingSince === null ? null : new Date(facts.awaitingSince);
}

/** Why a time does not run in a state; null: it runs. Answers are not owed on a finished ticket. */
const pauseIn = (state: BaseState, kind: ClockKind, plan: Plan): BaseState | null =>
  (kind !== 'resolution' && !isOpenState(state)) || plan.pausedStates.includes(state) ? state : null;

const pauseCauseOf = (kind: ClockKind, facts: Facts, plan: Plan): PauseCause | null =>
  facts.isDeleted ? 'deleted' : pauseIn(facts.baseState, kind, plan);

/** The working time since the promise that was not paused, from the states the ticket has had. */
function elapsedSince(kind: ClockKind, facts: Facts, plan: Plan, since: Date, at: Date, calendar: WorkingCalendar) {
  let sum = 0;
  for (const [index, [start, state]] of facts.states.entries()) {
    const isFinished = kind === 'resolution' && !isOpenState(state);
    if (isFinished || pauseIn(state, kind, plan) !== null) continue;
    const next = facts.states[index + 1]?.[0];
    const from = Math.max(index === 0 ? 0 : Date.parse(start), since.getTime());
    const to = Math.min(next === undefined ? at.getTime() : Date.parse(next), at.getTime());
    if (to > from) sum += workingMsBetween(calendar, new Date(from), new Date(to));
  }
  return sum;
}

/** Counts a running time up to an instant, and notes if it was over before. */
function count(clock: Clock, at: Date, calendarOf: CalendarOf): void {
  if (clock.countedAt === null) return;
  const calendar = calendarOf(clock.calendarId);
  if (calendar && at > clock.countedAt) clock.elapsedMs += workingMsBetween(calendar, clock.countedAt, at);
  clock.countedAt = at > clock.countedAt ? at : clock.countedAt;
  if (clock.elapsedMs > clock.targetMs) clock.breachedAt ??= clock.dueAt ?? at;
}

/** The due time, the warning and the pause of a time that was counted up to `at`. */
function settle(clock: Clock, cause: PauseCause | null, at: Date, calendarOf: CalendarOf): void {
  const calendar = calendarOf(clock.calendarId);
  const left = clock.targetMs - clock.elapsedMs;
  if (left >= 0) {
    clock.breachedAt = null;
    clock.isBreachAnnounced = false;
  } else clock.breachedAt ??= at;
  const untilWarning = left - clock.targetMs * warningPart;
  if (untilWarning > 0) clock.warnedAt = null;
  clock.pauseCause = cause;
  if (cause !== null) {
    clock.pausedSince ??= at;
    clock.countedAt = null;
    clock.dueAt = null;
    clock.nextAt = clock.breachedAt && !clock.isBreachAnnounced ? at : null;
    return;
  }
  clock.pausedSince = null;
  clock.countedAt = at;
  clock.dueAt = clock.breachedAt ?? (calendar && addWorkingTime(calendar, at, left));
  const warnAt = calendar && clock.warnedAt === null ? addWorkingTime(calendar, at, Math.ceil(untilWarning)) : null;
  if (clock.breachedAt) clock.nextAt = clock.isBreachAnnounced ? null : clock.breachedAt;
  else clock.nextAt = warnAt && clock.dueAt && warnAt < clock.dueAt ? warnAt : clock.dueAt;
}

function meet(clock: Clock, at: Date, messageId: number | null, calendarOf: CalendarOf): void {
  const wasPaused = clock.countedAt === null;
  count(clock, at, calendarOf);
  // The due time that a pause had taken away is shown again.
  if (wasPaused) settle(clock, null, at, calendarOf);
  clock.metAt = at;
  clock.metMessageId = messageId;
  clock.countedAt = null;
  clock.pausedSince = null;
  clock.pauseCause = null;
  clock.nextAt = clock.breachedAt && !clock.isBreachAnnounced ? clock.breachedAt : null;
}

function newClock(kind: ClockKind, since: Date, { pausedStates: _, ...plan }: Plan): Clock {
  return {
    id: null,
    kind,
    ...plan,
    startedAt: since,
    countedAt: null,
    elapsedMs: 0,
    dueAt: null,
    pausedSince: null,
    pauseCause: null,
    metAt: null,
    metMessageId: null,
    breachedAt: null,
    warnedAt: null,
    isBreachAnnounced: false,
    nextAt: null,
  };
}

type Outcome = { clock: Clock; reason: ClockReason | null; isEnded?: boolean };

/** What becomes of one time; null: there is none. */
function advanceClock(
  kind: ClockKind,
  current: Clock | null,
  facts: Facts,
  plan: Plan | null,
  step: Step,
  calendarOf: CalendarOf,
): Outcome | null {
  const { at } = step;
  const since = promisedSince(kind, facts);
  if (since === null || plan === null) {
    if (!current || current.metAt) return null;
    if (since === null && step.reason === 'met') {
      meet(current, at, step.messageId ?? null, calendarOf);
      return { clock: current, reason: 'met' };
    }
    return { clock: current, reason: 'ended', isEnded: true };
  }
  const isFinished = kind === 'resolution' && !isOpenState(facts.baseState);
  const cause = pauseCauseOf(kind, facts, plan);
  if (!current) {
    if (isFinished) return null;
    const clock = newClock(kind, since, plan);
    const calendar = calendarOf(plan.calendarId);
    if (calendar) clock.elapsedMs = elapsedSince(kind, facts, plan, since, at, calendar);
    settle(clock, cause, at, calendarOf);
    return { clock, reason: step.reason };
  }
  if (current.metAt) {
    if (isFinished) return null;
    const isTakenBack = step.reason === 'taken_back';
    // An answer that was taken back has not stopped the time.
    current.countedAt = isTakenBack ? current.metAt : at;
    current.metAt = null;
    current.metMessageId = null;
    count(current, at, calendarOf);
    assign(current, plan);
    settle(current, cause, at, calendarOf);
    return { clock: current, reason: isTakenBack ? 'taken_back' : 'reopened' };
  }
  if (isFinished) {
    meet(current, at, null, calendarOf);
    return { clock: current, reason: 'met' };
  }
  const isOtherPlan =
    current.ruleId !== plan.ruleId || current.targetMs !== plan.targetMs || current.calendarId !== plan.calendarId;
  const hasOtherPause = (current.pauseCause === null) !== (cause === null);
  if (!isOtherPlan && current.pauseCause === cause && !step.isRestart && !step.isForced) {
    assign(current, plan);
    return { clock: current, reason: null };
  }
  const dueBefore = current.dueAt?.getTime();
  count(current, at, calendarOf);
  assign(current, plan);
  if (step.isRestart) Object.assign(current, { startedAt: at, elapsedMs: 0, breachedAt: null });
  settle(current, cause, at, calendarOf);
  if (isOtherPlan || step.isRestart) return { clock: current, reason: step.reason };
  if (hasOtherPause) return { clock: current, reason: cause === null ? 'resumed' : 'paused' };
  const isSameDue = dueBefore === current.dueAt?.getTime();
  return { clock: current, reason: isSameDue ? null : step.reason };
}

const assign = (clock: Clock, { pausedStates: _, ...plan }: Plan): void => void Object.assign(clock, plan);

/** The clock a step can change: the open one, or a met one that it opens again. */
function currentClock(kind: ClockKind, clocks: readonly Clock[], step: Step): Clock | null {
  const ofKind = clocks.filter((one) => one.kind === kind);
  const open = ofKind.find((one) => one.metAt === null);
  if (open) return open;
  if (kind === 'resolution') return ofKind.at(-1) ?? null;
  if (step.reason !== 'taken_back') return null;
  return ofKind.find((one) => one.metMessageId === step.messageId) ?? null;
}

/**
 * Applies an event to the times of a ticket. `facts` and `plans` are those after the event. Changes
 * and adds clocks in `clocks`; returns those that ended without being met, and the log.
 */
export function advance(
  clocks: Clock[],
  facts: Facts,
  plans: Plans,
  step: Step,
  calendarOf: CalendarOf,
): { ended: Clock[]; entries: Entry[] } {
  const ended: Clock[] = [];
  const entries: Entry[] = [];
  for (const kind of clockKinds) {
    const current = currentClock(kind, clocks, step);
    const dueBefore = current?.dueAt ?? null;
    const outcome = advanceClock(kind, current, facts, plans[kind], step, calendarOf);
    if (!outcome?.reason) continue;
    const { clock, reason, isEnded = false } = outcome;
    if (isEnded) {
      ended.push(clock);
      clocks.splice(clocks.indexOf(clock), 1);
    } else if (!current) clocks.push(clock);
    entries.push({
      kind,
      at: step.at,
      reason,
      fields: step.fields,
      state: clock.pauseCause,
      dueBefore,
      dueAfter: isEnded ? null : clock.dueAt,
      ruleName: isEnded ? null : clock.ruleName,
      targetMs: isEnded ? null : clock.targetMs,
    });
  }
  return { ended, entries };
}

/** What lists show of the times of a ticket. */
export function summaryOf(clocks: readonly Clock[]): {
  dueAt: Date | null;
  dueKind: ClockKind | null;
  isPaused: boolean;
} {
  const open = clocks.filter((one) => one.metAt === null);
  const [first] = open
    .filter((one) => one.dueAt !== null)
    .toSorted((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0));
  return {
    dueAt: first?.dueAt ?? null,
    dueKind: first?.kind ?? null,
    isPaused: open.length > 0 && open.every((one) => one.pausedSince !== null),
  };
}

/** The solution forecast by contract; undefined: it stays as it is. */
export function forecastOf(clocks: readonly Clock[]): Date | null | undefined {
  const clock = clocks.findLast((one) => one.kind === 'resolution');
  return clock?.metAt ? undefined : (clock?.dueAt ?? null);
}
