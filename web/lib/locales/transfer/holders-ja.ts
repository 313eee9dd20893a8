import type { Translated } from '../../i18n.ts';
import type { holdersEn } from './holders-en.ts';

/** Who had a ticket, and why it was assigned to somebody, in Japanese. */
export const holdersJa: Translated<typeof holdersEn> = {
  'holders.title': '担当の履歴',
  'holders.nobody': '担当者なし',
  'holders.now': '{{span}}前から現在',
  'holders.for': '{{span}}',
  'holders.worked': '勤務時間内 {{span}}',
  'holders.notWorked': '勤務時間外',
  'holders.times': '部門間の引き継ぎ{{count}}回',
  'holders.by': '{{name}}さんが移管',
  'holders.reason': '理由：{{reason}}',
  'holders.noReason': '理由は入力されていません。',
  'holders.show': '{{holder}}、{{span}}。理由を表示',
  'whyAssigned.me': '自分が担当の理由',
  'whyAssigned.other': '{{name}}さんが担当の理由',
  'whyAssigned.nobody': '未割り当ての理由',
  'whyAssigned.title': '{{when}}に自動で割り当て',
  'whyAssigned.titleNobody': '{{when}}の時点で割り当てなし',
  'whyAssigned.alone': '{{department}}で対応できたのは{{name}}さんだけでした。',
  'whyAssigned.fewest_open': '{{department}}で未解決のチケットが最も少ないのは{{name}}さんでした。',
  'whyAssigned.least_recent': '{{department}}で新しいチケットを最も長く受け取っていないのは{{name}}さんでした。',
  'whyAssigned.random': '{{department}}で条件が同じ人の中から、{{name}}さんがランダムに選ばれました。',
  'whyAssigned.turn': '{{department}}で{{name}}さんの順番でした。',
  'whyAssigned.substitute':
    '顧客から返信があったとき担当者が離席中だったため、代理の{{name}}さんに割り当てられました。',
  'whyAssigned.candidates': '候補になった人',
  'whyAssigned.chosen': '割り当て',
  'whyAssigned.notChosen': '対応可能',
};
