import { defaultChoices, fitsCategory, fitsService, isServiceOffered } from '@crossdesk/contracts/dependent-choices.ts';
import type { BaseState, Choice } from '@crossdesk/contracts/settings.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { Availabilities } from '../lib/availability.ts';
import { type Names, servicePath } from '../lib/catalog.ts';
import { localizedName, translate } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PriorityMark, StateMark } from '../ui/marks.tsx';
import type { PickOption } from '../ui/pick.tsx';

/** Services in the order of the tree: each one followed by those below it. */
const inTreeOrder = (services: readonly Choice[], parentId: number | null = null): Choice[] =>
  services.filter((one) => one.parentId === parentId).flatMap((one) => [one, ...inTreeOrder(services, one.id)]);

/** Whether a ticket in this state needs no more work; leaving it means reopening. */
export const isFinishedState = (state: BaseState): boolean => ['resolved', 'closed', 'canceled'].includes(state);

/** Option value for an empty field. */
export const none = 'none';
export const toId = (value: string): number | null => (value === none ? null : Number(value));

/**
 * Status options. A status with justifications has one option for each (ZV-33, ZV-34). The value is
 * `status` or `status:justification`. `isFinishedOnly`: those that do not reopen a finished ticket.
 */
export const statusOptions = (names: Names, isFinishedOnly = false): PickOption[] =>
  names
    .choices('status')
    .filter((status) => status.isActive && !(isFinishedOnly && !isFinishedState(status.baseState ?? 'open')))
    .flatMap((status) => {
      const state = status.baseState ?? 'open';
      const reasons = names.choices('justification').filter((one) => one.isActive && one.statusId === status.id);
      const plain: PickOption = {
        value: `${status.id}`,
        label: localizedName(status.name),
        icon: <StateMark state={state} />,
        words: translate(`base.${state}`),
      };
      const justified = reasons.map((reason) => ({
        value: `${status.id}:${reason.id}`,
        label: `${localizedName(status.name)}: ${localizedName(reason.name)}`,
        icon: <StateMark state={state} />,
      }));
      return status.needsJustification ? justified : [plain, ...justified];
    });

/** The ticket fields for a selected status option. */
export const statusChange = (value: string, names: Names) => {
  const [status, justification] = value.split(':');
  const statusId = Number(status);
  return {
    statusId,
    justificationId: justification ? Number(justification) : null,
    baseState: names.choiceOf(statusId)?.baseState ?? 'open',
  };
};

const noneOption = (isOffered: boolean): PickOption[] => (isOffered ? [{ value: none, label: translate('none') }] : []);

/** Agents who can be assigned: members of the department, available ones first. */
export const assigneeOptions = (
  names: Names,
  availabilities: Availabilities,
  departmentId: number,
  myId: number | null,
): PickOption[] => {
  const order = { available: 0, away: 1, offline: 2 };
  const orderOf = (id: number) => order[availabilities.mark(id) ?? 'offline'];
  const members = names.agents
    .filter((agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === departmentId))
    .sort(
      (a, b) =>
        Number(b.id === myId) - Number(a.id === myId) || orderOf(a.id) - orderOf(b.id) || a.name.localeCompare(b.name),
    );
  return [
    { value: none, label: translate('list.unassigned') },
    ...members.map((agent) => ({
      value: String(agent.id),
      label: agent.name,
      icon: <Avatar name={agent.name} url={agent.avatarUrl} size={20} availability={availabilities.mark(agent.id)} />,
      note: [agent.id === myId ? translate('you') : null, availabilities.words(agent.id)].filter(Boolean).join(' · '),
    })),
  ];
};

/** Priorities: those that fit the category (ZV-23). */
export const priorityOptions = (names: Names, categoryId: number | null = null): PickOption[] => [
  ...names
    .choices('priority')
    .filter((one) => one.isActive && fitsCategory(one, names.choiceOf(categoryId)))
    .map((one) => ({
      value: String(one.id),
      label: localizedName(one.name),
      icon: <PriorityMark choice={{ ...one, name: { en: '' } }} />,
    })),
  ...noneOption(true),
];

/** Services with their path (`Orders › Delivery`): those offered for the ticket (ZV-21). */
export const serviceOptions = (names: Names, ticket: Pick<Ticket, 'departmentId' | 'type'>): PickOption[] => [
  ...inTreeOrder(names.choices('service'))
    .filter((one) => isServiceOffered(names.choiceOf, one, ticket))
    .map((one) => ({ value: String(one.id), label: servicePath(names, one.id) ?? localizedName(one.name) })),
  ...noneOption(true),
];

/** Categories that fit the service (ZV-22). */
export const categoryOptions = (names: Names, serviceId: number | null): PickOption[] => [
  ...names
    .choices('category')
    .filter((one) => one.isActive && fitsService(one, names.choiceOf(serviceId)))
    .map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
  ...noneOption(true),
];

export const productOptions = (names: Names): PickOption[] => [
  ...names
    .choices('product')
    .filter((one) => one.isActive)
    .map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
  ...noneOption(true),
];

export type TicketField = 'assigneeId' | 'priorityId' | 'serviceId' | 'categoryId' | 'productId';
/** The change that sets an id field; `none` clears it. */
export const idChange = (field: TicketField, value: string): Partial<Pick<Ticket, TicketField>> => ({
  [field]: toId(value),
});

type DependentFields = Pick<Ticket, 'serviceId' | 'categoryId' | 'priorityId'>;
const noHiddenFields: ReadonlySet<string> = new Set();

/**
 * The change that sets a service or category, with the default category and priority where none was
 * chosen. Fields in `hidden` get no default.
 */
export const withDefaults = (
  names: Names,
  ticket: DependentFields,
  change: Partial<DependentFields>,
  hidden: ReadonlySet<string> = noHiddenFields,
): Partial<DependentFields> => {
  if (!change.serviceId && !change.categoryId) return change;
  const { categoryId, priorityId } = defaultChoices(names.choiceOf, { ...ticket, ...change });
  return {
    ...change,
    ...(categoryId && !hidden.has('category') ? { categoryId } : {}),
    ...(priorityId && !hidden.has('priority') ? { priorityId } : {}),
  };
};

/** Which of a ticket's values are not offered any more, with the reason; they must be changed. */
export const misfits = (
  names: Names,
  ticket: DependentFields & Pick<Ticket, 'departmentId' | 'type'>,
): { service: string | null; category: string | null; priority: string | null } => {
  const [service, category, priority] = [ticket.serviceId, ticket.categoryId, ticket.priorityId].map(names.choiceOf);
  return {
    service: service && !isServiceOffered(names.choiceOf, service, ticket) ? translate('field.serviceMisfit') : null,
    category: category && !fitsService(category, service ?? null) ? translate('field.categoryMisfit') : null,
    priority: priority && !fitsCategory(priority, category ?? null) ? translate('field.priorityMisfit') : null,
  };
};
