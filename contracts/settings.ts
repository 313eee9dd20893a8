import { type Static, Type } from 'typebox';
import { Department } from './departments.ts';
import { endpoints } from './endpoint.ts';
import { Forms } from './forms.ts';
import { Agent } from './identity.ts';
import { priorityColors } from './lists/settings.ts';
import { transferPolicies } from './lists/sla.ts';
import { Done, EmailAddress, Id, Locale, LocalName, Nullable } from './scalars.ts';

const exact = { additionalProperties: false } as const;

/** What a status means to the rules. Companies define their own statuses on top of these (C-17). */
export const baseStates = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'] as const;
export const BaseState = Type.Enum(baseStates);
export type BaseState = (typeof baseStates)[number];
/** States in which a ticket still needs work. */
export const openStates: readonly BaseState[] = ['new', 'open', 'pending', 'on_hold'];

/** The lists an administrator manages (ZV-21 to ZV-23, ZV-33, ZV-34). */
export const choiceKinds = [
  'status',
  'justification',
  'priority',
  'service',
  'category',
  'product',
  'transfer_reason',
] as const;
export const ChoiceKind = Type.Enum(choiceKinds);
export type ChoiceKind = (typeof choiceKinds)[number];

export const PriorityColor = Type.Enum(priorityColors);
export type PriorityColor = Static<typeof PriorityColor>;

/**
 * One entry of such a list, ordered by `position`. Status: `baseState`, `needsJustification`.
 * Justification: the `statusId` it belongs to. Priority: `weight` (higher is more urgent) and
 * `color`. Service: `parentId` (up to three levels), the `departmentIds` it is offered in (empty:
 * all), the `ticketType` it is offered for (null: both), the `categoryIds` that fit it (empty: all)
 * and the category and priority a ticket gets with it if it has none. Category: the `priorityIds`
 * that fit it (empty: all) and its default priority. A service is offered only where those above it
 * are (`dependent-choices.ts`). Entries in use can be disabled (`isActive` false) but not deleted.
 */
export const Choice = Type.Object({
  id: Id,
  kind: ChoiceKind,
  name: LocalName,
  position: Type.Integer(),
  isActive: Type.Boolean(),
  baseState: Nullable(BaseState),
  needsJustification: Type.Boolean(),
  statusId: Nullable(Id),
  weight: Nullable(Type.Integer()),
  color: Nullable(PriorityColor),
  parentId: Nullable(Id),
  departmentIds: Type.Array(Id),
  ticketType: Nullable(Type.Enum(['public', 'internal'] as const)),
  categoryIds: Type.Array(Id),
  defaultCategoryId: Nullable(Id),
  priorityIds: Type.Array(Id),
  defaultPriorityId: Nullable(Id),
});
export type Choice = Static<typeof Choice>;

const choiceFields = {
  name: LocalName,
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  isActive: Type.Optional(Type.Boolean()),
  needsJustification: Type.Optional(Type.Boolean()),
  weight: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 1000 }))),
  color: Type.Optional(Nullable(PriorityColor)),
  parentId: Type.Optional(Nullable(Id)),
  departmentIds: Type.Optional(Type.Array(Id, { maxItems: 200 })),
  ticketType: Type.Optional(Nullable(Type.Enum(['public', 'internal'] as const))),
  categoryIds: Type.Optional(Type.Array(Id, { maxItems: 500 })),
  defaultCategoryId: Type.Optional(Nullable(Id)),
  priorityIds: Type.Optional(Type.Array(Id, { maxItems: 100 })),
  defaultPriorityId: Type.Optional(Nullable(Id)),
};
const ChoiceCreate = Type.Object(
  {
    kind: ChoiceKind,
    ...choiceFields,
    baseState: Type.Optional(BaseState),
    statusId: Type.Optional(Id),
  },
  exact,
);
export type ChoiceCreate = Static<typeof ChoiceCreate>;
const ChoiceEdit = Type.Partial(Type.Object(choiceFields), exact);
export type ChoiceEdit = Static<typeof ChoiceEdit>;

