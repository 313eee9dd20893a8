import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import { maskedPerson, maskText, seesFormerHolders, ticketAccess } from '../access/index.ts';
import { message, messageView } from '../conversation/index.ts';
import { departments } from '../departments/index.ts';
import { type AgentActor, type ReadContext, requireAgent } from '../platform/context.ts';
import { choices, company } from '../settings/index.ts';
import { activeShares } from '../sharing/index.ts';
import { ticketView } from '../tickets/index.ts';
import { exampleScope, type Scope } from './templates.ts';

/**
 * The facts a notification is written from. `departmentId`: the department the share is with.
 * `messageIds`: the messages it covers, oldest first. `isByActor`: name the actor rather than the
 * author of the last message.
 */
export type NotificationFacts = {
  number: number;
  departmentId: number | null;
  isEnded: boolean;
  actor: { kind: 'agent' | 'contact' | 'system'; name: string };
  answer: string | null;
  /** The responsible who was away when a customer answered, and their substitute. */
  absentId: number | null;
  substituteId: number | null;
  /** Of a transfer: the department the ticket was in, the company's reason and the text. */
  fromDepartmentId: number | null;
  reasonId: number | null;
  reason: string;
  messageIds: readonly number[];
  isByActor: boolean;
};

const levelNames: Record<Locale, Record<AccessLevel, string>> = {
  en: { full: 'Full', restricted: 'Restricted', read_only: 'Read-only' },
  ja: { full: 'フルアクセス', restricted: '制限付き', read_only: '閲覧のみ' },
};
const systemName: Record<Locale, string> = { en: 'Crossdesk', ja: 'Crossdesk' };
const maxTextLength = 4000;

const localizedName = (locale: Locale, name: LocalName | undefined): string =>
  name === undefined ? '' : (locale === 'ja' && name.ja) || name.en;

const formatInstant = ({ locale, timeZone }: AgentActor, at: Date | null): string =>
  at === null ? '' : new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);

/**
 * The template scope after a share has ended: only the ticket number and the department, no
 * content.
 */
async function endedScope(
  ctx: ReadContext,
  facts: NotificationFacts,
  reader: AgentActor,
  departmentName: (id: number | null) => string,
) {
  const { url, ...emptyFields } = Object.fromEntries(Object.keys(exampleScope.en.ticket ?? {}).map((key) => [key, '']));
  return {
    agent: { name: reader.name },
    actor: { name: facts.actor.kind === 'agent' ? facts.actor.name : systemName[reader.locale] },
    company: { name: (await company(ctx)).name },
    ticket: { ...emptyFields, url: url ?? '', number: facts.number },
    share: {
      ...Object.fromEntries(Object.keys(exampleScope.en.share ?? {}).map((key) => [key, ''])),
      department: departmentName(facts.departmentId),
      ended: true,
    },
    message: { text: '', internal: false, count: 0 },
    absence: { agent: '', substitute: '' },
    transfer: { from: '', reason: '' },
  } satisfies Scope;
}

async function absenceScope(ctx: ReadContext, { absentId, substituteId }: NotificationFacts) {
  const rows = await ctx.db
    .selectFrom('agent')
    .select(['id', 'name'])
    .where('id', 'in', [absentId ?? 0, substituteId ?? 0])
    .execute();
  const nameOf = (id: number | null) => rows.find((row) => row.id === id)?.name ?? '';
  return { agent: nameOf(absentId), substitute: nameOf(substituteId) };
}

/**
 * All template variables as the reader may see them: in their language and time zone, without what
 * their share hides (rule I). The actor of `ctx` is the reader. Throws `not_found` if they may not
 * see the ticket; null if every message was taken back.
 */
export async function templateScope(ctx: ReadContext, facts: NotificationFacts): Promise<Scope | null> {
  const reader = requireAgent(ctx);
  const { locale } = reader;
  const allDepartments = await departments(ctx);
  const department = (id: number | null) => localizedName(locale, allDepartments.find((one) => one.id === id)?.name);
  if (facts.isEnded) return endedScope(ctx, facts, reader, department);
  const access = await ticketAccess(ctx, facts.number);
  const ticket = await ticketView(ctx, access);
  const allChoices = await choices(ctx);
  const choice = (id: number | null) => localizedName(locale, allChoices.find((one) => one.id === id)?.name);
  const loaded = await Promise.all(facts.messageIds.map((id) => message(ctx, facts.number, id).catch(() => null)));
  const messages = loaded.filter((row) => row !== null).map((row) => messageView(ctx, row, access.mask));
  const last = messages.at(-1);
  if (facts.messageIds.length > 0 && !last) return null;
  const share = (await activeShares(ctx, facts.number)).find((one) => one.department_id === facts.departmentId);
  const isMasked = access.mask?.isCustomerMasked === true && facts.actor.kind === 'contact';
  const actorName =
    facts.actor.kind === 'system'
      ? systemName[locale]
      : isMasked
        ? maskedPerson({ name: facts.actor.name, address: null }).name
        : facts.actor.name;
  return {
    agent: { name: reader.name },
    actor: { name: last && last.author.kind !== 'system' && !facts.isByActor ? last.author.name : actorName },
    company: { name: (await company(ctx)).name },
    ticket: {
      number: ticket.number,
      subject: ticket.subject,
      url: `${ctx.config.publicUrl}/tickets/${ticket.isOwn ? 'all' : 'shared'}/${ticket.number}`,
      status: choice(ticket.statusId),
      priority: choice(ticket.priorityId),
      department: department(ticket.departmentId),
      requester: ticket.requester.name,
      requester_email: ticket.requester.email ?? '',
    },
    share: {
      department: department(facts.departmentId),
      from: department(share?.from_department_id ?? ticket.departmentId),
      level: share ? levelNames[locale][share.level] : '',
      reason: maskText(access.mask, share?.reason ?? ''),
      question: maskText(access.mask, share?.question ?? ''),
      due: formatInstant(reader, share?.due_at ?? null),
      answer: maskText(access.mask, facts.answer ?? share?.answer ?? ''),
      ended: false,
    },
    message: {
      text: last ? last.text.slice(0, maxTextLength) : '',
      internal: last?.visibility === 'internal',
      count: messages.length,
    },
    absence: await absenceScope(ctx, facts),
    transfer: seesFormerHolders(access)
      ? {
          from: department(facts.fromDepartmentId),
          reason: [choice(facts.reasonId), maskText(access.mask, facts.reason)].filter(Boolean).join(': '),
        }
      : { from: '', reason: '' },
  };
}
