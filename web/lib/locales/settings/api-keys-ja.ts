import type { Translated } from '../../i18n.ts';
import type { apiKeysEn } from './api-keys-en.ts';

/** API keys, in Japanese. */
export const apiKeysJa: Translated<typeof apiKeysEn> = {
  'page.apiKeys': 'APIキー',
  'note.apiKeys': 'APIキーを使うと、プログラムがあなたの権限で操作できます。',
  'apiKey.name': '用途',
  'apiKey.make': 'APIキーを作成',
  'apiKey.once': '作成したAPIキーです。再表示できないため、今すぐコピーしてください。',
  'apiKey.revoke': '{{name}}を無効にする',
  'apiKey.empty': 'APIキーはまだありません',
};
