import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { AccessLevel } from './levels.ts';
import { maskableFields } from './lists/sharing.ts';
import { DisplayMailbox, Id, Instant, Nullable } from './scalars.ts';

const exact = { additionalProperties: false } as const;

export const MaskableField = Type.Enum(maskableFields);
export type MaskableField = (typeof maskableFields)[number];

/**
 * A share of a ticket with one department. `agentIds`: only these agents see it (null: all, C-09).
 * `question`, `responsibleId` and `dueAt` are the request to the department, `answer` and `doneAt`
 * its response. `version` is sent back with each change.
 */
export const Share = Type.Object({
  departmentId: Id,
  level: AccessLevel,
  agentIds: Nullable(Type.Array(Id)),
  reason: Type.String(),
  hiddenFields: Type.Array(MaskableField),
  isCustomerMasked: Type.Boolean(),
  question: Type.String(),
  responsibleId: Nullable(Id),
  dueAt: Nullable(Instant),
  doneAt: Nullable(Instant),
  doneBy: Nullable(Type.String()),
  answer: Type.String(),
  expiresAt: Nullable(Instant),
  sharedBy: Type.Object({ id: Nullable(Id), name: Type.String() }),
  fromDepartmentId: Id,
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
});
export type Share = Static<typeof Share>;

const Text = Type.String({ maxLength: 2000 });
const termFields = {
  level: Type.Optional(AccessLevel),
  agentIds: Type.Optional(Nullable(Type.Array(Id, { minItems: 1, maxItems: 100 }))),
  reason: Type.Optional(Text),
  hiddenFields: Type.Optional(Type.Array(MaskableField, { maxItems: maskableFields.length })),
  isCustomerMasked: Type.Optional(Type.Boolean()),
  question: Type.Optional(Text),
  responsibleId: Type.Optional(Nullable(Id)),
  dueAt: Type.Optional(Nullable(Instant)),
  expiresAt: Type.Optional(Nullable(Instant)),
};
export const NewShare = Type.Object({ departmentId: Id, ...termFields }, exact);
export type NewShare = Static<typeof NewShare>;
export const ShareEdit = Type.Object({ version: Type.Integer({ minimum: 0 }), ...termFields }, exact);
export type ShareEdit = Static<typeof ShareEdit>;
export const NewShares = Type.Array(NewShare, { minItems: 1, maxItems: 50 });

/**
 * The shares of a ticket: all of them for its owners, those of their own departments for receivers.
 */
export const ShareList = Type.Object({ items: Type.Array(Share), isOwner: Type.Boolean(), mostShares: Type.Integer() });
export type ShareList = Static<typeof ShareList>;

/**
 * Why an agent has the access they have: each relation with who granted it and when, and each
 * refusal with its reason.
 */
export const Explanation = Type.Object({
  relations: Type.Array(
    Type.Object({
      relation: Type.String(),
      departmentId: Nullable(Id),
      level: Nullable(AccessLevel),
      grantedBy: Nullable(Type.String()),
      grantedAt: Nullable(Instant),
    }),
  ),
  refusals: Type.Array(Type.Object({ permission: Type.String(), reason: Type.String() })),
});
export type Explanation = Static<typeof Explanation>;

/** A masked customer, revealed for a stated reason. Revealing is recorded in the audit log. */
export const Unmasked = Type.Object({
  name: Type.String(),
  emails: Type.Array(Type.String()),
  cc: Type.Array(DisplayMailbox),
});

const number = Type.Object({ number: Id });
const shareParams = Type.Object({ number: Id, departmentId: Id });

export const sharingEndpoints = endpoints({
  listShares: {
    method: 'GET',
    path: '/tickets/:number/shares',
    summary: 'List the departments this ticket is shared with',
    caller: 'agent',
    params: number,
    response: ShareList,
    problems: ['not_found'],
  },
  addShares: {
    method: 'POST',
    path: '/tickets/:number/shares',
    summary: 'Share with one or more departments (default level: Full); all succeed or none do',
    caller: 'agent',
    params: number,
    body: Type.Object({ shares: NewShares }, exact),
    response: ShareList,
    status: 201,
    problems: [
      'not_found',
      'refused',
      'sharing_off',
      'share_with_owner',
      'share_twice',
      'share_target_unavailable',
      'too_many_shares',
      'unknown_reference',
      'share_expired',
    ],
  },
  editShare: {
    method: 'PATCH',
    path: '/tickets/:number/shares/:departmentId',
    summary: 'Update the access level or terms of a share',
    caller: 'agent',
    params: shareParams,
    body: ShareEdit,
    response: ShareList,
    problems: ['not_found', 'refused', 'version_conflict', 'unknown_reference', 'share_expired', 'sharing_off'],
  },
  removeShare: {
    method: 'DELETE',
    path: '/tickets/:number/shares/:departmentId',
    summary: 'Stop sharing with a department; its agents lose access immediately',
    caller: 'agent',
    params: shareParams,
    query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0 })) }, exact),
    response: ShareList,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  answerShare: {
    method: 'POST',
    path: '/tickets/:number/shares/:departmentId/done',
    summary: "Answer the owner's question and mark the share as done",
    caller: 'agent',
    params: shareParams,
    body: Type.Object({ answer: Text }, exact),
    response: ShareList,
    problems: ['not_found', 'refused'],
  },
  explainAccess: {
    method: 'GET',
    path: '/tickets/:number/why',
    summary: 'Explain why I can see this ticket and why actions are refused',
    caller: 'agent',
    params: number,
    response: Explanation,
    problems: ['not_found'],
  },
  viewOriginal: {
    method: 'POST',
    path: '/tickets/:number/original',
    summary: 'Reveal a masked customer; requires a reason and is recorded in the audit log',
    caller: 'agent',
    params: number,
    body: Type.Object({ reason: Type.String({ minLength: 3, maxLength: 500 }) }, exact),
    response: Unmasked,
    problems: ['not_found', 'refused'],
  },
});
