/** The ticket number in a search such as `1042` or `#1042`; null if there is none. */
export function searchedNumber(text: string): number | null {
  const digits = /^#? {0,9}(\d{1,15})$/.exec(text.normalize('NFKC').trim())?.[1];
  const number = digits ? Number(digits) : 0;
  return number > 0 ? number : null;
}

type BuiltInView =
  | 'assigned'
  | 'unassigned'
  | 'due_soon'
  | 'shared'
  | 'shared_out'
  | 'transferred'
  | 'transferred_department'
  | 'escalated'
  | 'all'
  | 'trash';

export type ViewKey =
  | { is: BuiltInView }
  | { is: 'department'; departmentId: number }
  | { is: 'custom'; viewId: number };

export function parseViewKey(key: string): ViewKey {
  const departmentId = /^department:(\d+)$/.exec(key)?.[1];
  if (departmentId) return { is: 'department', departmentId: Number(departmentId) };
  const viewId = /^custom:(\d+)$/.exec(key)?.[1];
  if (viewId) return { is: 'custom', viewId: Number(viewId) };
  return { is: key as BuiltInView };
}
