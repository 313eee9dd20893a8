import type { Translated } from '../i18n.ts';
import type { cannedSettingsEn } from './canned-settings-en.ts';

/** The settings of canned replies, in Japanese. */
export const cannedSettingsJa: Translated<typeof cannedSettingsEn> = {
  'page.canned': '定型文',
  'note.canned': '繰り返し使う文面です。入力中に行頭で / を打ち、名前の一部を入力すると挿入できます。',
  'canned.add': '定型文を追加',
  'canned.edit': '定型文を編集',
  'canned.empty': '何度も書く文面をここに登録しておくと、すぐに挿入できます。',
  'canned.name': '名前',
  'canned.nameNote': '名前と本文の言葉で検索できます。',
  'canned.visibility': '使える人',
  'canned.visibility.me': '自分のみ',
  'canned.visibility.departments': '特定の部門',
  'canned.visibility.everyone': '全員',
  'canned.visibilityRefused': '部門や全員向けの定型文は、管理者に依頼してください。',
  'canned.departments': '部門',
  'canned.text': '本文',
  'canned.textHint': '本文を入力してください。画像は入りません。',
  'canned.noPictures': '定型文にファイルや画像は入れられません。',
  'canned.variable.requester.name': 'お客様の名前',
  'canned.variable.requester.email': 'お客様のメールアドレス',
  'canned.variable.agent.name': '挿入する担当者の名前',
  'canned.variable.ticket.number': 'チケット番号',
  'canned.variable.ticket.subject': '件名',
  'canned.variable.ticket.status': 'ステータス（お客様の言語）',
  'canned.variable.ticket.priority': '優先度（お客様の言語）',
  'canned.variable.ticket.department': '部門（お客様の言語）',
  'canned.variable.company.name': '会社名',
};
