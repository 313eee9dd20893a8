import { foldText } from './fold.ts';

/**
 * The operators of a search and their kind of value. text: words of a field. name: a name from the
 * company's lists. date: a day. fixed: one of `fixedValues`.
 */
export const searchOperators = {
  from: 'text',
  to: 'text',
  subject: 'text',
  tag: 'text',
  status: 'name',
  department: 'name',
  priority: 'name',
  service: 'name',
  category: 'name',
  product: 'name',
  assignee: 'name',
  requester: 'text',
  account: 'text',
  before: 'date',
  after: 'date',
  has: 'fixed',
  is: 'fixed',
} as const;
export type SearchOperator = keyof typeof searchOperators;
export const searchOperatorNames = Object.keys(searchOperators) as SearchOperator[];

export const fixedValues = {
  has: ['attachment'],
  is: ['unread', 'shared', 'open', 'closed'],
} as const;
export type FixedValue = (typeof fixedValues)[keyof typeof fixedValues][number];

/** The Japanese names, the offered one first. English names work in every language. */
const japaneseNames: Record<SearchOperator, readonly string[]> = {
  from: ['差出人', '送信者'],
  to: ['宛先'],
  subject: ['件名'],
  tag: ['タグ'],
  status: ['ステータス'],
  department: ['部門', '部署'],
  priority: ['優先度'],
  service: ['サービス'],
  category: ['カテゴリー', 'カテゴリ'],
  product: ['製品', '商品'],
  assignee: ['担当者', '担当'],
  requester: ['依頼者'],
  account: ['取引先'],
  before: ['より前', '以前'],
  after: ['以降', '以後'],
  has: ['あり', '含む'],
  is: ['状態'],
};

const japaneseValues: Record<FixedValue | 'me' | 'none', readonly string[]> = {
  attachment: ['添付', '添付ファイル'],
  unread: ['未読'],
  shared: ['共有', '共有中'],
  open: ['未完了'],
  closed: ['完了'],
  me: ['自分'],
  none: ['なし', '未割り当て'],
};

const byName = new Map<string, SearchOperator>(
  searchOperatorNames.flatMap((operator) =>
    [operator, ...japaneseNames[operator]].map((name) => [foldText(name), operator] as const),
  ),
);
const byValue = new Map<string, FixedValue | 'me' | 'none'>(
  Object.entries(japaneseValues).flatMap(([value, names]) =>
    [value, ...names].map((name) => [foldText(name), value as FixedValue] as const),
  ),
);

/** The operator with a name in any language; undefined if there is none. */
export const operatorNamed = (name: string): SearchOperator | undefined => byName.get(foldText(name));

/** The fixed value, `me` or `none` with a name in any language. */
export const valueNamed = (name: string): FixedValue | 'me' | 'none' | undefined => byValue.get(foldText(name));

/** The name to offer in a language. */
export const operatorName = (operator: SearchOperator, locale: string): string =>
  (locale.startsWith('ja') ? japaneseNames[operator][0] : undefined) ?? operator;

export const valueName = (value: FixedValue | 'me' | 'none', locale: string): string =>
  (locale.startsWith('ja') ? japaneseValues[value][0] : undefined) ?? value;

/** A date in a search: a year, month or day, or one relative to today. */
export type SearchDate = { kind: 'day'; year: number; month: number; day: number } | { kind: 'days_ago'; days: number };

const relativeDays = new Map([
  ['today', 0],
  ['今日', 0],
  ['本日', 0],
  ['yesterday', 1],
  ['昨日', 1],
]);

/** Parses `2026`, `2026-03`, `2026-03-01`, `2026/3/1`, `2026年3月1日`, `today`, `7d` or `7日前`. */
export function parseSearchDate(value: string): SearchDate | null {
  const text = foldText(value).trim();
  const relative = relativeDays.get(text);
  if (relative !== undefined) return { kind: 'days_ago', days: relative };
  const ago = /^(\d{1,4})(?:d|日前)$/.exec(text);
  if (ago) return { kind: 'days_ago', days: Number(ago[1]) };
  const parts = /^(\d{4})(?:(?:[-/.]|年)(\d{1,2})(?:(?:[-/.]|月)(\d{1,2})日?|月)?|年)?$/.exec(text);
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? { kind: 'day', year, month, day } : null;
}
