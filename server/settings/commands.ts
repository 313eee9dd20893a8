import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Choice, ChoiceCreate, ChoiceEdit, Company, CompanyEdit } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import type { Tx } from '../platform/database.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { choices, choiceView, company, requireChoice, setupState } from './queries.ts';
import { canDisableStatus, defaultChoices } from './rules.ts';
import * as store from './store.ts';

/** This module cannot query departments; the foreign key tells whether the department exists. */
function toDepartmentProblem(error: unknown): unknown {
  const isUnknown = (error as { code?: string }).code === '23503';
  return isUnknown ? fieldProblem('departmentId', 'is not a department', 'unknown_reference') : error;
}

/** Adds an entry to a list. */
export async function createChoice(ctx: Context, given: ChoiceCreate): Promise<Choice> {
  if ((given.kind === 'status') !== (given.baseState !== undefined)) {
    throw fieldProblem('baseState', 'is required for a status and not allowed otherwise');
  }
  if ((given.kind === 'justification') !== (given.statusId !== undefined)) {
    throw fieldProblem('statusId', 'is required for a justification and not allowed otherwise');
  }
  if (given.statusId !== undefined) await requireChoice(ctx, 'status', given.statusId, 'statusId');
  if (given.parentId) await requireChoice(ctx, given.kind, given.parentId, 'parentId');
  const row = await store
    .insertChoice(ctx.tx, {
      kind: given.kind,
      name: given.name,
      position: given.position ?? (await nextPosition(ctx, given.kind)),
      is_active: given.isActive ?? true,
      base_state: given.baseState ?? null,
      needs_justification: given.needsJustification ?? false,
      status_id: given.statusId ?? null,
      weight: given.weight ?? null,
      color: given.color ?? null,
      parent_id: given.parentId ?? null,
      department_id: given.departmentId ?? null,
    })
    .catch((error: unknown) => {
      throw toDepartmentProblem(error);
    });
  await emit(ctx, {
    type: 'setting.edited',
    data: { choiceId: row.id },
    changes: [{ field: row.kind, before: null, after: row.name }],
  });
  return choiceView(row);
}

async function nextPosition(ctx: Context, kind: Choice['kind']): Promise<number> {
  const all = await choices(ctx);
  return Math.max(0, ...all.filter((choice) => choice.kind === kind).map((choice) => choice.position)) + 1;
}

async function requireExistingChoice(ctx: Context, id: number): Promise<Choice> {
  const found = (await choices(ctx)).find((choice) => choice.id === id);
  if (!found) throw problem('not_found');
  return found;
}

async function refuseLastStatus(ctx: Context, status: Choice): Promise<void> {
  if (status.baseState === null) return;
  const others = (await choices(ctx)).filter((c) => c.kind === 'status' && c.isActive && c.id !== status.id);
  if (
    !canDisableStatus(
      status.baseState,
      others.flatMap((c) => c.baseState ?? []),
    )
  ) {
    throw problem('in_use', { detail: `At least one active status with the state ${status.baseState} is required.` });
  }
}

/** Refuses a parent that would make the entry its own ancestor. */
async function refuseCycle(ctx: Context, id: number, parentId: number): Promise<void> {
  const parents = new Map((await choices(ctx)).map((choice) => [choice.id, choice.parentId]));
  for (let above: number | null | undefined = parentId; above; above = parents.get(above)) {
    if (above === id) throw fieldProblem('parentId', 'cannot be the entry itself or one below it');
  }
}

/** Updates or disables an entry. The last active status of a required state cannot be disabled. */
export async function editChoice(ctx: Context, id: number, change: ChoiceEdit): Promise<Choice> {
  const before = await requireExistingChoice(ctx, id);
  if (change.isActive === false && before.isActive) await refuseLastStatus(ctx, before);
  if (change.parentId) {
    await refuseCycle(ctx, id, change.parentId);
    await requireChoice(ctx, before.kind, change.parentId, 'parentId');
  }
  const row = await store
    .updateChoice(ctx.tx, id, {
      name: change.name,
      position: change.position,
      is_active: change.isActive,
      needs_justification: change.needsJustification,
      weight: change.weight,
      color: change.color,
      parent_id: change.parentId,
      department_id: change.departmentId,
    })
    .catch((error: unknown) => {
      throw toDepartmentProblem(error);
    });
  const after = choiceView(row);
  await emit(ctx, { type: 'setting.edited', data: { choiceId: id }, changes: [{ field: before.kind, before, after }] });
  return after;
}

