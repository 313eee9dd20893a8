import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import {
  type ConditionField,
  conditionFields,
  customViewSorts,
  maxConditions,
  maxGroups,
  type Operator,
  operatorsByKind,
} from './lists/custom-views.ts';
import { viewColumns } from './lists/views.ts';
import { Done, Id, Instant } from './scalars.ts';
import { TicketRow, ViewColumn } from './views.ts';

const exact = { additionalProperties: false } as const;

/**
 * One condition. `conditionFields` and `operatorsByKind` define the operators of each field; the
 * server validates the values.
 */
export const Condition = Type.Object(
  {
    field: Type.Enum(Object.keys(conditionFields) as ConditionField[]),
    operator: Type.Enum(Object.values(operatorsByKind).flat() as Operator[]),
    value: Type.Optional(
      Type.Union([
        Type.Boolean(),
        Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        Type.String({ minLength: 1, maxLength: 200 }),
        Type.Array(Type.Union([Id, Type.String({ minLength: 1, maxLength: 60 })]), { minItems: 1, maxItems: 50 }),
      ]),
    ),
  },
  exact,
);
export type Condition = Static<typeof Condition>;

export const Match = Type.Enum(['all', 'any'] as const);
export type Match = Static<typeof Match>;

/**
 * Which tickets a view shows: all or any of its conditions and groups. Groups work the same way.
 */
export const Criteria = Type.Object(
  {
    match: Match,
    conditions: Type.Array(Condition, { maxItems: maxConditions }),
    groups: Type.Array(
      Type.Object({ match: Match, conditions: Type.Array(Condition, { minItems: 1, maxItems: maxConditions }) }, exact),
      { maxItems: maxGroups },
    ),
  },
  exact,
);
export type Criteria = Static<typeof Criteria>;

/** Who sees the view in their list. A view never gives access to tickets. */
export const ViewVisibility = Type.Enum(['me', 'departments', 'profiles', 'everyone'] as const);
export type ViewVisibility = Static<typeof ViewVisibility>;

const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000-\\u001f]*\\S[^\\u0000-\\u001f]*$' });

/** The sort orders a view can store; lists support more, see `listSorts`. */
export const CustomViewSort = Type.Enum(customViewSorts);
export type CustomViewSort = (typeof customViewSorts)[number];

const Ids = Type.Array(Id, { maxItems: 100, uniqueItems: true });
const Columns = Type.Array(ViewColumn, { minItems: 1, maxItems: viewColumns.length, uniqueItems: true });

/**
 * A custom view (ZE-41 to ZE-43, ZJ-28). `departmentIds` and `profileIds` are set for the
 * visibility of that name and empty otherwise. `canEdit`: the view is mine, or I manage other
 * people's views. `version` is sent back with each change.
 */
export const CustomView = Type.Object({
  id: Id,
  name: Type.String(),
  criteria: Criteria,
  sort: CustomViewSort,
  columns: Type.Array(ViewColumn),
  visibility: ViewVisibility,
  departmentIds: Type.Array(Id),
  profileIds: Type.Array(Id),
  owner: Type.Object({ id: Id, name: Type.String() }),
  isMine: Type.Boolean(),
  canEdit: Type.Boolean(),
  version: Type.Integer(),
  updatedAt: Instant,
});
export type CustomView = Static<typeof CustomView>;

const optionalFields = {
  sort: Type.Optional(CustomViewSort),
  columns: Type.Optional(Columns),
  visibility: Type.Optional(ViewVisibility),
  departmentIds: Type.Optional(Ids),
  profileIds: Type.Optional(Ids),
};
export const NewCustomView = Type.Object({ name: Name, criteria: Criteria, ...optionalFields }, exact);
export type NewCustomView = Static<typeof NewCustomView>;
export const CustomViewEdit = Type.Object(
  {
    version: Type.Integer({ minimum: 0 }),
    name: Type.Optional(Name),
    criteria: Type.Optional(Criteria),
    ...optionalFields,
  },
  exact,
);
export type CustomViewEdit = Static<typeof CustomViewEdit>;

/**
 * The first rows a view would show, and their number: exact up to `countCap`. `isPartial`: only the
 * newest tickets were searched.
 */
export const ViewPreview = Type.Object({
  items: Type.Array(TicketRow),
  count: Type.Integer(),
  countCap: Type.Integer(),
  isPartial: Type.Boolean(),
});
export type ViewPreview = Static<typeof ViewPreview>;

const id = Type.Object({ id: Id });

export const customViewEndpoints = endpoints({
  listCustomViews: {
    method: 'GET',
    path: '/custom-views',
    summary: 'List my custom views and those shared with me; with views.manage_others all shared ones',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(CustomView) }),
    problems: [],
  },
  createCustomView: {
    method: 'POST',
    path: '/custom-views',
    summary: 'Create a custom view',
    caller: 'views.manage_own',
    body: NewCustomView,
    response: CustomView,
    status: 201,
    problems: ['not_allowed', 'unknown_reference', 'too_many_views'],
  },
  editCustomView: {
    method: 'PATCH',
    path: '/custom-views/:id',
    summary: 'Update a custom view',
    caller: 'views.manage_own',
    params: id,
    body: CustomViewEdit,
    response: CustomView,
    problems: ['not_allowed', 'not_found', 'unknown_reference', 'version_conflict'],
  },
  deleteCustomView: {
    method: 'DELETE',
    path: '/custom-views/:id',
    summary: 'Delete a custom view; tickets are not changed',
    caller: 'views.manage_own',
    params: id,
    query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0 })) }, exact),
    response: Done,
    problems: ['not_allowed', 'not_found', 'version_conflict'],
  },
  previewCustomView: {
    method: 'POST',
    path: '/custom-views/preview',
    summary: 'Preview the tickets matching these criteria; nothing is saved',
    caller: 'views.manage_own',
    body: Type.Object({ criteria: Criteria, sort: Type.Optional(CustomViewSort) }, exact),
    response: ViewPreview,
    problems: ['not_allowed', 'unknown_reference'],
  },
});
