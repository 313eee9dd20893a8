import type { Translated } from '../../i18n.ts';
import type { availabilityEn } from './availability-en.ts';

/** Who receives work, in Japanese. */
export const availabilityJa: Translated<typeof availabilityEn> = {
  'availability.absent': '不在',
  'availability.outside_hours': '勤務時間外',
  'availability.disconnected': '未接続',
  'availability.idle': '操作なし',
  'availability.inactive': '無効',
  'availability.open': '対応状況：{{status}}、チケットの受信：{{answer}}',
  'availability.yes': 'する',
  'availability.no': 'しない',
  'action.app.availability': '対応状況を変更',
};