/** Deletes an entry that is not in use, as decided by foreign keys. */
export async function deleteChoice(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await requireExistingChoice(ctx, id);
  await refuseLastStatus(ctx, before);
  try {
    await store.deleteChoice(ctx.tx, id);
  } catch (error) {
    if ((error as { code?: string }).code === '23503') throw problem('in_use');
    throw error;
  }
  await emit(ctx, {
    type: 'setting.edited',
    data: { choiceId: id },
    changes: [{ field: before.kind, before, after: null }],
  });
  return { ok: true };
}

/** Updates company settings. */
export async function editCompany(ctx: Context, change: CompanyEdit): Promise<Company> {
  const before = await company(ctx);
  if (change.timeZone !== undefined) requireTimeZone(change.timeZone, 'timeZone');
  await store.updateCompany(ctx.tx, {
    name: change.name,
    locale: change.locale,
    time_zone: change.timeZone,
    hidden_fields: change.hiddenFields,
    attachment_max_bytes: change.attachmentMaxBytes,
    reply_delay_ms: change.replyDelayMs,
    is_sharing_on: change.isSharingOn,
    is_transfer_on: change.isTransferOn,
    is_transfer_reason_required: change.isTransferReasonRequired,
    most_shares: change.mostShares,
    forward_domains: change.forwardDomains,
    shared_visibility: change.sharedVisibility,
    read_only_can_comment: change.readOnlyCanComment,
    restricted_forward_scope: change.restrictedForwardScope,
    contact_lookup: change.contactLookup,
    idle_minutes: change.idleMinutes,
    disconnected_minutes: change.disconnectedMinutes,
    sla_on_transfer: change.slaOnTransfer,
  });
  const after = await company(ctx);
  await emit(ctx, { type: 'setting.edited', changes: [{ field: 'company', before, after }] });
  return after;
}

/** Throws if the name is not an IANA time zone. */
export function requireTimeZone(name: string, field: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    throw fieldProblem(field, 'is not a time zone, such as Europe/Lisbon');
  }
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Creates the company row and default lists if missing. Returns a new one-time setup token until
 * setup is done, then null.
 */
export async function prepareCompany(tx: Tx): Promise<string | null> {
  const state = await setupState(tx);
  if (state?.isSetUp) return null;
  const token = randomBytes(24).toString('base64url');
  if (state) {
    await store.updateCompany(tx, { setup_token_hash: hashToken(token) });
    return token;
  }
  await store.insertCompany(tx, {
    name: 'Crossdesk',
    locale: 'en',
    time_zone: 'UTC',
    setup_token_hash: hashToken(token),
  });
  for (const [position, start] of defaultChoices.entries()) {
    await store.insertChoice(tx, {
      kind: start.kind,
      name: { en: start.en, ja: start.ja },
      position,
      base_state: start.baseState ?? null,
      status_id: null,
      weight: start.weight ?? null,
      color: start.color ?? null,
      parent_id: null,
      department_id: null,
    });
  }
  return token;
}

/** Completes setup with the one-time link. Throws `setup_done` or `setup_link_invalid`. */
export async function finishSetup(
  tx: Tx,
  now: Date,
  token: string,
  given: { name: string; locale: 'en' | 'ja'; timeZone: string },
  isDemo = false,
): Promise<void> {
  const state = await setupState(tx);
  if (!state || state.isSetUp) throw problem('setup_done');
  const storedHash = Buffer.from(state.tokenHash ?? '', 'hex');
  const givenHash = Buffer.from(hashToken(token), 'hex');
  if (storedHash.length !== givenHash.length || !timingSafeEqual(storedHash, givenHash))
    throw problem('setup_link_invalid');
  requireTimeZone(given.timeZone, 'company/timeZone');
  await store.updateCompany(tx, {
    name: given.name,
    locale: given.locale,
    time_zone: given.timeZone,
    set_up_at: now,
    setup_token_hash: null,
    is_demo: isDemo,
  });
}
