import type { CannedReplyWrite } from '@crossdesk/contracts/canned-replies.ts';
import { createCannedReply } from '../canned/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import type { CompanyIds } from './company.ts';

type CannedText = { name: string; lines: string[]; for?: keyof CompanyIds['department'] };

const texts: CannedText[] = [
  {
    name: "We're looking into it",
    lines: [
      'Hi {{ requester.name }},',
      "Thanks for getting in touch. We're looking into this and will get back to you as soon as we know more. Your ticket number is #{{ ticket.number }}.",
      'Kind regards,<br>{{ agent.name }}',
    ],
  },
  {
    name: 'Following up',
    lines: [
      'Hi {{ requester.name }},',
      "We haven't heard from you for a while. Is everything working now? If so, there's nothing more to do. If not, just reply to this message.",
      'Kind regards,<br>{{ agent.name }}',
    ],
  },
  {
    name: 'お問い合わせを受け付けました',
    lines: [
      '{{ requester.name }} 様',
      'お問い合わせいただき、ありがとうございます。内容を確認のうえ、改めてご連絡いたします。お問い合わせ番号は #{{ ticket.number }} です。',
      '{{ company.name }}<br>{{ agent.name }}',
    ],
  },
  {
    name: 'Tracking your parcel',
    lines: [
      'Hi {{ requester.name }},',
      'Your parcel has left our warehouse. You can track it with the number in the email from the carrier. It usually arrives within three working days.',
    ],
    for: 'logistics',
  },
];

/** Creates a few canned replies, for everyone and for one department, in both languages. */
export async function createCannedReplies(
  ctx: Context,
  writer: AgentActor,
  department: CompanyIds['department'],
): Promise<void> {
  for (const { name, lines, for: key } of texts) {
    const html = lines.map((line) => `<p>${line}</p>`).join('');
    const audience: Pick<CannedReplyWrite, 'visibility' | 'departmentIds'> = key
      ? { visibility: 'departments', departmentIds: [department[key]] }
      : { visibility: 'everyone' };
    await createCannedReply({ ...ctx, actor: writer }, { name, html, ...audience });
  }
}
