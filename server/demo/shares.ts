import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { addShares, answerShare } from '../sharing/index.ts';
import { listTickets } from '../views/index.ts';
import type { DepartmentKey } from './company.ts';
import { type DemoAgentKey, agentsWhoCanWrite } from './people.ts';

type LocalText = { en: string; ja: string };
type Share = { to: DepartmentKey; level: AccessLevel; ask?: LocalText; answer?: LocalText; isCustomerMasked?: true };

const day = 24 * 60 * 60 * 1000;

/** Which departments let which others in, with what they asked; the newest open tickets of each are taken in turn. */
const plannedShares: { from: DepartmentKey; shares: Share[] }[] = [
  {
    from: 'support',
    shares: [
      {
        to: 'logistics',
        level: 'full',
        ask: { en: 'Where is it, and when will it arrive?', ja: '現在どこにあり、いつ届きますか？' },
        answer: { en: 'At the regional hub. It goes out tonight.', ja: '地域の拠点にあり、今夜発送されます。' },
      },
      { to: 'billing', level: 'read_only' },
    ],
  },
  {
    from: 'support',
    shares: [
      { to: 'technical', level: 'restricted', ask: { en: 'Is this a known fault?', ja: '既知の不具合ですか？' } },
    ],
  },
  {
    from: 'billing',
    shares: [
      { to: 'compliance', level: 'read_only', ask: { en: 'May we refund this?', ja: '返金してよいでしょうか？' } },
      { to: 'support', level: 'full' },
    ],
  },
  {
    from: 'security',
    shares: [
      {
        to: 'compliance',
        level: 'restricted',
        ask: { en: 'Do we have to report this?', ja: '報告の義務はありますか？' },
      },
      { to: 'billing', level: 'read_only', isCustomerMasked: true },
      { to: 'support', level: 'full', ask: { en: 'Please tell the customer.', ja: 'お客様への連絡をお願いします。' } },
    ],
  },
  {
    from: 'logistics',
    shares: [
      { to: 'support', level: 'full', ask: { en: 'Can you confirm the address?', ja: '住所を確認できますか？' } },
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
      { to: 'security', level: 'full', ask: { en: 'Does this look like fraud?', ja: '不正の疑いはありますか？' } },
    ],
  },
  { from: 'billing', shares: [{ to: 'logistics', level: 'read_only' }] },
];

/** Lets departments into a handful of open tickets, so that a newcomer finds some in Shared Tickets. */
export async function createShares(
  ctx: Context,
  ids: Record<DepartmentKey, number>,
  actors: Record<DemoAgentKey, AgentActor>,
): Promise<void> {
  const taken = new Set<number>();
  for (const [place, { from, shares }] of plannedShares.entries()) {
    const [first] = agentsWhoCanWrite(from);
    if (!first) continue;
    const owner: Context = {
      ...ctx,
      actor: actors[first],
      now: new Date(ctx.now.getTime() - ((place % 3) + 1) * 0.1 * day),
    };
    const { items } = await listTickets(owner, { view: `department:${ids[from]}`, limit: 40 });
    const row = items.find((one) => one.type === 'public' && one.messageCount > 1 && !taken.has(one.number));
    if (!row) continue;
    taken.add(row.number);
    const inWords = (ask: LocalText | undefined) =>
      ask ? (/[ぁ-ん]/.test(row.subject + row.preview) ? ask.ja : ask.en) : '';
    await addShares(
      owner,
      row.number,
      shares.map(({ to, level, ask, isCustomerMasked }) => ({
        departmentId: ids[to],
        level,
        question: inWords(ask),
        isCustomerMasked: isCustomerMasked ?? false,
      })),
    );
    for (const { to, answer } of shares) {
      const [receiver] = agentsWhoCanWrite(to);
      if (answer && receiver)
        await answerShare({ ...ctx, actor: actors[receiver] }, row.number, ids[to], inWords(answer));
    }
  }
}
