import type { Translated } from '../../i18n.ts';
import type { closingEn } from './closing-en.ts';

/** Reopening and closing, in Japanese. */
export const closingJa: Translated<typeof closingEn> = {
  'page.closing': '再開と完了',
  'note.closing': '解決済み・完了のチケットの扱いを設定します。',
  'words.closing': '再開 フォローアップ 自動 完了 解決済み',
  'closing.reopening': '再開',
  'closing.customers': '顧客の返信でチケットを再開する',
  'closing.customersNote':
    'オフの場合、解決済みまたは完了のチケットへの返信は、元のチケットに関連付けた新しいチケットになります。',
  'closing.limit': '期間を限定する',
  'closing.days': '解決または完了からの日数',
  'closing.daysNote': 'この日数を過ぎた返信は、元のチケットに関連付けた新しいチケットになります。',
  'closing.agentsNote': 'チケットを再開できる担当者は、アクセスプロファイルで設定します。',
  'closing.automatic': '完了',
  'closing.closeResolved': '解決済みのチケットを自動的に完了にする',
  'closing.closeDays': '解決からの日数',
};
