import type { Translated } from '../../i18n.ts';
import type { choicesEn } from './choices-en.ts';

/** Statuses, priorities, services, categories, and products, in Japanese. */
export const choicesJa: Translated<typeof choicesEn> = {
  'page.status': 'ステータス',
  'page.priority': '優先度',
  'page.service': 'サービス',
  'page.category': 'カテゴリー',
  'page.product': '製品',
  'note.status': '固定の状態に、自社で使う名前を付けます。理由の入力を必須にすることもできます。',
  'note.priority': '低から緊急まで設定します。重みが大きいほど緊急度が高くなります。',
  'note.service': '提供するサービスです。全社共通または部門ごとに設定できます。',
  'note.category': '依頼の種類です。',
  'note.product': '依頼の対象となる製品です。',
  'name.en': '名前（英語）',
  'name.ja': '名前（日本語）',
  'name.jaNote': '空欄の場合は英語の名前が表示されます。',
  'choice.add.status': 'ステータスを追加',
  'choice.add.justification': '理由を追加',
  'choice.add.priority': '優先度を追加',
  'choice.add.service': 'サービスを追加',
  'choice.add.category': 'カテゴリーを追加',
  'choice.add.product': '製品を追加',
  'status.base': '状態',
  'status.baseNote': 'ルールはこの状態だけを参照します。あとから変更できません。',
  'status.needs': '理由の入力を必須にする',
  'status.addJustification': '理由',
  'priority.weight': '重み',
  'priority.weightNote': '10 低、20 中、30 高、40 緊急',
  'service.parent': '上位のサービス',
  'service.department': '部門',
  'service.everyone': '全社共通',
};
