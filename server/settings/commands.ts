import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Company, CompanyEdit } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import type { Tx } from '../platform/database.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { company, setupState } from './queries.ts';
import { defaultChoices } from './rules.ts';
import * as store from './store.ts';

/** Updates company settings. */
export async function editCompany(ctx: Context, change: CompanyEdit): Promise<Company> {
  const before = await company(ctx);
  if (change.timeZone !== undefined) requireTimeZone(change.timeZone, 'timeZone');
  await store.updateCompany(ctx.tx, {
    name: change.name,
    locale: change.locale,
    time_zone: change.timeZone,
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
    customers_reopen: change.customersReopen,
    reopen_days: change.reopenDays,
    close_after_days: change.closeAfterDays,
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
      ticket_type: null,
      default_category_id: null,
      default_priority_id: null,
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
