import { departments } from '../departments/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';

/**
 * The departments whose tickets are the actor's own. `isAll`: the actor works in all departments.
 */
export type OwnDepartments = { departmentIds: number[]; isAll: boolean };

export async function ownDepartments(ctx: ReadContext): Promise<OwnDepartments> {
  const { permissions, memberships } = requireAgent(ctx);
  if (!permissions.has('tickets.all_departments')) {
    return { departmentIds: memberships.map((one) => one.departmentId), isAll: false };
  }
  return { departmentIds: (await departments(ctx)).map((one) => one.id), isAll: true };
}
