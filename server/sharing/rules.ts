import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';

/** A ticket and its shares as far as sharing it further is concerned. */
export type ShareFacts = {
  ownerDepartmentId: number;
  sharedWith: readonly number[];
  activeDepartments: readonly number[];
  isSharingOn: boolean;
  mostShares: number;
};

type Verdict = { code: ProblemCode; departmentId?: number } | null;

/** Why these shares cannot be added, or null. All of them are added or none. */
export function validateNewShares(wanted: readonly NewShare[], facts: ShareFacts, now: Date): Verdict {
  if (!facts.isSharingOn) return { code: 'sharing_off' };
  const seen = new Set<number>(facts.sharedWith);
  for (const { departmentId, expiresAt } of wanted) {
    if (departmentId === facts.ownerDepartmentId) return { code: 'share_with_owner', departmentId };
    if (!facts.activeDepartments.includes(departmentId)) return { code: 'share_target_unavailable', departmentId };
    if (seen.has(departmentId)) return { code: 'share_twice', departmentId };
    if (expiresAt && new Date(expiresAt) <= now) return { code: 'share_expired', departmentId };
    seen.add(departmentId);
  }
  if (seen.size > facts.mostShares) return { code: 'too_many_shares' };
  return null;
}

const rank: Record<AccessLevel, number> = { read_only: 1, restricted: 2, full: 3 };

/** Whether a change of level gives more than before. */
export const isLevelRaised = (before: AccessLevel, after: AccessLevel): boolean => rank[after] > rank[before];
