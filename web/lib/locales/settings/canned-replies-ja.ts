import type { Translated } from '../../i18n.ts';
import type { cannedRepliesEn } from './canned-replies-en.ts';

/** Canned replies, in Japanese. */
export const cannedRepliesJa: Translated<typeof cannedRepliesEn> = {
  'page.canned': '定型文',
  'note.canned': '繰り返し使う文面です。入力中に行頭で「/」と名前の一部を入力すると挿入できます。',
  'canned.add': '定型文を追加',
  'canned.edit': '定型文を編集',
  'canned.empty': 'よく使う文面を登録しておくと、すばやく挿入できます。',
  'canned.name': '名前',
  'canned.nameNote': '名前と本文で検索できます。',
  'canned.visibility': '使用できる人',
  'canned.visibility.me': '自分だけ',
  'canned.visibility.departments': '特定の部門',
  'canned.visibility.everyone': '全員',
  'canned.visibilityRefused': '部門または全員向けの定型文の作成は、管理者に依頼してください。',
  'canned.departments': '部門',
  'canned.text': '本文',
  'canned.textHint': '本文を入力してください。画像は含まれません。',
  'canned.noPictures': '定型文にファイルや画像を含めることはできません。',
  'canned.variable.requester.name': '顧客の名前',
  'canned.variable.requester.email': '顧客のメールアドレス',
  'canned.variable.agent.name': '挿入する人の名前',
  'canned.variable.ticket.number': 'チケット番号',
  'canned.variable.ticket.subject': '件名',
  'canned.variable.ticket.status': 'ステータス（顧客の言語）',
  'canned.variable.ticket.priority': '優先度（顧客の言語）',
  'canned.variable.ticket.department': '部門（顧客の言語）',
  'canned.variable.company.name': '会社名',
};
