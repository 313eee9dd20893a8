import { createHash } from 'node:crypto';
import type { CannedReply } from '@crossdesk/contracts/canned-replies.ts';
import { cannedVariables } from '@crossdesk/contracts/lists/canned-replies.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import type { TemplateError } from '@crossdesk/contracts/templates.ts';
import { type Selectable, sql } from 'kysely';
import { ticketAccess } from '../access/index.ts';
import { departments } from '../departments/index.ts';
import { contact } from '../identity/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { htmlToText } from '../platform/html.ts';
import { problem } from '../platform/problems.ts';
import { fillRichText, type Scope, validateRichText } from '../platform/templates.ts';
import { choices, company } from '../settings/index.ts';
import { ticketView } from '../tickets/index.ts';
import { canEditReply, canSaveAny } from './rules.ts';
import './tables.ts';

const texts = new Map<string, string>();
const maxTexts = 2_000;
const previewedHtml = 10_000;

/** The start of a reply as text. Kept in memory, because lists convert many replies. */
function startOfText(html: string): string {
  const key = createHash('sha256').update(html).digest('base64');
  const known = texts.get(key);
  if (known !== undefined) return known;
  if (texts.size >= maxTexts) texts.clear();
  const text = htmlToText(html.slice(0, previewedHtml)).slice(0, 300);
  texts.set(key, text);
  return text;
}

const replyView = (ctx: ReadContext, row: Selectable<Tables['canned_reply']>): CannedReply => ({
  id: row.id,
  name: row.name,
  html: row.html,
  text: startOfText(row.html),
  visibility: row.visibility,
  departmentIds: row.department_ids,
  ownerId: row.owner_id,
  canEdit: canEditReply(requireAgent(ctx), row),
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
});

/**
 * The replies the agent can use: personal ones and shared ones. Agents who manage settings see all
 * shared ones.
 */
const visibleReplies = (ctx: ReadContext) => {
  const { agentId, memberships, permissions } = requireAgent(ctx);
  const mine = memberships.map((one) => one.departmentId);
  return ctx.db
    .selectFrom('canned_reply')
    .selectAll()
    .where((where) =>
      where.or([
        where('owner_id', '=', agentId),
        where('visibility', '=', 'everyone'),
        where.and([
          where('visibility', '=', 'departments'),
          permissions.has('settings.manage')
            ? sql<boolean>`true`
            : sql<boolean>`department_ids && ${sql.val(mine)}::bigint[]`,
        ]),
      ]),
    );
};

/** All replies the agent can use, by name. */
export async function cannedReplies(ctx: ReadContext): Promise<CannedReply[]> {
  const rows = await visibleReplies(ctx).orderBy(sql`lower(name)`).orderBy('id').limit(1000).execute();
  return rows.map((row) => replyView(ctx, row));
}

export async function cannedReply(ctx: ReadContext, id: number): Promise<CannedReply> {
  const row = await visibleReplies(ctx).where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return replyView(ctx, row);
}

const localizedName = (locale: Locale, name: LocalName | undefined): string =>
  name === undefined ? '' : (locale === 'ja' && name.ja) || name.en;

/** Values for the variables: what the writer may see of the ticket, in the customer's language. */
async function ticketScope(ctx: ReadContext, number: number): Promise<Scope> {
  const found = await ticketAccess(ctx, number);
  const [ticket, companySettings, entries, allDepartments] = await Promise.all([
    ticketView(ctx, found),
    company(ctx),
    choices(ctx),
    departments(ctx),
  ]);
  const locale = (await contact(ctx, found.ticket.requester_id)).locale ?? companySettings.locale;
  const choice = (id: number | null) => localizedName(locale, entries.find((one) => one.id === id)?.name);
  return {
    requester: { name: ticket.requester.name, email: ticket.requester.email ?? '' },
    agent: { name: requireAgent(ctx).name },
    ticket: {
      number: ticket.number,
      subject: ticket.subject,
      status: choice(ticket.statusId),
      priority: choice(ticket.priorityId),
      department: localizedName(locale, allDepartments.find((one) => one.id === ticket.departmentId)?.name),
    },
    company: { name: companySettings.name },
  };
}

const exampleScopes: Record<Locale, Scope> = {
  en: {
    requester: { name: 'Mina Ito', email: 'mina@customer.example' },
    agent: { name: 'Ana Souza' },
    ticket: { number: 1042, subject: 'Late shipment', status: 'Open', priority: 'High', department: 'Support' },
    company: { name: 'Example Ltd' },
  },
  ja: {
    requester: { name: '伊藤 美奈', email: 'mina@customer.example' },
    agent: { name: '鈴木 葵' },
    ticket: { number: 1042, subject: '配送の遅れ', status: '対応中', priority: '高', department: 'サポート' },
    company: { name: '株式会社サンプル' },
  },
};

/** All errors in a reply; empty if it is valid. */
export const replyErrors = (html: string): TemplateError[] => validateRichText(html, cannedVariables, exampleScopes.en);

/**
 * A reply filled in with example values; empty if it has errors. Throws `not_allowed` without the
 * permission to save replies.
 */
export function previewCannedReply(ctx: ReadContext, html: string): { html: string; faults: TemplateError[] } {
  const agent = requireAgent(ctx);
  if (!canSaveAny(agent)) throw problem('not_allowed');
  const { locale, name } = agent;
  const faults = replyErrors(html);
  return { html: faults.length > 0 ? '' : fillRichText(html, { ...exampleScopes[locale], agent: { name } }), faults };
}

/** A reply filled in for a ticket. Throws `not_found` if either is not visible. */
export async function fillCannedReply(ctx: ReadContext, number: number, id: number): Promise<{ html: string }> {
  const scope = await ticketScope(ctx, number);
  const { html } = await cannedReply(ctx, id);
  try {
    return { html: fillRichText(html, scope) };
  } catch (error) {
    throw problem('template_invalid', { detail: error instanceof Error ? error.message : String(error) });
  }
}
