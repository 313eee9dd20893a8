import type { CannedReplyWrite } from '@crossdesk/contracts/canned-replies.ts';
import { createCannedReply } from '../canned/index.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import type { CompanyIds } from './company.ts';

type CannedText = { name: string; lines: string[]; for?: keyof CompanyIds['department'] };

const texts: CannedText[] = [
  {
    name: 'Thank you, we are looking into it',
    lines: [
      'Hello {{ requester.name }},',
      'thank you for your message. We are looking into it and will write again as soon as we know more; your ticket has the number #{{ ticket.number }}.',
      'Kind regards,<br>{{ agent.name }}',
    ],
  },
  {
    name: 'Is everything solved?',
    lines: [
      'Hello {{ requester.name }},',
      'we have not heard from you for a while. Is everything as it should be? If so, there is nothing more to do; otherwise simply answer this message.',
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
    name: 'Where is my parcel?',
    lines: [
      'Hello {{ requester.name }},',
      'your parcel has left our warehouse. You can follow it with the number in the message of the carrier; it usually arrives within three working days.',
    ],
    for: 'logistics',
  },
];

/** A few texts to use again, for everybody and for one department, in both languages. */
export async function createCannedReplies(ctx: Context, writer: AgentActor, department: CompanyIds['department']): Promise<void> {
  for (const { name, lines, for: one } of texts) {
    const html = lines.map((line) => `<p>${line}</p>`).join('');
    const audience: Pick<CannedReplyWrite, 'visibility' | 'departmentIds'> = one
      ? { visibility: 'departments', departmentIds: [department[one]] }
      : { visibility: 'everyone' };
    await createCannedReply({ ...ctx, actor: writer }, { name, html, ...audience });
  }
}
