import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Id, LocalName } from './scalars.ts';

/** A part of the company that owns tickets: a group, a sector, a team. `isActive` false takes no new tickets. */
export const Department = Type.Object({
  id: Id,
  name: LocalName,
  color: Type.String(),
  isActive: Type.Boolean(),
});
export type Department = Static<typeof Department>;

const DepartmentWrite = Type.Object(
  {
    name: LocalName,
    color: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{6}$' })),
    isActive: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type DepartmentWrite = Static<typeof DepartmentWrite>;

export const departmentEndpoints = endpoints({
  listDepartments: {
    method: 'GET',
    path: '/departments',
    summary: 'All departments',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(Department) }),
    problems: [],
  },
  createDepartment: {
    method: 'POST',
    path: '/departments',
    summary: 'Add a department (ZE-54)',
    caller: 'settings.manage',
    body: DepartmentWrite,
    response: Department,
    status: 201,
    problems: ['not_allowed', 'already_exists'],
  },
  editDepartment: {
    method: 'PATCH',
    path: '/departments/:id',
    summary: 'Rename a department, or disable it once it owns no open ticket',
    caller: 'settings.manage',
    params: Type.Object({ id: Id }),
    body: Type.Partial(DepartmentWrite, { additionalProperties: false }),
    response: Department,
    problems: ['not_allowed', 'not_found', 'already_exists', 'in_use'],
  },
});
