import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { cannedVisibilities } from './lists/canned-replies.ts';
import { Done, Id, Instant, Nullable } from './scalars.ts';
import { TemplateError } from './templates.ts';

const exact = { additionalProperties: false } as const;

/** Most shared ones in a company, and most personal ones of one person. */
export const maxCannedReplies = { shared: 500, own: 200 };

export const CannedVisibility = Type.Enum(cannedVisibilities);
export type CannedVisibility = (typeof cannedVisibilities)[number];

/** A text kept to be used again. `html` holds its variables (Liquid). `canEdit`: it is one's own, or shared and one manages the settings. */
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
      'The texts I can use: my own, those of my departments and of everyone; who manages settings sees all shared ones',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(CannedReply) }),
    problems: [],
  },
  createCannedReply: {
    method: 'POST',
    path: '/canned-replies',
    summary: 'Keep a text to be used again; one that others see needs the permission to manage settings',
    caller: 'agent',
    body: CannedReplyWrite,
    response: CannedReply,
    status: 201,
    problems: ['not_allowed', 'template_invalid', 'unknown_reference', 'too_many_canned_replies'],
  },
  editCannedReply: {
    method: 'PUT',
    path: '/canned-replies/:id',
    summary: 'Change one',
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
    summary: 'Remove one; messages written with it stay as they are',
    caller: 'agent',
    params: id,
    response: Done,
    problems: ['not_found', 'not_allowed'],
  },
  previewCannedReply: {
    method: 'POST',
    path: '/canned-replies/preview',
    summary: 'A text filled in with an example, and what is wrong in it; nothing is kept',
    caller: 'agent',
    body: Type.Object({ html: Type.String({ maxLength: 50_000 }) }, exact),
    response: Type.Object({ html: Type.String(), faults: Type.Array(TemplateError) }),
    problems: ['not_allowed'],
  },
  fillCannedReply: {
    method: 'GET',
    path: '/tickets/:number/canned-replies/:id',
    summary: 'One filled in for a ticket, as far as I may see that',
    caller: 'agent',
    params: Type.Object({ number: Id, id: Id }),
    response: Type.Object({ html: Type.String() }),
    problems: ['not_found', 'template_invalid'],
  },
});
