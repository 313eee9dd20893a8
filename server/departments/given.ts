import type { Department } from '@crossdesk/contracts/departments.ts';
import type { DepartmentMailbox } from '@crossdesk/contracts/email.ts';
import type { Context } from '../platform/context.ts';
import { createDepartment, createMailbox } from './commands.ts';

let count = 0;

export const givenDepartment = (ctx: Context, given: { name?: string; isActive?: boolean } = {}): Promise<Department> =>
  createDepartment(ctx, {
    name: { en: given.name ?? `Department ${++count}` },
    ...(given.isActive === undefined ? {} : { isActive: given.isActive }),
  });

export const givenMailbox = (
  ctx: Context,
  given: { departmentId: number; address?: string; name?: string },
): Promise<DepartmentMailbox> =>
  createMailbox(ctx, { address: `desk${++count}@desk.example`, name: 'Help Desk', ...given });
