import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { escapeHtml, textToHtml } from '../platform/html.ts';
import { companyNames } from './company.ts';
import { dateFormat } from './date-format.ts';
import type { Facts } from './facts.ts';
import type { Random } from './random.ts';

type MessageStyle = { locale: Locale; channel: Channel; facts: Facts; isFirst: boolean };

/**
 * A customer's message as it would arrive: chat messages unchanged, mails with greeting and
 * signature.
 */
export function customerText(body: string, style: MessageStyle, random: Random): string {
  const { locale, channel, facts, isFirst } = style;
  if (channel === 'webchat' || channel === 'whatsapp') return body;
  if (locale === 'ja') {
    const isCompany = facts.company !== facts.fullName;
    const introduction = isCompany ? `${facts.company}の${facts.name}です。` : `${facts.name}と申します。`;
    const opening = isFirst
      ? random.pick(['お世話になっております。', 'いつも利用しております。', 'はじめまして。'])
      : 'お世話になっております。';
    const closing = random.pick([
      'よろしくお願いいたします。',
      'お手数をおかけしますが、よろしくお願いいたします。',
      '',
    ]);
    const signature = isCompany ? `${facts.company}\n${facts.fullName}` : facts.fullName;
    return [`${opening}${isFirst ? introduction : ''}`, body, closing, isFirst ? signature : '']
      .filter(Boolean)
      .join('\n\n');
  }
  const greeting = isFirst
    ? random.pick(['Hello,', 'Hi,', 'Dear team,', 'Good morning,', 'Hi there,'])
    : random.pick([`Hi ${facts.agent.split(' ')[0]},`, 'Hi again,', '', '']);
  const closing = random.pick(['Kind regards,', 'Best wishes,', 'Thanks in advance,', 'Regards,']);
  const signature = facts.company === facts.fullName ? facts.fullName : `${facts.fullName}\n${facts.company}`;
  return [
    greeting,
    body,
    isFirst ? `${closing}\n${signature}` : random.pick([facts.name, '', `${closing}\n${facts.name}`]),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** An agent's reply with greeting and signature. */
export function agentText(body: string, style: MessageStyle): string {
  const { locale, facts, isFirst, channel } = style;
  if (channel === 'webchat' || channel === 'whatsapp') return body;
  if (locale === 'ja') {
    const opening = isFirst
      ? `お問い合わせいただき、ありがとうございます。${companyNames.ja}の${facts.agent}でございます。`
      : 'ご連絡ありがとうございます。';
    return `${facts.name} 様\n\n${opening}\n\n${body}\n\n今後ともよろしくお願いいたします。\n\n${companyNames.ja}\n${facts.agent}`;
  }
  return `Hi ${facts.name},\n\n${body}\n\nBest regards,\n${facts.agent}\n${companyNames.en}`;
}

/** The quotation below a customer's reply, as mail programs write it. */
export function quoteHtml(
  earlier: { html: string; author: string; at: Date },
  locale: Locale,
  timeZone: string,
): string {
  const when = dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(earlier.at);
  const intro = locale === 'ja' ? `${when} ${earlier.author}:` : `On ${when}, ${earlier.author} wrote:`;
  return `<p>${escapeHtml(intro)}</p><blockquote type="cite">${earlier.html}</blockquote>`;
}

export const toHtml = textToHtml;
