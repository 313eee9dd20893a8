import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import { maskedPerson, maskText, ticketAccess } from '../access/index.ts';
import { message, messageView } from '../conversation/index.ts';
import { departments } from '../departments/index.ts';
import { type AgentActor, requireAgent, type ReadContext } from '../platform/context.ts';
import { choices, company } from '../settings/index.ts';
import { activeShares } from '../sharing/index.ts';
import { ticketView } from '../tickets/index.ts';
import { exampleScope, type Scope } from './templates.ts';

/** What a notification is about. `departmentId`: the one the share is with. `messageIds`: the actions it stands for, oldest first. `isByActor`: the actor did it, whoever wrote the last action. */
export type NotificationFacts = {
  number: number;
  departmentId: number | null;
  isEnded: boolean;
  actor: { kind: 'agent' | 'contact' | 'system'; name: string };
  answer: string | null;
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

/** What is known of a share that has ended: which ticket it was, and whose; nothing that is in it. */
async function endedScope(ctx: ReadContext, about: NotificationFacts, reader: AgentActor, names: (id: number | null) => string) {
  const { url, ...nothing } = Object.fromEntries(Object.keys(exampleScope.en.ticket ?? {}).map((key) => [key, '']));
  return {
    agent: { name: reader.name },
    actor: { name: about.actor.kind === 'agent' ? about.actor.name : systemName[reader.locale] },
    company: { name: (await company(ctx)).name },
    ticket: { ...nothing, url: url ?? '', number: about.number },
    share: {
      ...Object.fromEntries(Object.keys(exampleScope.en.share ?? {}).map((key) => [key, ''])),
      department: names(about.departmentId),
      ended: true,
    },
    message: { text: '', internal: false, count: 0 },
  } satisfies Scope;
}

/**
 * Everything a text may name, as the reader may see it: in their language and time zone, without what their share hides (rule I). The actor of `ctx` is the
 * reader. Throws `not_found` when they may not see the ticket; null when every action it tells of has been taken back.
 */
export async function templateScope(ctx: ReadContext, about: NotificationFacts): Promise<Scope | null> {
  const reader = requireAgent(ctx);
  const { locale } = reader;
  const all = await departments(ctx);
  const department = (id: number | null) => localizedName(locale, all.find((one) => one.id === id)?.name);
  if (about.isEnded) return endedScope(ctx, about, reader, department);
  const found = await ticketAccess(ctx, about.number);
  const ticket = await ticketView(ctx, found);
  const entries = await choices(ctx);
  const choice = (id: number | null) => localizedName(locale, entries.find((one) => one.id === id)?.name);
  const said = await Promise.all(about.messageIds.map((id) => message(ctx, about.number, id).catch(() => null)));
  const kept = said.filter((one) => one !== null).map((one) => messageView(ctx, one, found.mask));
  const last = kept.at(-1);
  if (about.messageIds.length > 0 && !last) return null;
  const share = (await activeShares(ctx, about.number)).find((one) => one.department_id === about.departmentId);
  const isMasked = found.mask?.isCustomerMasked === true && about.actor.kind === 'contact';
  const actorName =
    about.actor.kind === 'system'
      ? systemName[locale]
      : isMasked
        ? maskedPerson({ name: about.actor.name, address: null }).name
        : about.actor.name;
  return {
    agent: { name: reader.name },
    actor: { name: last && last.author.kind !== 'system' && !about.isByActor ? last.author.name : actorName },
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
      department: department(about.departmentId),
      from: department(share?.from_department_id ?? ticket.departmentId),
      level: share ? levelNames[locale][share.level] : '',
      reason: maskText(found.mask, share?.reason ?? ''),
      question: maskText(found.mask, share?.question ?? ''),
      due: formatInstant(reader, share?.due_at ?? null),
      answer: maskText(found.mask, about.answer ?? share?.answer ?? ''),
      ended: false,
    },
    message: {
      text: last ? last.text.slice(0, maxTextLength) : '',
      internal: last?.visibility === 'internal',
      count: kept.length,
    },
  };
}
