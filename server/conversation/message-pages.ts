import { type RawBuilder, sql } from 'kysely';
import type { Mask } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { textToHtml } from '../platform/html.ts';
import { toPage } from '../platform/keyset.ts';
import { attachmentsWhere, type MessageRow, messageView } from './queries.ts';

/** Bytes of a message that is shown in full in a page, and of a page. */
const limits = { message: 500_000, page: 1_500_000 };
/** Masking takes time, so masked readers get shorter pages. */
const maskedLimits = { message: 150_000, page: 300_000 };
/** Masked readers never get more of one message. */
const maskedWhole = 500_000;
/** The beginning of the text of a longer message. */
const cutLength = 20_000;

/** The columns whose size does not matter. The compiler reports missing ones. */
const plainColumns = {
  id: true,
  ticket_id: true,
  kind: true,
  visibility: true,
  author_kind: true,
  author_id: true,
  author_name: true,
  author_address: true,
  recipients: true,
  mention_ids: true,
  delivery: true,
  delivery_detail: true,
  delivery_recipients: true,
  authenticity: true,
  mail_details: true,
  created_at: true,
  sends_at: true,
  edited_at: true,
} satisfies Record<Exclude<keyof MessageRow, keyof Content | 'attachments' | 'is_cut'>, true>;

type Content = Pick<MessageRow, 'html' | 'body_text' | 'quoted_html'>;
export type PagedRow = MessageRow & { is_beyond: boolean };

/**
 * Selects messages, newest first. `is_cut`: the message is longer than the limit, and only the
 * beginning of its text is read. `is_beyond`: the page is full before it, and its content is not
 * read. The first message is never beyond.
 */
export const pagedMessages = (where: RawBuilder<unknown>, count: number): RawBuilder<PagedRow> => sql<PagedRow>`
  select ${sql.join(Object.keys(plainColumns).map((name) => sql.ref(`paged.${name}`)))}, is_cut, is_beyond,
    case when is_cut or is_beyond then '' else html end as html,
    case when is_cut or is_beyond then null else quoted_html end as quoted_html,
    case when is_beyond then '' when is_cut then left(body_text, ${sql.lit(cutLength)}) else body_text end as body_text,
    ${attachmentsWhere(sql`f.message_id = paged.id`)} as attachments
  from (
    select sized.*, size > ${sql.lit(limits.message)} as is_cut,
      coalesce(sum(size) over (order by sized.id desc rows between unbounded preceding and 1 preceding), 0)
        >= ${sql.lit(limits.page)} as is_beyond
    from (
      select message.*, octet_length(html) + octet_length(body_text) + coalesce(octet_length(quoted_html), 0) as size
      from message where ${where} order by message.id desc limit ${sql.lit(count)}
    ) sized
  ) paged order by paged.id desc`;

const sizeOf = ({ html, body_text: text, quoted_html: quote }: Content): number =>
  html.length + text.length + (quote?.length ?? 0);

/** A message as the beginning of its text. */
const cutMessage = <Row extends MessageRow>(row: Row): Row => {
  const text = row.body_text.slice(0, cutLength);
  return { ...row, is_cut: true, body_text: text, html: textToHtml(text), quoted_html: null };
};

/** A page of at most `limit` messages from the rows of `pagedMessages`, each page oldest first. */
export function messagePage(ctx: ReadContext, rows: readonly PagedRow[], limit: number, mask: Mask | null) {
  const { message: maxMessage, page: maxPage } = mask?.isCustomerMasked ? maskedLimits : limits;
  const fitting: PagedRow[] = [];
  let size = 0;
  for (const row of rows.slice(0, limit)) {
    if (row.is_beyond || size >= maxPage) break;
    const shown = row.is_cut || sizeOf(row) > maxMessage ? cutMessage(row) : row;
    fitting.push(shown);
    size += sizeOf(shown);
  }
  const page = toPage(
    [...fitting, ...rows.slice(fitting.length)],
    fitting.length,
    (row) => [row.id],
    (row) => messageView(ctx, row, mask),
  );
  return { items: page.items.reverse(), next: page.next };
}

/** The whole of one message; of a very long one masked readers get the beginning. */
export function wholeMessage(ctx: ReadContext, row: MessageRow, mask: Mask | null) {
  const isTooLong = mask?.isCustomerMasked && sizeOf(row) > maskedWhole;
  return messageView(ctx, isTooLong ? cutMessage(row) : row, mask);
}
