import type { Context } from '../../platform/context.ts';
import { htmlToText } from '../../platform/html.ts';
import { findAnswers } from './answers.ts';
import type { MailContent } from './read-mail.ts';

const MAX_EARLIER_MESSAGES = 30;

/** The texts of the newest public messages of a ticket, with what they quote. */
async function earlierTexts(ctx: Context, ticketId: number): Promise<string[]> {
  const rows = await ctx.tx
    .selectFrom('message')
    .select(['body_text', 'quoted_html'])
    .where('ticket_id', '=', ticketId)
    .where('visibility', '=', 'public')
    .orderBy('id', 'desc')
    .limit(MAX_EARLIER_MESSAGES)
    .execute();
  return rows.flatMap((row) => [row.body_text, htmlToText((row.quoted_html ?? '').slice(0, 100_000))]);
}

const marks = (key: string) => new RegExp(` data-line="${key}\\.line-(\\d{1,4})"`, 'g');

/**
 * The text and the folded quotation of a mail. Only text that is in an earlier message of the
 * ticket is folded. Answers written into a quotation are marked with `data-answer`.
 */
export async function withAnswersShown(
  ctx: Context,
  { html, text, quotedHtml, quotedLines, filePlaceholder: key }: MailContentWithQuote,
  ticketId: number | null,
): Promise<{ html: string; text: string; quotedHtml: string | null }> {
  if (quotedHtml === null) return { html, text, quotedHtml };
  const withQuote = [text, '', ...quotedLines.map((line) => `> ${line}`)].join('\n').slice(0, 1_000_000);
  const plain = quotedHtml.replace(marks(key), '');
  if (ticketId === null)
    return { html: `${html}\n<blockquote>${plain}</blockquote>`, text: withQuote, quotedHtml: null };
  const answers = new Set(findAnswers(quotedLines, await earlierTexts(ctx, ticketId)));
  if (answers.size === 0) return { html, text, quotedHtml: plain };
  const marked = quotedHtml.replace(marks(key), (_whole, line) => (answers.has(Number(line)) ? ' data-answer=""' : ''));
  return { html: `${html}\n<blockquote>${marked}</blockquote>`, text: withQuote, quotedHtml: null };
}

type MailContentWithQuote = Pick<MailContent, 'html' | 'text' | 'quotedHtml' | 'quotedLines' | 'filePlaceholder'>;
