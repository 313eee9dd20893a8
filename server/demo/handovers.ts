import { createRoutingRule, editAssignmentSettings } from '../assignment/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { choices } from '../settings/index.ts';
import { escalateTicket, transferTicket } from '../transfer/index.ts';
import { listTickets } from '../views/index.ts';
import { type DepartmentKey, departmentName } from './company.ts';
import type { DemoAgentKey } from './people.ts';

type LocalText = { en: string; ja: string };
type Ids = Record<DepartmentKey, number>;
type Actors = Record<DemoAgentKey, AgentActor>;

const hour = 60 * 60 * 1000;

/** Departments with a rule for every channel. Compliance has none: it is a unit of Support. */
const withRule: readonly DepartmentKey[] = ['support', 'logistics', 'billing', 'technical', 'security'];

/**
 * Lets departments receive transferred tickets. Customer Support assigns its own by hand, and the
 * others to the member with the fewest open tickets.
 */
export async function createAssignment(ctx: Context, ids: Ids, actors: Actors): Promise<void> {
  const nora: Context = { ...ctx, actor: actors.nora };
  for (const key of withRule)
    await createRoutingRule(nora, { name: departmentName(key, 'en'), departmentId: ids[key] });
  await editAssignmentSettings(nora, ids.support, {
    version: 0,
    mode: 'manual',
    whenAway: 'alert',
    unitIds: [ids.compliance],
  });
}

type Handover = {
  from: DepartmentKey;
  by: DemoAgentKey;
  /** Null: an escalation. */
  to: DepartmentKey | null;
  agent?: DemoAgentKey;
  locale: 'en' | 'ja';
  reason: LocalText;
  note: LocalText;
  hoursAgo: number;
};

const handovers: readonly Handover[] = [
  {
    from: 'support',
    by: 'nora',
    to: 'logistics',
    locale: 'en',
    reason: { en: 'Needs their expertise', ja: '専門知識が必要' },
    note: {
      en: 'The customer has written twice. Please take it over and answer them directly.',
      ja: 'お客様から2回ご連絡がありました。状況を確認し、直接ご返信をお願いします。',
    },
    hoursAgo: 3,
  },
  {
    from: 'support',
    by: 'nora',
    to: 'billing',
    agent: 'yuki',
    locale: 'ja',
    reason: { en: 'Wrong department', ja: '部門違い' },
    note: {
      en: 'This is about the invoice. Nothing has been promised to the customer yet.',
      ja: '請求に関するお問い合わせでした。お客様にはまだ何もお約束していません。',
    },
    hoursAgo: 2,
  },
  {
    from: 'technical',
    by: 'samuel',
    to: 'security',
    locale: 'en',
    reason: { en: 'Our part is done', ja: '当部門の対応は完了' },
    note: {
      en: 'We have fixed the cause. Please check whether anyone else used the account.',
      ja: '原因は修正しました。アカウントが不正に使われていないか確認をお願いします。',
    },
    hoursAgo: 1.5,
  },
  {
    from: 'support',
    by: 'nora',
    to: null,
    agent: 'priya',
    locale: 'en',
    reason: { en: 'Needs a decision', ja: '判断が必要' },
    note: {
      en: 'The customer asks for a refund outside of the return period. May we agree?',
      ja: '返品期間を過ぎた返金を希望されています。応じてよいでしょうか。',
    },
    hoursAgo: 1,
  },
];

const isJapanese = (text: string): boolean => /[ぁ-んァ-ン]/.test(text);

/** Transfers and escalates a few open tickets, so that new users find some under Transferred. */
export async function createHandovers(ctx: Context, ids: Ids, actors: Actors): Promise<void> {
  const reasons = await choices(ctx);
  for (const one of handovers) {
    const now = new Date(ctx.now.getTime() - one.hoursAgo * hour);
    const by: Context = { ...ctx, actor: actors[one.by], now };
    const agentId = one.agent ? actors[one.agent].agentId : null;
    const { items } = await listTickets(by, { view: `department:${ids[one.from]}`, limit: 100 });
    const row = items.find(
      ({ type, messageCount, shares, subject, preview, activityAt, assigneeId }) =>
        type === 'public' &&
        messageCount > 1 &&
        assigneeId !== null &&
        assigneeId !== agentId &&
        shares.length === 0 &&
        isJapanese(subject + preview) === (one.locale === 'ja') &&
        new Date(activityAt).getTime() < now.getTime() - hour,
    );
    if (!row) continue;
    const { version } = await ctx.tx
      .selectFrom('ticket')
      .select('version')
      .where('id', '=', row.number)
      .executeTakeFirstOrThrow();
    const { id: reasonId = null } =
      reasons.find(({ kind, name }) => kind === 'transfer_reason' && name.en === one.reason.en) ?? {};
    const reason = reasonId === null ? one.reason[one.locale] : '';
    const terms = { version, agentId, note: one.note[one.locale] };
    if (one.to === null) await escalateTicket(by, row.number, { ...terms, reason });
    else await transferTicket(by, row.number, { ...terms, reasonId, reason, departmentId: ids[one.to] });
  }
}
