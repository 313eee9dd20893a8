import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';

/** The facts about a ticket and its shares that decide whether it can be shared further. */
export type ShareFacts = {
  ownerDepartmentId: number;
  sharedWith: readonly number[];
  activeDepartments: readonly number[];
  isSharingOn: boolean;
  mostShares: number;
};

type Verdict = { code: ProblemCode; departmentId?: number } | null;

/** The reason why these shares cannot be added, or null. All are added or none. */
export function validateNewShares(requested: readonly NewShare[], facts: ShareFacts, now: Date): Verdict {
  if (!facts.isSharingOn) return { code: 'sharing_off' };
  const departmentIds = new Set<number>(facts.sharedWith);
  for (const { departmentId, expiresAt } of requested) {
    if (departmentId === facts.ownerDepartmentId) return { code: 'share_with_owner', departmentId };
    if (!facts.activeDepartments.includes(departmentId)) return { code: 'share_target_unavailable', departmentId };
    if (departmentIds.has(departmentId)) return { code: 'share_twice', departmentId };
    if (expiresAt && new Date(expiresAt) <= now) return { code: 'share_expired', departmentId };
    departmentIds.add(departmentId);
  }
  if (departmentIds.size > facts.mostShares) return { code: 'too_many_shares' };
  return null;
}

const rank: Record<AccessLevel, number> = { read_only: 1, restricted: 2, full: 3 };

/** Whether a level change grants more than before. */
export const isLevelRaised = (before: AccessLevel, after: AccessLevel): boolean => rank[after] > rank[before];
