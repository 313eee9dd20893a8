import type { BaseState, Choice, ChoiceKind, PriorityColor } from '@crossdesk/contracts/settings.ts';

/** States that need at least one active status: for new, reopened and closed tickets. */
export const requiredStates: readonly BaseState[] = ['new', 'open', 'closed'];

/** Whether an active status can be disabled, given the states of the other active ones. */
export const canDisableStatus = (state: BaseState, others: readonly BaseState[]): boolean =>
  !requiredStates.includes(state) || others.includes(state);

const kindsByField = {
  needsJustification: ['status'],
  weight: ['priority'],
  color: ['priority'],
  parentId: ['service'],
  departmentIds: ['service'],
  ticketType: ['service'],
  categoryIds: ['service'],
  defaultCategoryId: ['service'],
  priorityIds: ['category'],
  defaultPriorityId: ['service', 'category'],
} as const satisfies Partial<Record<keyof Choice, readonly ChoiceKind[]>>;
type FieldOfKind = keyof typeof kindsByField;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);

/** The first field with a value that entries of this list do not have; null if there is none. */
export const foreignField = (kind: ChoiceKind, values: Partial<Pick<Choice, FieldOfKind>>): FieldOfKind | null =>
  (Object.keys(kindsByField) as FieldOfKind[]).find(
    (field) => !(kindsByField[field] as readonly ChoiceKind[]).includes(kind) && !isEmpty(values[field]),
  ) ?? null;

/**
 * The number of levels of services from the top to the lowest one below `id` if it were placed
 * below `parentId`. Infinite if it would be below itself.
 */
export function levelsWith(
  services: readonly Pick<Choice, 'id' | 'parentId'>[],
  id: number | null,
  parentId: number | null,
): number {
  const parents = new Map(services.map((one) => [one.id, one.parentId]));
  let above = 0;
  for (let one: number | null | undefined = parentId; one; one = parents.get(one)) {
    if (one === id) return Number.POSITIVE_INFINITY;
    above += 1;
  }
  const levelsBelow = (top: number): number =>
    1 + Math.max(0, ...services.filter((one) => one.parentId === top).map((one) => levelsBelow(one.id)));
  return above + (id === null ? 1 : levelsBelow(id));
}

type DefaultChoice = {
  kind: ChoiceKind;
  en: string;
  ja: string;
  baseState?: BaseState;
  weight?: number;
  color?: PriorityColor;
};

/** The default lists of a new company (ZV-22, ZV-23, ZV-33, C-17). */
export const defaultChoices: readonly DefaultChoice[] = [
  { kind: 'status', en: 'New', ja: '新規', baseState: 'new' },
  { kind: 'status', en: 'In Progress', ja: '対応中', baseState: 'open' },
  { kind: 'status', en: 'Pending', ja: '返信待ち', baseState: 'pending' },
  { kind: 'status', en: 'On Hold', ja: '保留', baseState: 'on_hold' },
  { kind: 'status', en: 'Resolved', ja: '解決済み', baseState: 'resolved' },
  { kind: 'status', en: 'Closed', ja: '完了', baseState: 'closed' },
  { kind: 'status', en: 'Cancelled', ja: '取り消し', baseState: 'canceled' },
  { kind: 'priority', en: 'Low', ja: '低', weight: 10, color: 'gray' },
  { kind: 'priority', en: 'Medium', ja: '中', weight: 20, color: 'blue' },
  { kind: 'priority', en: 'High', ja: '高', weight: 30, color: 'orange' },
  { kind: 'priority', en: 'Urgent', ja: '緊急', weight: 40, color: 'red' },
  { kind: 'category', en: 'Question', ja: '質問' },
  { kind: 'category', en: 'Problem', ja: '問題' },
  { kind: 'category', en: 'Suggestion', ja: '提案' },
  { kind: 'transfer_reason', en: 'Wrong department', ja: '部門違い' },
  { kind: 'transfer_reason', en: 'Needs their expertise', ja: '専門知識が必要' },
  { kind: 'transfer_reason', en: 'Our part is done', ja: '当部門の対応は完了' },
  { kind: 'transfer_reason', en: 'Another language', ja: '対応言語が異なる' },
  { kind: 'transfer_reason', en: 'Absence', ja: '不在にするため' },
];