/**
 * Whether tickets shared with a department appear in its custom views or only in Shared Tickets
 * (C-10).
 */
export const SharedVisibility = Type.Enum(['shared_view_only', 'include_in_custom_views'] as const);
export type SharedVisibility = Static<typeof SharedVisibility>;

/**
 * Whom Restricted access may forward to (C-07): colleagues and allowed domains, or anyone except
 * the requester.
 */
export const ForwardScope = Type.Enum(['internal_only', 'not_customer'] as const);
export type ForwardScope = Static<typeof ForwardScope>;

/**
 * Who may look up customer records: everyone with the permission, or only agents who can see the
 * customer on one of their tickets.
 */
export const ContactLookup = Type.Enum(['everyone', 'with_ticket'] as const);
export type ContactLookup = Static<typeof ContactLookup>;

/** What a transfer to another department does to promised times. */
export const TransferPolicy = Type.Enum(transferPolicies);
export type TransferPolicy = (typeof transferPolicies)[number];

export const Company = Type.Object({
  name: Type.String(),
  locale: Locale,
  timeZone: Type.String(),
  attachmentMaxBytes: Type.Integer(),
  replyDelayMs: Type.Integer(),
  isSharingOn: Type.Boolean(),
  isTransferOn: Type.Boolean(),
  isTransferReasonRequired: Type.Boolean(),
  mostShares: Type.Integer(),
  forwardDomains: Type.Array(Type.String()),
  sharedVisibility: SharedVisibility,
  readOnlyCanComment: Type.Boolean(),
  restrictedForwardScope: ForwardScope,
  contactLookup: ContactLookup,
  idleMinutes: Nullable(Type.Integer()),
  disconnectedMinutes: Nullable(Type.Integer()),
  slaOnTransfer: TransferPolicy,
  customersReopen: Type.Boolean(),
  reopenDays: Nullable(Type.Integer()),
  closeAfterDays: Nullable(Type.Integer()),
});
export type Company = Static<typeof Company>;

const CompanyEdit = Type.Partial(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 120 }),
    locale: Locale,
    timeZone: Type.String({ minLength: 1, maxLength: 60 }),
    attachmentMaxBytes: Type.Integer({ minimum: 1024, maximum: 100 * 1024 * 1024 }),
    replyDelayMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
    /** Whether sharing is on, and how many departments one ticket can be shared with (ZE-05). */
    isSharingOn: Type.Boolean(),
    isTransferOn: Type.Boolean(),
    /** Whether a transfer to another department needs a reason. */
    isTransferReasonRequired: Type.Boolean(),
    mostShares: Type.Integer({ minimum: 1, maximum: 50 }),
    /** Domains besides those of agents that Restricted access may forward to (C-07). */
    forwardDomains: Type.Array(Type.String({ pattern: '^[a-z0-9.-]{3,253}$' }), { maxItems: 50 }),
    sharedVisibility: SharedVisibility,
    /** Off: a department with Read-only access cannot comment (C-08). */
    readOnlyCanComment: Type.Boolean(),
    restrictedForwardScope: ForwardScope,
    contactLookup: ContactLookup,
    /** Minutes without activity after which an agent gets no work; null: off. */
    idleMinutes: Nullable(Type.Integer({ minimum: 1, maximum: 360 })),
    /** Minutes without the desk open after which an agent gets no work; null: off. */
    disconnectedMinutes: Nullable(Type.Integer({ minimum: 1, maximum: 1440 })),
    slaOnTransfer: TransferPolicy,
    /** Whether a customer's answer reopens a finished ticket; false: it opens a new one. */
    customersReopen: Type.Boolean(),
    /**
     * Days after a ticket was resolved or closed in which an answer still belongs to it. Later
     * answers open a follow-up ticket. null: no limit.
     */
    reopenDays: Nullable(Type.Integer({ minimum: 0, maximum: 3650 })),
    /** Days after which resolved tickets are closed automatically; null: never. */
    closeAfterDays: Nullable(Type.Integer({ minimum: 1, maximum: 3650 })),
  }),
  exact,
);
export type CompanyEdit = Static<typeof CompanyEdit>;

