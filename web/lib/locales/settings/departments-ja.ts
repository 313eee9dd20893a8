import type { Translated } from '../../i18n.ts';
import type { departmentsEn } from './departments-en.ts';

/** Departments, in Japanese. */
export const departmentsJa: Translated<typeof departmentsEn> = {
  'page.departments': '部門',
  'note.departments': 'チケットを所有する部門です。',
  'department.add': '部門を追加',
  'department.edit': '部門を編集',
  'department.colour': '色',
  'department.active': 'チケットを受け付ける',
  'department.activeNote': '未完了のチケットがなくなるとオフにできます。',
  'department.people_other': '{{count}}人',
};
