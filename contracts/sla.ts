import { type Static, Type } from 'typebox';
import { WeekHours } from './availability.ts';
import { endpoints } from './endpoint.ts';
import { clockKinds, clockReasons } from './lists/sla.ts';
import { Done, Id, Instant, Nullable } from './scalars.ts';
import { BaseState } from './settings.ts';
import { Channel } from './tickets.ts';

const exact = { additionalProperties: false } as const;

export const ClockKind = Type.Enum(clockKinds);
export type ClockKind = (typeof clockKinds)[number];
export type ClockReason = (typeof clockReasons)[number];

const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\u0000-\\u001f]*\\S[^\\u0000-\\u001f]*$' });
const LocalTime = Type.String({
  pattern: '^(19[7-9][0-9]|2[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$',
});

/**
 * A time off, by the clock of the calendar's time zone: `2026-12-24T00:00` to `2026-12-27T00:00` is
 * three whole days. `endsAt` is not part of it. `isYearly`: again every year on that date, with the
 * same length.
 */
export const Holiday = Type.Object(
  { name: Type.String({ maxLength: 120 }), startsAt: LocalTime, endsAt: LocalTime, isYearly: Type.Boolean() },
  exact,
);
export type Holiday = Static<typeof Holiday>;

const calendarFields = {
  name: Name,
  timeZone: Type.String({ minLength: 1, maxLength: 60 }),
  hours: Nullable(WeekHours),
  holidays: Type.Array(Holiday, { maxItems: 1000 }),
};
/**
 * Working hours by the clock of `timeZone`, Monday first; `hours` null: around the clock. Several
 * times on a day leave a break between them. Holidays are taken off.
 */
export const Calendar = Type.Object({ id: Id, ...calendarFields, version: Type.Integer() });
export type Calendar = Static<typeof Calendar>;
const CalendarWrite = Type.Object(calendarFields, exact);
export type CalendarWrite = Static<typeof CalendarWrite>;
const CalendarEdit = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...Type.Partial(CalendarWrite).properties },
  exact,
);
export type CalendarEdit = Static<typeof CalendarEdit>;

const Ids = Type.Optional(Type.Array(Id, { maxItems: 100, uniqueItems: true }));

/** What a ticket must have for a rule to apply: one of the values of each condition given. */
export const RuleConditions = Type.Object(
  {
    priorityIds: Ids,
    categoryIds: Ids,
    serviceIds: Ids,
    productIds: Ids,
    departmentIds: Ids,
    channels: Type.Optional(Type.Array(Channel, { maxItems: 6, uniqueItems: true })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 100 })),
  },
  exact,
);
export type RuleConditions = Static<typeof RuleConditions>;

/** 1 minute to 10 years; null: no promise. */
const Minutes = Nullable(Type.Integer({ minimum: 1, maximum: 5_256_000 }));

const ruleProperties = {
  name: Name,
  conditions: RuleConditions,
  firstResponseMinutes: Minutes,
  nextResponseMinutes: Minutes,
  resolutionMinutes: Minutes,
  calendarId: Id,
  pausedStates: Type.Array(BaseState, { maxItems: 7, uniqueItems: true }),
};
/**
 * The times promised to tickets with these conditions, in working minutes of a calendar. They stop
 * while the status is based on one of `pausedStates`.
 */
export const SlaRule = Type.Object({ id: Id, ...ruleProperties });
export type SlaRule = Static<typeof SlaRule>;

const contractFields = {
  name: Name,
  isDefault: Type.Boolean(),
  accountIds: Type.Array(Id, { maxItems: 5000, uniqueItems: true }),
};
/**
 * What a company promises to accounts. The default contract applies to everyone else. An account
 * has at most one contract. If several rules apply to a ticket, the shortest time wins, separately
 * for each of the three times; of equal ones the first in order.
 */
export const SlaContract = Type.Object({
  id: Id,
  ...contractFields,
  rules: Type.Array(SlaRule),
  version: Type.Integer(),
});
export type SlaContract = Static<typeof SlaContract>;

/** A rule without `id` is new; rules that are left out are deleted. */
const SlaRuleWrite = Type.Object({ id: Type.Optional(Id), ...ruleProperties }, exact);
export type SlaRuleWrite = Static<typeof SlaRuleWrite>;
const SlaContractWrite = Type.Object(
  { ...contractFields, rules: Type.Array(SlaRuleWrite, { minItems: 1, maxItems: 100 }) },
  exact,
);
export type SlaContractWrite = Static<typeof SlaContractWrite>;
const SlaContractEdit = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...Type.Partial(SlaContractWrite).properties },
  exact,
);
export type SlaContractEdit = Static<typeof SlaContractEdit>;

/** Why a running time is paused: the state of the ticket, or that it is in the trash. */
export const PauseCause = Type.Union([BaseState, Type.Literal('deleted')]);
export type PauseCause = Static<typeof PauseCause>;

