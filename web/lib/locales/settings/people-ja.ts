import type { Translated } from '../../i18n.ts';
import type { peopleEn } from './people-en.ts';

/** People, in Japanese. */
export const peopleJa: Translated<typeof peopleEn> = {
  'page.people': 'メンバー',
  'note.people': 'Crossdeskを利用するメンバーです。',
  'person.add': 'メンバーを追加',
  'person.name': '名前',
  'person.email': 'メールアドレス',
  'person.profile': 'アクセスプロファイル',
  'person.departments': '部門',
  'person.roleIn': '{{department}}での役割',
  'person.nowhere': '部門なし',
  'person.active': 'サインインを許可',
  'person.activeNote': 'オフにすると、セッションとAPIキーがすぐに無効になります。過去のチケットの名前は残ります。',
  'person.invite': '追加',
  'person.invited': 'このリンクを新しいメンバーに送ってください。パスワードの設定に1回だけ使えます。',
  'role.agent': '担当者',
  'role.supervisor': '管理責任者',
};
