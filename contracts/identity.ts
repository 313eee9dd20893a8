import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { PermissionName } from './permissions.ts';
import { Done, EmailAddress, Id, Instant, Locale, LocalName, Nullable, Page, pageQuery } from './scalars.ts';

const exact = { additionalProperties: false } as const;

/** The role of an agent in a department. */
export const DepartmentRole = Type.Union([Type.Literal('agent'), Type.Literal('supervisor')]);
export type DepartmentRole = Static<typeof DepartmentRole>;

export const Membership = Type.Object({ departmentId: Id, role: DepartmentRole }, exact);
export type Membership = Static<typeof Membership>;

/** An access profile: a named set of permissions. `key` is set on the built-in ones. */
export const Profile = Type.Object({
  id: Id,
  key: Nullable(Type.String()),
  name: LocalName,
  permissions: Type.Array(PermissionName),
});
export type Profile = Static<typeof Profile>;

/** An agent. Inactive agents cannot sign in; their name stays on old tickets. */
export const Agent = Type.Object({
  id: Id,
  name: Type.String(),
  email: EmailAddress,
  profileId: Id,
  memberships: Type.Array(Membership),
  isActive: Type.Boolean(),
  avatarUrl: Nullable(Type.String()),
  locale: Locale,
  timeZone: Type.String(),
  /** E.164, for text messages. */
  phone: Nullable(Type.String()),
});
export type Agent = Static<typeof Agent>;

/** The signed-in agent with their company-wide permissions. */
export const Me = Type.Object({ ...Agent.properties, permissions: Type.Array(PermissionName) });
export type Me = Static<typeof Me>;

/** An organization whose people contact us. */
export const Account = Type.Object({ id: Id, name: Type.String(), domain: Nullable(Type.String()) });
export type Account = Static<typeof Account>;

/** A customer. `emails` and `phones` are in order of preference; phones are E.164. */
export const Contact = Type.Object({
  id: Id,
  name: Type.String(),
  emails: Type.Array(EmailAddress),
  phones: Type.Array(Type.String()),
  account: Nullable(Account),
  locale: Nullable(Locale),
  timeZone: Nullable(Type.String()),
  /** Start of the day: an exact time could be matched to a ticket. */
  createdAt: Instant,
});
export type Contact = Static<typeof Contact>;

const AgentName = Type.String({ minLength: 1, maxLength: 120 });
const Phone = Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' });
const TimeZone = Type.String({ minLength: 1, maxLength: 60 });

export const AgentWrite = Type.Object(
  {
    name: AgentName,
    email: EmailAddress,
    profileId: Id,
    memberships: Type.Array(Membership, { maxItems: 100 }),
    locale: Type.Optional(Locale),
    timeZone: Type.Optional(TimeZone),
    phone: Type.Optional(Nullable(Phone)),
    isActive: Type.Optional(Type.Boolean()),
  },
  exact,
);
export type AgentWrite = Static<typeof AgentWrite>;

export const ContactWrite = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    emails: Type.Optional(Type.Array(EmailAddress, { maxItems: 20 })),
    phones: Type.Optional(Type.Array(Phone, { maxItems: 20 })),
    accountId: Type.Optional(Nullable(Id)),
    locale: Type.Optional(Nullable(Locale)),
    timeZone: Type.Optional(Nullable(TimeZone)),
  },
  exact,
);
export type ContactWrite = Static<typeof ContactWrite>;

export const AccountWrite = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    domain: Type.Optional(Nullable(Type.String({ maxLength: 253 }))),
  },
  exact,
);
export type AccountWrite = Static<typeof AccountWrite>;

const ProfileWrite = Type.Object({ name: LocalName, permissions: Type.Array(PermissionName, { maxItems: 60 }) }, exact);

const id = Type.Object({ id: Id });

