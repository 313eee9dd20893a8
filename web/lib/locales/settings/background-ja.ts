import type { Translated } from '../../i18n.ts';
import type { backgroundEn } from './background-en.ts';

/** Failed background work, in Japanese. */
export const backgroundJa: Translated<typeof backgroundEn> = {
  'page.background': 'バックグラウンド処理',
  'note.background':
    '変更は保存されましたが、その後の処理に失敗したものです。約10分間は自動的に再試行されます。その後は、ここから再試行できます。',
  'background.search': '検索インデックス',
  'background.email': 'メールの送信',
  'background.notifications': '通知',
  'background.delivery': '配信状況',
  'background.hidden': '閲覧できないチケットに関する処理',
  'background.attempts_other': '試行{{count}}回',
  'background.next': '次の試行:',
  'background.waiting': '再試行中',
  'background.ended': '失敗',
  'background.retry': '再試行',
  'background.retryAll': 'すべて再試行',
  'background.again': '再試行しています。',
  'background.empty': '失敗した処理はありません。',
};
