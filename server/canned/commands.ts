import {
  type CannedReply,
  type CannedReplyEdit,
  type CannedReplyWrite,
  maxCannedReplies,
} from '@crossdesk/contracts/canned-replies.ts';
import { departments } from '../departments/index.ts';
import { type Context, requireAgent } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { htmlToText, sanitizeHtml } from '../platform/html.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { cannedReply, replyErrors } from './queries.ts';
import { canSave, canSaveAny } from './rules.ts';
import * as store from './store.ts';

const reasonMessages: Record<string, string> = {
  unknown_variable: 'there is no variable',
  unknown_filter: 'there is no filter',
  unknown_tag: 'there is no tag',
  syntax: 'syntax error:',
  too_long: 'the text is too complex:',
};

/** Sanitizes and validates a reply. Images belong to tickets, so they are removed. */
async function validateReply(ctx: Context, given: CannedReplyWrite) {
  const agent = requireAgent(ctx);
  if (!canSave(agent, given.visibility)) throw problem('not_allowed');
  const html = sanitizeHtml(given.html).replace(/<img\b[^>]*>/gi, '');
  if (htmlToText(html) === '') throw fieldProblem('html', 'is empty');
  const errors = replyErrors(html);
  if (errors.length > 0) {
    const fields = errors.map((one) => ({ path: '/body/html', message: `${reasonMessages[one.reason]} ${one.what}` }));
    throw problem('template_invalid', { fields });
  }
  const departmentIds = given.visibility === 'departments' ? [...new Set(given.departmentIds ?? [])] : [];
  if (given.visibility === 'departments' && departmentIds.length === 0)
    throw fieldProblem('departmentIds', 'must contain at least one department');
  const known = new Set((await departments(ctx)).map((one) => one.id));
  const missing = departmentIds.find((id) => !known.has(id));
  if (missing !== undefined)
    throw fieldProblem('departmentIds', `contain ${missing}, which does not exist`, 'unknown_reference');
  return {
    name: given.name.trim(),
    html,
    visibility: given.visibility,
    department_ids: departmentIds,
    owner_id: given.visibility === 'me' ? agent.agentId : null,
    updated_at: ctx.now,
  };
}

async function requireCapacity(ctx: Context, ownerId: number | null): Promise<void> {
  const max = ownerId === null ? maxCannedReplies.shared : maxCannedReplies.own;
  if ((await store.countCannedReplies(ctx.tx, ownerId)) >= max) throw problem('too_many_canned_replies');
}

const sharedOnly = (reply: CannedReply | null): CannedReply | null => (reply?.visibility === 'me' ? null : reply);

/** Records changes of shared replies in the event log; personal replies are private. */
async function recordChange(
  ctx: Context,
  id: number,
  before: CannedReply | null,
  after: CannedReply | null,
): Promise<void> {
  if (!sharedOnly(before) && !sharedOnly(after)) return;
  const changes = [{ field: 'cannedReply', before: sharedOnly(before), after: sharedOnly(after) }];
  await emit(ctx, { type: 'setting.edited', data: { cannedReplyId: id }, changes });
}

/** Creates a canned reply. */
export async function createCannedReply(ctx: Context, given: CannedReplyWrite): Promise<CannedReply> {
  const row = await validateReply(ctx, given);
  await requireCapacity(ctx, row.owner_id);
  const { id } = await store.insertCannedReply(ctx.tx, { ...row, created_at: ctx.now });
  const created = await cannedReply(ctx, id);
  await recordChange(ctx, id, null, created);
  return created;
}

async function lockReply(ctx: Context, id: number, version?: number): Promise<CannedReply> {
  // Agents without the permission learn nothing about existing replies.
  if (!canSaveAny(requireAgent(ctx))) throw problem('not_allowed');
  await store.lockCannedReply(ctx.tx, id);
  const before = await cannedReply(ctx, id);
  if (!before.canEdit) throw problem('not_allowed');
  if (version !== undefined && version !== before.version) throw problem('version_conflict', { current: before });
  return before;
}

/** Updates a canned reply. A personal one can become shared and vice versa, if both are allowed. */
export async function editCannedReply(ctx: Context, id: number, given: CannedReplyEdit): Promise<CannedReply> {
  const before = await lockReply(ctx, id, given.version);
  const row = await validateReply(ctx, given);
  if (row.owner_id !== before.ownerId) await requireCapacity(ctx, row.owner_id);
  await store.updateCannedReply(ctx.tx, id, row);
  const after = await cannedReply(ctx, id);
  await recordChange(ctx, id, before, after);
  return after;
}

export async function deleteCannedReply(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await lockReply(ctx, id);
  await store.deleteCannedReply(ctx.tx, id);
  await recordChange(ctx, id, before, null);
  return { ok: true };
}
