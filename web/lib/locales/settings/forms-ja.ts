import type { Translated } from '../../i18n.ts';
import type { formsEn } from './forms-en.ts';

/** The fields of the forms, in Japanese. */
export const formsJa: Translated<typeof formsEn> = {
  'page.forms': 'チケットの項目',
  'note.forms': 'チケットに表示する項目、並び順、必須項目を設定します。依頼者と担当者は常に表示されます。',
  'words.forms': '非表示 必須 並び順 フォーム 分類',
  'forms.choose': 'フォーム',
  'forms.desk': '担当者',
  'forms.email': 'メールとチャット',
  'forms.api': 'API',
  'forms.note.desk': '担当者が作成するチケットの項目です。必須項目は作成時に入力が必要で、あとから空にできません。',
  'forms.note.email':
    'メールとチャットから作成されるチケットの項目です。受信は常に受け付け、必須項目は解決または完了にする前に入力が必要です。',
  'forms.note.api':
    'ほかのプログラムが作成するチケットの項目です。必須項目は作成時に入力が必要で、あとから空にできません。',
  'forms.useOf': '{{name}}の設定',
  'forms.use.hidden': '非表示',
  'forms.use.optional': '表示',
  'forms.use.required': '必須',
  'forms.use.either': 'いずれか必須',
  'forms.eitherAlone': '「いずれか必須」が1項目だけに設定されているため、その項目は必須になります。',
  'forms.moved': '{{name}}を{{position}}番目に移動しました。',
};
