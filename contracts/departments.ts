import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Id, LocalName } from './scalars.ts';

/** A part of the company that owns tickets, such as a team. Inactive ones get no new tickets. */
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
    summary: 'List all departments',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(Department) }),
    problems: [],
  },
  createDepartment: {
    method: 'POST',
    path: '/departments',
    summary: 'Create a department (ZE-54)',
    caller: 'settings.manage',
    body: DepartmentWrite,
    response: Department,
    status: 201,
    problems: ['not_allowed', 'already_exists'],
  },
  editDepartment: {
    method: 'PATCH',
    path: '/departments/:id',
    summary: 'Update a department, or disable it once it has no open tickets',
    caller: 'settings.manage',
    params: Type.Object({ id: Id }),
    body: Type.Partial(DepartmentWrite, { additionalProperties: false }),
    response: Department,
    problems: ['not_allowed', 'not_found', 'already_exists', 'in_use'],
  },
});
