/**
 * The closed lists of the contracts as plain data: the schemas beside them are made from these, and the browser loads them without any schema.
 */

/** What can be done to one ticket. Each is decided by the policy in `permissions.ts` and nowhere else. */
export const ticketPermissions = [
  'ticket.read',
  'ticket.comment',
  'ticket.reply',
  'ticket.forward',
  'ticket.forward_to_anyone',
  'ticket.edit',
  'ticket.set_status',
  'ticket.assign',
  'ticket.set_forecast',
  'ticket.change_type',
  'ticket.share',
  'ticket.view_original',
  'ticket.delete',
  'ticket.restore',
] as const;

/** What can be done in the company, whatever the ticket. */
export const companyPermissions = [
  'tickets.all_departments',
  'tickets.create',
  'contacts.read',
  'contacts.edit',
  'messages.edit_own',
  'messages.edit_others',
  'settings.manage',
  'people.manage',
  'mail.manage',
  'audit.read',
  'views.manage_own',
  'views.share',
  'views.manage_others',
] as const;

/** Classification fields a share can hide from its receivers (C-25). */
export const maskableFields = [
  'service',
  'category',
  'priority',
  'solutionForecast',
  'cc',
  'tags',
  'account',
  'product',
] as const;

/** Classification fields that can be hidden (ZV-31, C-18); requester and responsible cannot. */
export const hideableFields = ['number', 'type', ...maskableFields] as const;

/** What a row can show beside its subject, in the order chosen. */
export const viewColumns = [
  'number',
  'status',
  'requester',
  'department',
  'assignee',
  'priority',
  'tags',
  'solutionForecast',
  'shares',
  'activity',
] as const;

/**
 * The orders of a list. activity: latest activity first. waiting: longest without activity first. created: newest first. oldest: oldest first.
 * Shared Tickets and the trash are kept by activity only, so these know the first two.
 */
export const listSorts = ['activity', 'waiting', 'created', 'oldest'] as const;
/** The orders a custom view can be kept in. */
export const customViewSorts = ['activity', 'created'] as const;

/** What a condition can speak of, and how that is compared. */
export const conditionFields = {
  baseState: 'one_of',
  statusId: 'one_of',
  departmentId: 'one_of',
  assigneeId: 'one_of',
  requesterId: 'one_of',
  accountId: 'one_of',
  priorityId: 'one_of',
  serviceId: 'one_of',
  categoryId: 'one_of',
  productId: 'one_of',
  type: 'one_of',
  channel: 'one_of',
  subject: 'text',
  tags: 'words',
  createdAt: 'time',
  activityAt: 'time',
  solutionForecast: 'forecast',
  sharedToOthers: 'flag',
  isOwed: 'flag',
  shareLevel: 'one_of',
  sharedWithMyDepartment: 'flag',
  sharedFrom: 'one_of',
} as const;
export type ConditionField = keyof typeof conditionFields;

/**
 * The operators of each kind, and what they are given. is_any, is_none, has_…: a list. contains: a text. before, after: an instant.
 * within_days: the last so many days. due_within_hours: the next so many hours. is: true or false. overdue, undefined: nothing.
 */
export const operatorsOf = {
  one_of: ['is_any', 'is_none'],
  words: ['has_any', 'has_all', 'has_none'],
  text: ['contains', 'lacks'],
  time: ['within_days', 'before', 'after'],
  forecast: ['overdue', 'due_within_hours', 'undefined'],
  flag: ['is'],
} as const;
export type Operator = (typeof operatorsOf)[keyof typeof operatorsOf][number];

/** Words that stand for an id: `me` is whoever looks at the view, `nobody` that there is no responsible, `none` that a field is empty. */
export const wordsOf: Partial<Record<ConditionField, readonly string[]>> = {
  assigneeId: ['me', 'nobody'],
  priorityId: ['none'],
  serviceId: ['none'],
  categoryId: ['none'],
  productId: ['none'],
  accountId: ['none'],
};

/** Fields that speak of tickets other departments share with us. They match nothing unless the company includes those in custom views (C-10). */
export const sharedInFields: readonly ConditionField[] = ['sharedWithMyDepartment', 'sharedFrom'];

/** At most so many conditions in one view, those in its groups counted, and so many groups. */
export const mostConditions = 20;
export const mostGroups = 10;
/** At most so many views one person keeps. */
export const mostViews = 50;

/** Ways to tell somebody: a mail, a text message, the bell in the desk. */
export const notificationMeans = ['app', 'email', 'sms'] as const;

type Switches = Record<(typeof notificationMeans)[number], boolean>;
const inApp: Switches = { app: true, email: false, sms: false };
const spokenTo: Switches = { app: true, email: true, sms: false };
const silent: Switches = { app: false, email: false, sms: false };
const aboutTicket = [
  'agent.name',
  'actor.name',
  'company.name',
  'ticket.number',
  'ticket.subject',
  'ticket.url',
  'ticket.status',
  'ticket.priority',
  'ticket.department',
  'ticket.requester',
  'ticket.requester_email',
] as const;
const aboutShare = [
  ...aboutTicket,
  'share.department',
  'share.from',
  'share.level',
  'share.reason',
  'share.question',
  'share.due',
  'share.answer',
  'share.ended',
] as const;
const aboutMessage = [...aboutTicket, 'message.text', 'message.internal', 'message.count'] as const;

/**
 * Everything people can be told of. `starts`: which means are on before anybody chose; `variables`: what its templates may name.
 * share_received goes to the receiving department (ZE-46, ZJ-30, ZJ-32), share_changed too when a level is lowered, a share ends or something new is asked;
 * share_answered to who shared; assigned and action_added to the responsible (ZV-41); mentioned to whom an internal comment speaks.
 */
export const notificationKinds = {
  share_received: { starts: inApp, variables: aboutShare },
  share_changed: { starts: silent, variables: aboutShare },
  share_answered: { starts: inApp, variables: aboutShare },
  assigned: { starts: inApp, variables: aboutTicket },
  action_added: { starts: inApp, variables: aboutMessage },
  mentioned: { starts: spokenTo, variables: aboutMessage },
} as const satisfies Record<string, { starts: Switches; variables: readonly string[] }>;

/** What a canned reply may name. Filled in for a ticket as the writer may see it: what a share hides is empty, or initials for a hidden customer. */
export const cannedVariables = [
  'requester.name',
  'requester.email',
  'agent.name',
  'ticket.number',
  'ticket.subject',
  'ticket.status',
  'ticket.priority',
  'ticket.department',
  'company.name',
] as const;

/** me: only whoever wrote it. departments: the people of those departments. everyone: all agents. */
export const cannedVisibilities = ['me', 'departments', 'everyone'] as const;

/** Why an accepted mail could not become a message, as far as it is known beforehand. */
export const mailFaults = [
  'no_sender',
  'source_lost',
  'writer_may_not_comment',
  'mail_too_large',
  'nesting_too_deep',
  'too_many_parts',
  'too_many_lines',
  'headers_too_large',
  'too_costly',
  'unreadable',
] as const;
export type MailFault = (typeof mailFaults)[number];