export const identityEndpoints = endpoints({
  getMe: {
    method: 'GET',
    path: '/me',
    summary: 'Get the signed-in agent and their permissions',
    caller: 'agent',
    response: Me,
    problems: [],
  },
  editMe: {
    method: 'PATCH',
    path: '/me',
    summary: 'Update my name, language, time zone or phone number',
    caller: 'agent',
    body: Type.Object(
      {
        name: Type.Optional(AgentName),
        locale: Type.Optional(Locale),
        timeZone: Type.Optional(TimeZone),
        phone: Type.Optional(Nullable(Phone)),
      },
      exact,
    ),
    response: Me,
    problems: [],
  },
  listAgents: {
    method: 'GET',
    path: '/agents',
    summary: 'List all agents by name',
    caller: 'people.manage',
    response: Type.Object({ items: Type.Array(Agent) }),
    problems: ['not_allowed'],
  },
  createAgent: {
    method: 'POST',
    path: '/agents',
    summary: 'Create an agent; the response contains a one-time link to choose a password',
    caller: 'people.manage',
    body: AgentWrite,
    response: Type.Object({ agent: Agent, invitationUrl: Type.String() }),
    status: 201,
    isSecret: true,
    problems: ['not_allowed', 'already_exists', 'unknown_reference'],
  },
  editAgent: {
    method: 'PATCH',
    path: '/agents/:id',
    summary: 'Update an agent; disabling one ends their sessions and API keys immediately',
    caller: 'people.manage',
    params: id,
    body: Type.Partial(AgentWrite, exact),
    response: Agent,
    problems: ['not_allowed', 'not_found', 'already_exists', 'unknown_reference', 'in_use'],
  },
  listProfiles: {
    method: 'GET',
    path: '/profiles',
    summary: 'List access profiles',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(Profile) }),
    problems: [],
  },
  createProfile: {
    method: 'POST',
    path: '/profiles',
    summary: 'Create a custom access profile',
    caller: 'people.manage',
    body: ProfileWrite,
    response: Profile,
    status: 201,
    problems: ['not_allowed'],
  },
  editProfile: {
    method: 'PATCH',
    path: '/profiles/:id',
    summary: 'Update an access profile; Admin always has every permission',
    caller: 'people.manage',
    params: id,
    body: Type.Partial(ProfileWrite, exact),
    response: Profile,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
  deleteProfile: {
    method: 'DELETE',
    path: '/profiles/:id',
    summary: 'Delete a custom access profile that no agent uses',
    caller: 'people.manage',
    params: id,
    response: Done,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
  listAccounts: {
    method: 'GET',
    path: '/accounts',
    summary: 'List accounts by name',
    caller: 'contacts.read',
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }, exact),
    response: Page(Account),
    problems: ['not_allowed'],
  },
  createAccount: {
    method: 'POST',
    path: '/accounts',
    summary: 'Create an account',
    caller: 'contacts.edit',
    body: AccountWrite,
    response: Account,
    status: 201,
    problems: ['not_allowed', 'already_exists'],
  },
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    summary: 'List my API keys, without their secrets',
    caller: 'agent',
    response: Type.Object({
      items: Type.Array(
        Type.Object({ id: Type.String(), name: Type.String(), start: Type.String(), createdAt: Instant }),
      ),
    }),
    problems: [],
  },
  createApiKey: {
    method: 'POST',
    path: '/api-keys',
    summary: 'Create an API key that acts as me; the key is shown only once',
    caller: 'agent',
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) }, exact),
    response: Type.Object({ id: Type.String(), key: Type.String() }),
    status: 201,
    isSecret: true,
    problems: [],
  },
  deleteApiKey: {
    method: 'DELETE',
    path: '/api-keys/:keyId',
    summary: 'Revoke one of my API keys',
    caller: 'agent',
    params: Type.Object({ keyId: Type.String({ maxLength: 60 }) }),
    response: Done,
    problems: ['not_found'],
  },
});

/** Customer records. A company setting decides who can look them up. */
export const contactEndpoints = endpoints({
  listContacts: {
    method: 'GET',
    path: '/contacts',
    summary: 'List contacts by name; `q` matches part of a name or address',
    caller: 'contacts.read',
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }, exact),
    response: Page(Contact),
    problems: ['not_allowed'],
  },
  getContact: {
    method: 'GET',
    path: '/contacts/:id',
    summary: 'Get a contact (ZV-32)',
    caller: 'contacts.read',
    params: id,
    response: Contact,
    problems: ['not_allowed', 'not_found'],
  },
  createContact: {
    method: 'POST',
    path: '/contacts',
    summary: 'Create a contact',
    caller: 'contacts.edit',
    body: ContactWrite,
    response: Contact,
    status: 201,
    problems: ['not_allowed', 'already_exists', 'unknown_reference'],
  },
  editContact: {
    method: 'PATCH',
    path: '/contacts/:id',
    summary:
      'Update a contact; lists are replaced. Changing addresses requires edit access to a ticket of the contact as its owner',
    caller: 'contacts.edit',
    params: id,
    body: Type.Partial(ContactWrite, exact),
    response: Contact,
    problems: ['not_allowed', 'not_found', 'contact_of_others', 'already_exists', 'unknown_reference'],
  },
});
