import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type Names, servicePath } from '../lib/catalog.ts';
import { localizedName, translate } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PriorityMark, StateMark } from '../ui/marks.tsx';
import type { PickOption } from '../ui/pick.tsx';

/** No value, for a field that may be empty. */
export const none = 'none';
export const toId = (value: string): number | null => (value === none ? null : Number(value));

/**
 * Statuses, each with its justifications as choices of their own where it asks for one (ZV-33, ZV-34). The value is `status` or `status:justification`.
 */
export const statusOptions = (names: Names): PickOption[] =>
  names
    .choices('status')
    .filter((status) => status.isActive)
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
      return status.needsJustification && justified.length > 0 ? justified : [plain, ...justified];
    });

/** What a chosen status means for the ticket. */
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

/** People who can be responsible: members of the department, the ones who take work now first. */
export const assigneeOptions = (names: Names, departmentId: number, myId: number | null): PickOption[] => {
  const order = { available: 0, away: 1, offline: 2 };
  const members = names.agents
    .filter((agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === departmentId))
    .sort(
      (a, b) =>
        Number(b.id === myId) - Number(a.id === myId) ||
        order[a.availability] - order[b.availability] ||
        a.name.localeCompare(b.name),
    );
  return [
    { value: none, label: translate('list.unassigned') },
    ...members.map((agent) => ({
      value: String(agent.id),
      label: agent.name,
      icon: <Avatar name={agent.name} url={agent.avatarUrl} size={20} availability={agent.availability} />,
      note: agent.id === myId ? translate('you') : translate(`availability.${agent.availability}`),
    })),
  ];
};

export const priorityOptions = (names: Names): PickOption[] => [
  ...names
    .choices('priority')
    .filter((one) => one.isActive)
    .map((one) => ({
      value: String(one.id),
      label: localizedName(one.name),
      icon: <PriorityMark choice={{ ...one, name: { en: '' } }} />,
    })),
  ...noneOption(true),
];

/** Services in their tree (`Orders › Delivery`), those of the ticket's department and those of everybody. */
export const serviceOptions = (names: Names, departmentId: number): PickOption[] => [
  ...names
    .choices('service')
    .filter((one) => one.isActive && (one.departmentId === null || one.departmentId === departmentId))
    .map((one) => ({ value: String(one.id), label: servicePath(names, one.id) ?? localizedName(one.name) })),
  ...noneOption(true),
];

export const plainOptions = (names: Names, kind: 'category' | 'product'): PickOption[] => [
  ...names
    .choices(kind)
    .filter((one) => one.isActive)
    .map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
  ...noneOption(true),
];

export type TicketField = 'assigneeId' | 'priorityId' | 'serviceId' | 'categoryId' | 'productId';
/** The plain id fields have one shape: the value is the id, or nothing. */
export const idChange = (field: TicketField, value: string): Partial<Pick<Ticket, TicketField>> => ({
  [field]: toId(value),
});
