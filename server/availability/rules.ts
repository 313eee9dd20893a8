import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import type { DepartmentRole } from '@crossdesk/contracts/identity.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';

type Memberships = readonly { departmentId: number; role: DepartmentRole }[];
type Caller = { agentId: number; permissions: ReadonlySet<Permission>; memberships: Memberships };

/**
 * Whether an agent may change the availability of another: their own, that of members of a
 * department they supervise, or that of everyone if they manage people.
 */
export const canEditAvailability = (
  caller: Caller,
  other: { agentId: number; departmentIds: readonly number[] },
): boolean =>
  caller.agentId === other.agentId ||
  caller.permissions.has('people.manage') ||
  caller.memberships.some((one) => one.role === 'supervisor' && other.departmentIds.includes(one.departmentId));

const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;

/** The first invalid working time of a week: its position below `hours`, and the reason. */
export function findInvalidHours(hours: WeekHours): { path: string; message: string } | null {
  const times = hours.flatMap((day, weekday) =>
    day.map(({ from, to }, index) => ({
      path: `${weekday}/${index}`,
      start: weekday * dayMinutes + from,
      end: weekday * dayMinutes + to + (to <= from ? dayMinutes : 0),
      isEmpty: from === to,
    })),
  );
  const empty = times.find((one) => one.isEmpty);
  if (empty) return { path: empty.path, message: 'ends when it starts' };
  const sorted = times.toSorted((a, b) => a.start - b.start);
  const first = sorted[0];
  for (const [index, one] of sorted.entries()) {
    // The last time of Sunday can reach into the first of Monday.
    const next = sorted[index + 1] ?? (first && { ...first, start: first.start + weekMinutes });
    if (next && next.start < one.end) return { path: next.path, message: 'overlaps another working time' };
  }
  return null;
}
