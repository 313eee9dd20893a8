import type { Translated } from '../i18n.ts';
import type { writingEn } from './writing-en.ts';

/** What is needed while writing, in Japanese; loaded with the editor. */
export const writingJa: Translated<typeof writingEn> = {
  'editor.table': '表',
  'editor.insertTable': '表を挿入',
  'editor.addRow': '下に行を追加',
  'editor.addColumn': '右に列を追加',
  'editor.removeRow': '行を削除',
  'editor.removeColumn': '列を削除',
  'editor.removeTable': '表を削除',
  'canned.label': '定型文',
  'canned.insert': '定型文を挿入',
  'canned.noneYet': '定型文はまだありません。',
  'canned.make': '最初の定型文を作る',
  'mention.label': 'このチケットを閲覧できる同僚',
  'mention.insert': '同僚にメンション',
  'offer.none': '該当するものがありません。',
  'offer.count_other': '候補 {{count}} 件',
  'edit.noFiles': '追加済みのコメントにファイルは添付できません。新しいコメントに添付してください。',
  'send.offline': 'オフラインです。接続が戻ってから送信してください。',
  'concern.answered': '作成中にほかの人がメッセージを追加しました。',
  'concern.noFile': '本文で添付に触れていますが、ファイルがありません。',
  'concern.toCustomer': 'お客様宛ての文面のようですが、社内コメントは担当者にしか見えません。',
  'concern.toColleague': '同僚宛ての文面のようですが、この返信はお客様に届きます。',
  'concern.fileOnly': 'ファイル',
  'concern.show': '表示',
  'concern.seen': '確認しました',
  'concern.sendAnyway': 'このまま送信',
  'concern.addAnyway': 'このまま追加',
  'concern.keepWriting': '編集を続ける',
  'concern.makeReply': '返信に切り替える',
};