/**
 * One promised time of a ticket. `dueAt` null: paused, or never in this calendar. `metAt`: when the
 * answer was sent or the ticket solved; it then no longer runs. `breachedAt`: when the time was
 * over. `elapsedMs` and `targetMs` are working time. What depends on something hidden from the
 * reader is null.
 */
export const TicketClock = Type.Object({
  kind: ClockKind,
  startedAt: Instant,
  dueAt: Nullable(Instant),
  pausedSince: Nullable(Instant),
  pauseCause: Nullable(PauseCause),
  metAt: Nullable(Instant),
  breachedAt: Nullable(Instant),
  elapsedMs: Nullable(Type.Integer()),
  targetMs: Nullable(Type.Integer()),
  ruleName: Nullable(Type.String()),
  calendarName: Nullable(Type.String()),
});
export type TicketClock = Static<typeof TicketClock>;

/**
 * One calculation of a time. `fields`: the ticket fields that changed it. `ruleName` is the rule
 * that applied from then on; null if none.
 */
export const ClockEntry = Type.Object({
  id: Id,
  kind: ClockKind,
  at: Instant,
  reason: Type.Enum(clockReasons),
  fields: Type.Array(Type.String()),
  state: Nullable(PauseCause),
  dueBefore: Nullable(Instant),
  dueAfter: Nullable(Instant),
  ruleName: Nullable(Type.String()),
  targetMs: Nullable(Type.Integer()),
});
export type ClockEntry = Static<typeof ClockEntry>;

/**
 * "Why this time?": the promised times of a ticket, those that run first, and how they were
 * calculated, newest first (at most 200 of each). `contractName` null: no contract applies, or it
 * is hidden from the reader; `isPartlyHidden` tells.
 */
export const TicketSla = Type.Object({
  contractName: Nullable(Type.String()),
  isPartlyHidden: Type.Boolean(),
  clocks: Type.Array(TicketClock),
  entries: Type.Array(ClockEntry),
});
export type TicketSla = Static<typeof TicketSla>;

const id = Type.Object({ id: Id });

export const slaEndpoints = endpoints({
  listCalendars: {
    method: 'GET',
    path: '/calendars',
    summary: 'List the calendars of working hours and holidays',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(Calendar) }),
    problems: [],
  },
  createCalendar: {
    method: 'POST',
    path: '/calendars',
    summary: 'Create a calendar',
    caller: 'settings.manage',
    body: CalendarWrite,
    response: Calendar,
    status: 201,
    problems: ['not_allowed', 'already_exists'],
  },
  editCalendar: {
    method: 'PATCH',
    path: '/calendars/:id',
    summary: 'Update a calendar; times of open tickets are calculated again',
    caller: 'settings.manage',
    params: id,
    body: CalendarEdit,
    response: Calendar,
    problems: ['not_allowed', 'not_found', 'already_exists', 'version_conflict'],
  },
  deleteCalendar: {
    method: 'DELETE',
    path: '/calendars/:id',
    summary: 'Delete a calendar that no contract uses',
    caller: 'settings.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
  readHolidays: {
    method: 'POST',
    path: '/calendars/read-holidays',
    summary: 'Read holidays from an iCalendar file (RFC 5545), without saving them',
    caller: 'settings.manage',
    body: Type.Object(
      { file: Type.String({ minLength: 1, maxLength: 900_000 }), timeZone: calendarFields.timeZone },
      exact,
    ),
    response: Type.Object({ items: Type.Array(Holiday) }),
    problems: ['not_allowed'],
  },
  listContracts: {
    method: 'GET',
    path: '/contracts',
    summary: 'List the contracts with their rules',
    caller: 'settings.manage',
    response: Type.Object({ items: Type.Array(SlaContract) }),
    problems: ['not_allowed'],
  },
  createContract: {
    method: 'POST',
    path: '/contracts',
    summary: 'Create a contract; as the default it replaces the one before',
    caller: 'settings.manage',
    body: SlaContractWrite,
    response: SlaContract,
    status: 201,
    problems: ['not_allowed', 'unknown_reference', 'already_exists', 'account_has_contract'],
  },
  editContract: {
    method: 'PATCH',
    path: '/contracts/:id',
    summary: 'Update a contract; times of open tickets are calculated again',
    caller: 'settings.manage',
    params: id,
    body: SlaContractEdit,
    response: SlaContract,
    problems: [
      'not_allowed',
      'not_found',
      'unknown_reference',
      'already_exists',
      'account_has_contract',
      'version_conflict',
    ],
  },
  deleteContract: {
    method: 'DELETE',
    path: '/contracts/:id',
    summary: 'Delete a contract; its times end on open tickets',
    caller: 'settings.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found'],
  },
  getTicketSla: {
    method: 'GET',
    path: '/tickets/:number/sla',
    summary: 'Show the promised times of a ticket and how they were calculated (ZV-26)',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    response: TicketSla,
    problems: ['not_found'],
  },
});
