import type { Translated } from '../../i18n.ts';
import type { contactsEn } from './contacts-en.ts';

/** Customers, in Japanese. */
export const contactsJa: Translated<typeof contactsEn> = {
  'customer.label': '顧客',
  'customer.others': 'ほかのチケット',
  'customer.noOthers': 'ほかのチケットはありません',
  'customer.noAccount': '取引先なし',
  'customer.email': 'メール',
  'customer.phone': '電話',
  'customer.time': '現地時刻',
  'customer.timeThere': '現地時刻 {{time}}',
  'customer.language': '言語',
  'customer.tickets': 'チケット',
  'contacts.search': '名前またはメールアドレス',
  'contacts.none': '該当する顧客が見つかりません',
  'contacts.noneText': 'メールを送ってきた人は自動的に顧客として登録されます。',
  'contacts.more': 'さらに表示',
  'contacts.saved': '保存しました。',
  'contacts.name': '名前',
  'contacts.emails': 'メールアドレス',
  'contacts.emailsNote': '返信は先頭のアドレスに送信されます。',
  'contacts.phones': '電話番号',
  'contacts.phonesNote': '国番号を付けて入力してください（例：+819012345678）。',
  'contacts.edit': '編集',
  'customer.masked': 'あなたの部門には顧客情報が表示されません。',
};
