import type { transferEn } from './transfer-en.ts';

/** Transfer and assignment, as far as every ticket shows them, in Japanese. */
export const transferJa: Record<keyof typeof transferEn, string> = {
  'refusal.handed_over': 'このチケットは別の部門に移管されました。閲覧とフォローのみできます。',
  'problem.transfers_off': 'この会社では移管の代わりにチケットの共有を使います。',
  'problem.same_department': 'このチケットはすでにこの部門のものです。',
  'problem.transfer_target_disabled': 'この部門は無効です。',
  'problem.transfer_target_not_allowed': '所属部門からこの部門へは移管できません。',
  'problem.no_rule': 'この部門にはこのチケットのチャネルのルールがないため、受け取れません。',
  'problem.not_in_rule': 'この担当者は、このチャネルの部門ルールの対象ではありません。',
  'problem.nobody_in_rule': 'この部門には、このチャネルのルールの対象になる担当者がいません。',
  'problem.agent_not_in_department': 'この担当者はその部門に所属していません。',
  'problem.agent_unavailable': 'この担当者は現在対応できません。',
  'problem.nobody_available': 'この部門には、現在チケットを受け取れる担当者がいません。',
  'problem.note_required': '引き継ぎ先の部門へのメモを入力してください。',
  'problem.no_supervisor': '現在対応できる管理責任者がこの部門にいません。',
  'problem.undo_too_late': 'この移管はもう取り消せません。',
  'problem.batch_running': 'この一括処理はまだ実行中です。',
  'problem.nothing_to_retry': 'この理由で拒否されたチケットはありません。',
  'problem.changed_since': 'このチケットは一括処理の後に変更されました。',
};