/** An agent as colleagues see them. */
export const Colleague = Type.Pick(Agent, ['id', 'name', 'memberships', 'isActive', 'avatarUrl']);
export type Colleague = Static<typeof Colleague>;

/** Everything the client needs to show ids as names. Reloaded when a setting changes. */
export const Catalog = Type.Object({
  company: Company,
  departments: Type.Array(Department),
  agents: Type.Array(Colleague),
  choices: Type.Array(Choice),
  forms: Forms,
});
export type Catalog = Static<typeof Catalog>;

/** First administrator, departments, mailbox and agents of a new company. */
const Setup = Type.Object(
  {
    token: Type.String({ minLength: 10, maxLength: 200 }),
    company: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 120 }),
        locale: Locale,
        timeZone: Type.String({ minLength: 1, maxLength: 60 }),
      },
      exact,
    ),
    admin: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 120 }),
        email: EmailAddress,
        password: Type.String({ minLength: 12, maxLength: 128 }),
      },
      exact,
    ),
    departments: Type.Array(LocalName, { minItems: 1, maxItems: 50 }),
    mailbox: Type.Optional(
      Type.Object({ address: EmailAddress, name: Type.String({ minLength: 1, maxLength: 120 }) }, exact),
    ),
    people: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 120 }),
            email: EmailAddress,
            profile: Type.Union([
              Type.Literal('viewer'),
              Type.Literal('agent'),
              Type.Literal('supervisor'),
              Type.Literal('operator'),
              Type.Literal('admin'),
            ]),
          },
          exact,
        ),
        { maxItems: 50 },
      ),
    ),
  },
  exact,
);
export type Setup = Static<typeof Setup>;

const id = Type.Object({ id: Id });

export const startEndpoints = endpoints({
  getStart: {
    method: 'GET',
    path: '/start',
    summary: 'Get what the sign-in page needs: company name, language, setup state, sign-in methods',
    caller: 'anyone',
    response: Type.Object({
      companyName: Type.String(),
      locale: Locale,
      needsSetup: Type.Boolean(),
      isDemo: Type.Boolean(),
      singleSignOn: Nullable(Type.Object({ providerId: Type.String(), name: Type.String() })),
    }),
    problems: [],
  },
  setUp: {
    method: 'POST',
    path: '/setup',
    summary: 'Set up the company with the one-time link printed when the server starts',
    caller: 'anyone',
    body: Setup,
    response: Type.Object({
      invitations: Type.Array(Type.Object({ email: Type.String(), invitationUrl: Type.String() })),
    }),
    status: 201,
    problems: ['setup_done', 'setup_link_invalid', 'already_exists'],
  },
  getCatalog: {
    method: 'GET',
    path: '/catalog',
    summary: 'Get company settings, departments, agents and classification lists',
    caller: 'agent',
    response: Catalog,
    problems: [],
  },
});

export const settingsEndpoints = endpoints({
  editCompany: {
    method: 'PATCH',
    path: '/company',
    summary: 'Update company settings',
    caller: 'settings.manage',
    body: CompanyEdit,
    response: Company,
    problems: ['not_allowed'],
  },
  createChoice: {
    method: 'POST',
    path: '/choices',
    summary: 'Create a status, justification, priority, service, category, product or reason for transfers',
    caller: 'settings.manage',
    body: ChoiceCreate,
    response: Choice,
    status: 201,
    problems: ['not_allowed', 'unknown_reference'],
  },
  editChoice: {
    method: 'PATCH',
    path: '/choices/:id',
    summary: 'Update or disable an entry of a list',
    caller: 'settings.manage',
    params: id,
    body: ChoiceEdit,
    response: Choice,
    problems: ['not_allowed', 'not_found', 'unknown_reference', 'in_use'],
  },
  deleteChoice: {
    method: 'DELETE',
    path: '/choices/:id',
    summary: 'Delete an entry of a list that is not in use',
    caller: 'settings.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
});
