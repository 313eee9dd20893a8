import type { Translated } from '../../i18n.ts';
import type { newTicketEn } from './new-ticket-en.ts';

/** The form for a new ticket, in Japanese. */
export const newTicketJa: Translated<typeof newTicketEn> = {
  'new.title': '新規チケット',
  'new.requester': '依頼者',
  'new.requesterPick': '名前またはメールアドレスで検索',
  'new.requesterNew': '新しい依頼者：{{text}}',
  'new.subject': '件名',
  'new.department': '部門',
  'new.more': 'その他の項目',
  'new.accountOfRequester': '依頼者の取引先',
  'new.message': '本文',
  'new.messagePublic': '顧客からの依頼内容、または顧客へのメッセージ',
  'new.notify': 'この内容を依頼者にメールで送信する',
  'new.button': 'チケットを作成',
  'new.made': '#{{number}}を作成しました。',
  'new.needRequester': '依頼者を選択してください。',
  'new.needSubject': '件名を入力してください。',
  'new.needMessage': '本文を入力してください。',
  'new.needDepartment': '部門を選択してください。',
};
