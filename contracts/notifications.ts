import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { notificationKinds, notificationMeans } from './lists/notifications.ts';
import { Done, Id, Instant, Locale, Nullable, Page, pageQuery } from './scalars.ts';
import { templateErrorFields } from './templates.ts';

const exact = { additionalProperties: false } as const;

export const NotificationMeans = Type.Enum(notificationMeans);
export type NotificationMeans = (typeof notificationMeans)[number];

export type NotificationKind = keyof typeof notificationKinds;
export const notificationKindNames = Object.keys(notificationKinds) as NotificationKind[];
export const NotificationKindName = Type.Enum(notificationKindNames);

/** Means with a template an administrator can edit. */
export const templatedMeans = ['email', 'sms'] as const;
export const TemplatedMeans = Type.Enum(templatedMeans);
export type TemplatedMeans = (typeof templatedMeans)[number];

/**
 * One in-app notification. `count` is the number of actions it covers: those within a minute are
 * merged (C-24). `subject` is null when a share has ended, because the ticket can no longer be
 * opened.
 */
export const Notification = Type.Object({
  id: Id,
  kind: NotificationKindName,
  number: Id,
  subject: Nullable(Type.String()),
  actorName: Type.String(),
  departmentId: Nullable(Id),
  isOwn: Type.Boolean(),
  count: Type.Integer(),
  at: Instant,
  isRead: Type.Boolean(),
});
export type Notification = Static<typeof Notification>;

const Kinds = Type.Array(
  Type.Object({ kind: NotificationKindName, app: Type.Boolean(), email: Type.Boolean(), sms: Type.Boolean() }),
);
/**
 * Which means are on for each kind. `canMail` and `canText`: whether an email or SMS service is
 * configured; without one, messages stay in the outbox.
 */
export const NotificationRules = Type.Object({ items: Kinds, canMail: Type.Boolean(), canText: Type.Boolean() });
export type NotificationRules = Static<typeof NotificationRules>;
/** The agent's own choices among what their departments have turned on. */
export const NotificationPreferences = Type.Object({ items: Kinds });
export type NotificationPreferences = Static<typeof NotificationPreferences>;
const NotificationSwitch = Type.Object(
  { kind: NotificationKindName, means: NotificationMeans, isOn: Type.Boolean() },
  exact,
);
export type NotificationSwitch = Static<typeof NotificationSwitch>;

/** The template of one kind, means and language. `subject` is empty for text messages. */
export const NotificationTemplate = Type.Object({
  kind: NotificationKindName,
  means: TemplatedMeans,
  locale: Locale,
  subject: Type.String(),
  body: Type.String(),
  isDefault: Type.Boolean(),
});
export type NotificationTemplate = Static<typeof NotificationTemplate>;

const templateText = {
  subject: Type.Optional(Type.String({ maxLength: 300, pattern: '^[^\\r\\n]*$' })),
  body: Type.String({ minLength: 1, maxLength: 8000 }),
};

/** An error in a template, with the field it is in. */
export const TemplateFieldError = Type.Object({ field: Type.Enum(['subject', 'body']), ...templateErrorFields });
export type TemplateFieldError = Static<typeof TemplateFieldError>;

/**
 * A template filled in for a ticket (`number` null: with example values). `segments`: how many text
 * messages it takes; null for email.
 */
export const TemplatePreview = Type.Object({
  number: Nullable(Id),
  subject: Type.String(),
  body: Type.String(),
  segments: Nullable(Type.Integer()),
  faults: Type.Array(TemplateFieldError),
});
export type TemplatePreview = Static<typeof TemplatePreview>;

const noticeStates = ['waiting', 'kept', 'sent', 'delivered', 'read', 'failed', 'canceled'] as const;
export type NoticeState = (typeof noticeStates)[number];
/**
 * One notification of one agent by one means, and its delivery state. `departmentId`: the
 * department the ticket is shared with.
 */
export const Notice = Type.Object({
  id: Id,
  kind: NotificationKindName,
  agentId: Id,
  departmentId: Nullable(Id),
  means: NotificationMeans,
  state: Type.Enum(noticeStates),
  detail: Nullable(Type.String()),
  at: Instant,
});
export type Notice = Static<typeof Notice>;

/**
 * An outgoing text message: sent, queued, or kept because no SMS service is configured. `isHidden`:
 * it is about a ticket the caller doesn't own, and `to` and `text` are empty.
 */
