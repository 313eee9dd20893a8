import type { Translated } from '../i18n.ts';
import type { shareEn } from './share-en.ts';

/** 共有の文言。 */
export const shareJa: Translated<typeof shareEn> = {
  'action.ticket.share': '部門と共有',
  'action.ticket.why': 'なぜ表示されていますか？',
  'share.title': '#{{number}} を共有',
  'share.titleReceived': '#{{number}} の共有状況',
  'share.open': '共有を表示',
  'share.word': '共有',
  'share.owes': '回答待ち',
  'share.answered': '{{name}}の回答：{{answer}}',
  'level.full.can': 'ステータス・担当者・共有以外のすべて',
  'level.restricted.can': 'コメントと社内転送',
  'level.read_only.can': '閲覧とコメント',
  'level.read_only.can.silent': '閲覧のみ',
  'level.restricted.can.wide': 'コメントと、顧客以外への転送',
  'refusal.shared_restricted':
    'あなたの部門は「制限付き」です。コメントと社内転送ができます。この操作はフルアクセスでのみ可能です。',
  'refusal.shared_read_only': 'あなたの部門は「読み取り専用」です。閲覧とコメントができます。',
  'refusal.read_only_silent': 'あなたの部門は「読み取り専用」です。このチケットの閲覧だけができます。',
  'refusal.shared_full': 'この操作はチケットを所有する部門だけができます。',
  'history.sharedWith': 'が{{department}}と共有しました（{{level}}）',
  'history.unsharedWith': 'が{{department}}との共有を解除しました',
  'history.shareEditedFor': 'が{{department}}との共有を変更しました',
  'history.shareLevel': 'が{{department}}のアクセス権を「{{level}}」に変更しました',
  'history.viewedOriginalFor': 'が非表示の顧客情報を確認しました：{{reason}}',
  'history.shareAnsweredFor': 'が{{department}}として回答しました',
  'kept.asComment': '書きかけの文章は残っています。送信はできなくなりましたが、社内コメントにできます。',
  'kept.unsendable': '書きかけの文章は残っていますが、送信はできなくなりました。',
  'kept.gone': '書きかけの文章はこのブラウザに残っています。',
  'kept.makeComment': '社内コメントにする',
  'kept.copy': '文章をコピー',
  'kept.copied': 'コピーしました。',
  'kept.notCopied': 'コピーできませんでした。',
  'kept.discard': '破棄',
  'why.title': '#{{number}} が表示される理由',
};
