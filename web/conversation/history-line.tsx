import type { Change, HistoryEvent } from '@crossdesk/contracts/history.ts';
import { type AccessLevel, accessLevels } from '@crossdesk/contracts/levels.ts';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../lib/catalog.ts';
import { dayAndTime } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { Time } from '../ui/time.tsx';
import { handoverFields, handoverText } from './handover-text.ts';

const fieldKeys = {
  subject: 'field.subject',
  type: 'field.type',
  requesterId: 'field.requester',
  requester: 'field.requester',
  assigneeId: 'field.assignee',
  departmentId: 'field.department',
  serviceId: 'field.service',
  categoryId: 'field.category',
  priorityId: 'field.priority',
  statusId: 'field.status',
  justificationId: 'field.justification',
  solutionDueAt: 'field.solutionForecast',
  cc: 'field.cc',
  name: 'field.name',
  emails: 'field.emails',
  phones: 'field.phones',
  tags: 'field.tags',
  accountId: 'field.account',
  account: 'field.account',
  productId: 'field.product',
} as const;
type KnownField = keyof typeof fieldKeys;
const isKnown = (field: string): field is KnownField => Object.hasOwn(fieldKeys, field);

const itemText = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) {
    if ('address' in value) return String(value.address);
    if ('name' in value) return String(value.name);
    return '';
  }
  return String(value);
};

const valueText = (names: Names, field: string, value: unknown): string | null => {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return null;
  if (Array.isArray(value)) return value.map(itemText).join(', ');
  if (typeof value === 'number') {
    if (field === 'assigneeId') return names.agent(value) ?? `#${value}`;
    if (field === 'departmentId') return names.department(value) ?? `#${value}`;
    return names.choice(value) ?? `#${value}`;
  }
  if (field === 'type' && (value === 'public' || value === 'internal')) return translate(`type.${value}`);
  if (field === 'solutionDueAt' && typeof value === 'string') return dayAndTime(value);
  return itemText(value);
};

// These follow from another field of the same change.
const derivedFields = new Set([
  'baseState',
  'resolvedAt',
  'isForecastByHand',
  'version',
  'firstRespondedAt',
  'updatedAt',
  'closedAt',
]);

const changeText = (names: Names, change: Change): string | null => {
  if (derivedFields.has(change.field)) return null;
  const field = isKnown(change.field) ? translate(fieldKeys[change.field]) : change.field;
  const before = valueText(names, change.field, change.before);
  const after = valueText(names, change.field, change.after);
  if (after === null) return before === null ? null : translate('history.cleared', { field, before });
  return before === null
    ? translate('history.set', { field, after })
    : translate('history.changed', { field, before, after });
};

/** The department of a share, and its level if that was set. */
const shareOf = (changes: readonly Change[]): { departmentId: number; level: AccessLevel | null } | null => {
  for (const { field, before, after } of changes) {
    if (field === 'departmentId' && typeof after === 'number') {
      const level = changes.find((one) => one.field === 'level')?.after;
      return { departmentId: after, level: accessLevels.find((one) => one === level) ?? null };
    }
    const share = after ?? before;
    if (typeof share !== 'object' || share === null || !('departmentId' in share)) continue;
    if (typeof share.departmentId !== 'number') continue;
    const level = 'level' in share ? share.level : null;
    return { departmentId: share.departmentId, level: accessLevels.find((one) => one === level) ?? null };
  }
  return null;
};

const shareKeys = {
  'ticket.shared': 'history.sharedWith',
  'ticket.unshared': 'history.unsharedWith',
  'share.edited': 'history.shareEditedFor',
  'share.answered': 'history.shareAnsweredFor',
} as const;

const shareText = (names: Names, event: HistoryEvent): string | null => {
  const key = Object.hasOwn(shareKeys, event.type) ? shareKeys[event.type as keyof typeof shareKeys] : null;
  const share = key && shareOf(event.changes);
  const department = share && names.department(share.departmentId);
  if (!key || !department) return null;
  if (key === 'history.shareEditedFor' && share.level !== null)
    return translate('history.shareLevel', { department, level: translate(`level.${share.level}`) });
  return translate(key, { department, level: share.level === null ? '' : translate(`level.${share.level}`) });
};

/** The reason for viewing a hidden customer, shown to owners. */
const viewedOriginalText = ({ type, changes }: HistoryEvent): string | null => {
  const reason = type === 'ticket.original_viewed' ? changes.find((one) => one.field === 'reason')?.after : null;
  return typeof reason === 'string' ? translate('history.viewedOriginalFor', { reason }) : null;
};

/** The ticket that continues this one. */
const followUpText = ({ type, changes }: HistoryEvent): string | null =>
  type === 'ticket.followed_up' ? translate('history.followedUp', { number: Number(changes[0]?.after) }) : null;

const eventKeys = {
  'ticket.created': 'history.created',
  'ticket.deleted': 'history.deleted',
  'ticket.restored': 'history.restored',
  'message.added': 'history.wrote',
  'message.edited': 'history.editedMessage',
  'message.taken_back': 'history.tookBack',
  'message.delivered': 'history.delivered',
  'message.deferred': 'history.deferred',
  'message.failed': 'history.failed',
  'message.resent': 'history.resent',
  'message.bounced': 'history.bounced',
  'ticket.shared': 'history.shared',
  'ticket.unshared': 'history.unshared',
  'share.edited': 'history.shareEdited',
  'share.answered': 'history.shareAnswered',
  'ticket.original_viewed': 'history.viewedOriginal',
} as const;
const isKnownEvent = (type: string): type is keyof typeof eventKeys => Object.hasOwn(eventKeys, type);

/** One change of the ticket as a line in the conversation. */
export const HistoryLine = ({ event }: { event: HistoryEvent }) => {
  const { t } = useTranslation();
  const names = useNames();
  const handover = handoverText(names, event);
  const shown =
    handover === null ? event.changes : event.changes.filter((change) => !handoverFields.includes(change.field));
  const changes = shown.map((change) => changeText(names, change)).filter((text) => text !== null);
  const eventText =
    shareText(names, event) ??
    viewedOriginalText(event) ??
    followUpText(event) ??
    (isKnownEvent(event.type) ? t(eventKeys[event.type]) : null);
  const text =
    handover !== null
      ? [handover, ...changes].join(t('history.and'))
      : event.type === 'ticket.edited' || eventText === null
        ? changes.join(t('history.and'))
        : eventText;
  if (!text) return null;
  return (
    <div className="history-line">
      <span>
        <b>{event.actor.kind === 'system' ? t('history.system') : event.actor.name}</b> {text}
      </span>
      <Time at={event.at} isLong />
    </div>
  );
};