export const OutboxText = Type.Object({
  id: Id,
  number: Nullable(Id),
  to: Type.String(),
  text: Type.String(),
  isHidden: Type.Boolean(),
  state: Type.Enum(['waiting', 'sent', 'delivered', 'failed', 'kept', 'canceled']),
  attemptCount: Type.Integer(),
  lastError: Nullable(Type.String()),
  createdAt: Instant,
  sentAt: Nullable(Instant),
});
export type OutboxText = Static<typeof OutboxText>;

const id = Type.Object({ id: Id });
const number = Type.Object({ number: Id });
const template = Type.Object({ kind: NotificationKindName, means: TemplatedMeans, locale: Locale });

export const notificationEndpoints = endpoints({
  listNotifications: {
    method: 'GET',
    path: '/notifications',
    summary: 'List my in-app notifications, newest first',
    caller: 'agent',
    query: Type.Object(pageQuery, exact),
    response: Page(Notification),
    problems: [],
  },
  countNotifications: {
    method: 'GET',
    path: '/notifications/count',
    summary: 'Count my unread notifications',
    caller: 'agent',
    response: Type.Object({ unread: Type.Integer() }),
    problems: [],
  },
  readNotifications: {
    method: 'POST',
    path: '/notifications/read',
    summary: 'Mark notifications as read: by id, by ticket, or all of them when neither is given',
    caller: 'agent',
    body: Type.Object(
      { ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 100 })), number: Type.Optional(Id) },
      exact,
    ),
    response: Type.Object({ unread: Type.Integer() }),
    problems: [],
  },
  getNotificationPreferences: {
    method: 'GET',
    path: '/me/notifications',
    summary: 'Get my notification preferences',
    caller: 'agent',
    response: NotificationPreferences,
    problems: [],
  },
  setNotificationPreference: {
    method: 'PUT',
    path: '/me/notifications',
    summary: 'Turn one kind of notification on or off for me',
    caller: 'agent',
    body: NotificationSwitch,
    response: NotificationPreferences,
    problems: [],
  },
  getNotificationRules: {
    method: 'GET',
    path: '/departments/:id/notifications',
    summary: "Get a department's notification rules (ZE-47, ZJ-31)",
    caller: 'settings.manage',
    params: id,
    response: NotificationRules,
    problems: ['not_allowed', 'not_found'],
  },
  setNotificationRule: {
    method: 'PUT',
    path: '/departments/:id/notifications',
    summary: 'Turn one kind of notification on or off for a department (ZE-45)',
    caller: 'settings.manage',
    params: id,
    body: NotificationSwitch,
    response: NotificationRules,
    problems: ['not_allowed', 'not_found'],
  },
  listNotificationTemplates: {
    method: 'GET',
    path: '/notification-templates',
    summary: 'List notification templates in each language (ZE-49, C-05)',
    caller: 'settings.manage',
    response: Type.Object({ items: Type.Array(NotificationTemplate) }),
    problems: ['not_allowed'],
  },
  editNotificationTemplate: {
    method: 'PUT',
    path: '/notification-templates/:kind/:means/:locale',
    summary: 'Update a notification template (Liquid); unknown variables are refused with their line',
    caller: 'settings.manage',
    params: template,
    body: Type.Object(templateText, exact),
    response: NotificationTemplate,
    problems: ['not_allowed', 'template_invalid'],
  },
  resetNotificationTemplate: {
    method: 'DELETE',
    path: '/notification-templates/:kind/:means/:locale',
    summary: 'Reset a notification template to the built-in text',
    caller: 'settings.manage',
    params: template,
    response: NotificationTemplate,
    problems: ['not_allowed'],
  },
  previewNotificationTemplate: {
    method: 'POST',
    path: '/notification-templates/:kind/:means/:locale/preview',
    summary: 'Preview a template for a ticket I can see (default: the newest) and list its errors; nothing is saved',
    caller: 'settings.manage',
    params: template,
    body: Type.Object({ ...templateText, number: Type.Optional(Id) }, exact),
    response: TemplatePreview,
    problems: ['not_allowed', 'not_found'],
  },
  listNotices: {
    method: 'GET',
    path: '/tickets/:number/notices',
    summary: 'List who was notified about this ticket, and delivery states; for its owners',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(Notice) }),
    problems: ['not_found', 'refused'],
  },
  listOutboxTexts: {
    method: 'GET',
    path: '/outbox-texts',
    summary: 'List outgoing text messages, newest first',
    caller: 'mail.manage',
    query: Type.Object(pageQuery, exact),
    response: Page(OutboxText),
    problems: ['not_allowed'],
  },
  resendText: {
    method: 'POST',
    path: '/outbox-texts/:id/send',
    summary: 'Send a failed or kept text message again',
    caller: 'mail.manage',
    params: id,
    body: Type.Object({}, exact),
    response: Done,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
});
