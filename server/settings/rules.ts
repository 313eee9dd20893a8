import type { BaseState, ChoiceKind } from '@crossdesk/contracts/settings.ts';

/** States that need at least one active status: for new, reopened and closed tickets. */
export const requiredStates: readonly BaseState[] = ['new', 'open', 'closed'];

/** Whether an active status can be disabled, given the states of the other active ones. */
export const canDisableStatus = (state: BaseState, others: readonly BaseState[]): boolean =>
  !requiredStates.includes(state) || others.includes(state);

type DefaultChoice = {
  kind: ChoiceKind;
  en: string;
  ja: string;
  baseState?: BaseState;
  weight?: number;
  color?: string;
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
  { kind: 'priority', en: 'Low', ja: '低', weight: 10, color: '#868e96' },
  { kind: 'priority', en: 'Medium', ja: '中', weight: 20, color: '#1c7ed6' },
  { kind: 'priority', en: 'High', ja: '高', weight: 30, color: '#e8590c' },
  { kind: 'priority', en: 'Urgent', ja: '緊急', weight: 40, color: '#c92a2a' },
  { kind: 'category', en: 'Question', ja: '質問' },
  { kind: 'category', en: 'Problem', ja: '問題' },
  { kind: 'category', en: 'Suggestion', ja: '提案' },
  { kind: 'transfer_reason', en: 'Wrong department', ja: '部門違い' },
  { kind: 'transfer_reason', en: 'Needs their expertise', ja: '専門知識が必要' },
  { kind: 'transfer_reason', en: 'Our part is done', ja: '当部門の対応は完了' },
  { kind: 'transfer_reason', en: 'Another language', ja: '対応言語が異なる' },
  { kind: 'transfer_reason', en: 'Absence', ja: '不在にするため' },
];
