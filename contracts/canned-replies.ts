import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { cannedVisibilities } from './lists/canned-replies.ts';
import { Done, Id, Instant, Nullable } from './scalars.ts';
import { TemplateError } from './templates.ts';

const exact = { additionalProperties: false } as const;

/** Limits: shared replies per company, personal replies per agent. */
export const maxCannedReplies = { shared: 500, own: 200 };

export const CannedVisibility = Type.Enum(cannedVisibilities);
export type CannedVisibility = (typeof cannedVisibilities)[number];

/**
 * A reusable text. `html` contains Liquid variables. `canEdit`: the reply is the caller's own, or
 * it is shared and the caller manages settings.
 */
export const CannedReply = Type.Object({
  id: Id,
  name: Type.String(),
  html: Type.String(),
  text: Type.String(),
  visibility: CannedVisibility,
  departmentIds: Type.Array(Id),
  ownerId: Nullable(Id),
  canEdit: Type.Boolean(),
  version: Type.Integer(),
  updatedAt: Instant,
});
export type CannedReply = Static<typeof CannedReply>;

const writeFields = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  html: Type.String({ minLength: 1, maxLength: 50_000 }),
  visibility: CannedVisibility,
  departmentIds: Type.Optional(Type.Array(Id, { maxItems: 100 })),
};
const CannedReplyWrite = Type.Object(writeFields, exact);
export type CannedReplyWrite = Static<typeof CannedReplyWrite>;
const CannedReplyEdit = Type.Object({ ...writeFields, version: Type.Optional(Type.Integer()) }, exact);
export type CannedReplyEdit = Static<typeof CannedReplyEdit>;

const id = Type.Object({ id: Id });

export const cannedReplyEndpoints = endpoints({
  listCannedReplies: {
    method: 'GET',
    path: '/canned-replies',
    summary:
      'List the canned replies I can use: my own and shared ones. Agents who manage settings see all shared ones',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(CannedReply) }),
    problems: [],
  },
  createCannedReply: {
    method: 'POST',
    path: '/canned-replies',
    summary: 'Create a canned reply; shared ones require settings.manage',
    caller: 'agent',
    body: CannedReplyWrite,
    response: CannedReply,
    status: 201,
    problems: ['not_allowed', 'template_invalid', 'unknown_reference', 'too_many_canned_replies'],
  },
  editCannedReply: {
    method: 'PUT',
    path: '/canned-replies/:id',
    summary: 'Update a canned reply',
    caller: 'agent',
    params: id,
    body: CannedReplyEdit,
    response: CannedReply,
    problems: [
      'not_found',
      'not_allowed',
      'template_invalid',
      'unknown_reference',
      'version_conflict',
      'too_many_canned_replies',
    ],
  },
  deleteCannedReply: {
    method: 'DELETE',
    path: '/canned-replies/:id',
    summary: 'Delete a canned reply; messages written with it are not changed',
    caller: 'agent',
    params: id,
    response: Done,
    problems: ['not_found', 'not_allowed'],
  },
  previewCannedReply: {
    method: 'POST',
    path: '/canned-replies/preview',
    summary: 'Preview a text with example values and list its errors; nothing is saved',
    caller: 'agent',
    body: Type.Object({ html: Type.String({ maxLength: 50_000 }) }, exact),
    response: Type.Object({ html: Type.String(), faults: Type.Array(TemplateError) }),
    problems: ['not_allowed'],
  },
  fillCannedReply: {
    method: 'GET',
    path: '/tickets/:number/canned-replies/:id',
    summary: 'Fill in a canned reply for a ticket, using only what I can see',
    caller: 'agent',
    params: Type.Object({ number: Id, id: Id }),
    response: Type.Object({ html: Type.String() }),
    problems: ['not_found', 'template_invalid'],
  },
});
