import type { CandidateRefusal } from '@crossdesk/contracts/assignment.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../platform/context.ts';

/** Whether agents receive work, and why not. */
export async function availabilityOf(
  ctx: Pick<ReadContext, 'db'>,
  agentIds: readonly number[],
): Promise<Map<number, { receivesWork: boolean; refusal: CandidateRefusal | null }>> {
  const rows = await ctx.db
    .selectFrom('agent')
    .select(['id', 'availability', 'is_active'])
    .where(sql<boolean>`id = any(${sql.val(agentIds)}::bigint[])`)
    .execute();
  return new Map(
    rows.map(({ id, availability, is_active }) => {
      const refusal = is_active ? (availability === 'available' ? null : availability) : 'inactive';
      return [id, { receivesWork: refusal === null, refusal }];
    }),
  );
}
