import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { addShares, answerShare } from '../sharing/index.ts';
import { listTickets } from '../views/index.ts';
import type { DepartmentKey } from './company.ts';
import { agentsWhoCanWrite, type DemoAgentKey } from './people.ts';

type LocalText = { en: string; ja: string };
type Share = {
  to: DepartmentKey;
  level: AccessLevel;
  question?: LocalText;
  answer?: LocalText;
  isCustomerMasked?: true;
};

const day = 24 * 60 * 60 * 1000;

/**
 * The demo's shares with their questions; each entry uses one of the newest open tickets of its
 * department.
 */
const plannedShares: { from: DepartmentKey; shares: Share[] }[] = [
  {
    from: 'support',
    shares: [
      {
        to: 'logistics',
        level: 'full',
        question: { en: 'Where is it, and when will it arrive?', ja: '現在どこにあり、いつ届きますか？' },
        answer: {
          en: "At the regional hub. It'll be dispatched tonight.",
          ja: '現在は地域の配送センターにあり、本日夜に発送予定です。',
        },
      },
      { to: 'billing', level: 'read_only' },
    ],
  },
  {
    from: 'support',
    shares: [
      { to: 'technical', level: 'restricted', question: { en: 'Is this a known issue?', ja: '既知の不具合ですか？' } },
    ],
  },
  {
    from: 'billing',
    shares: [
      { to: 'compliance', level: 'read_only', question: { en: 'Can we refund this?', ja: '返金してよいでしょうか？' } },
      { to: 'support', level: 'full' },
    ],
  },
  {
    from: 'security',
    shares: [
      {
        to: 'compliance',
        level: 'restricted',
        question: { en: 'Are we required to report this?', ja: '当局への報告義務はありますか？' },
      },
      { to: 'billing', level: 'read_only', isCustomerMasked: true },
      {
        to: 'support',
        level: 'full',
        question: { en: 'Please let the customer know.', ja: 'お客様への連絡をお願いします。' },
      },
    ],
  },
  {
    from: 'logistics',
    shares: [
      { to: 'support', level: 'full', question: { en: 'Can you confirm the address?', ja: '住所を確認できますか？' } },
    ],
  },
  {
    from: 'technical',
    shares: [
      { to: 'security', level: 'restricted' },
      { to: 'support', level: 'read_only' },
    ],
  },
  {
    from: 'support',
    shares: [
      { to: 'security', level: 'full', question: { en: 'Does this look like fraud?', ja: '不正の疑いはありますか？' } },
    ],
  },
  { from: 'billing', shares: [{ to: 'logistics', level: 'read_only' }] },
];

/** Shares a few open tickets, so that new users find some in Shared Tickets. */
export async function createShares(
  ctx: Context,
  ids: Record<DepartmentKey, number>,
  actors: Record<DemoAgentKey, AgentActor>,
): Promise<void> {
  const sharedNumbers = new Set<number>();
  for (const [index, { from, shares }] of plannedShares.entries()) {
    const [first] = agentsWhoCanWrite(from);
    if (!first) continue;
    const owner: Context = {
      ...ctx,
      actor: actors[first],
      now: new Date(ctx.now.getTime() - ((index % 3) + 1) * 0.1 * day),
    };
    const { items } = await listTickets(owner, { view: `department:${ids[from]}`, limit: 40 });
    const row = items.find((one) => one.type === 'public' && one.messageCount > 1 && !sharedNumbers.has(one.number));
    if (!row) continue;
    sharedNumbers.add(row.number);
    const localized = (text: LocalText | undefined) =>
      text ? (/[ぁ-ん]/.test(row.subject + row.preview) ? text.ja : text.en) : '';
    await addShares(
      owner,
      row.number,
      shares.map(({ to, level, question, isCustomerMasked }) => ({
        departmentId: ids[to],
        level,
        question: localized(question),
        isCustomerMasked: isCustomerMasked ?? false,
      })),
    );
    for (const { to, answer } of shares) {
      const [receiver] = agentsWhoCanWrite(to);
      if (answer && receiver)
        await answerShare({ ...ctx, actor: actors[receiver] }, row.number, ids[to], localized(answer));
    }
  }
}
