import { type RawBuilder, sql } from 'kysely';
import { freeMailDomains, genericLocalParts } from './identity-words.ts';
import { ticketCustomer } from './relations.ts';

/** A text without case, accents and invisible characters, as masking compares it. */
export const foldedSql = (
  text: RawBuilder<unknown>,
): RawBuilder<string> => sql<string>`replace(replace(replace(translate(
  lower(normalize(regexp_replace(normalize(${text}, NFKD),
    '[\\u00ad\\u0300-\\u036f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff]', '', 'g'), NFC)),
  'øłđðı', 'olddi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')`;

const han = sql.lit('[\\u3400-\\u9fff\\uac00-\\ud7a3]');
const notHan = sql.lit('[^\\u3400-\\u9fff\\uac00-\\ud7a3]');
const writtenAt = sql.lit('\\s*(@|%40|=|[[({]\\s*at\\s*[])}])\\s*');

/**
 * A text of a row of `ticket` without any customer details, folded, for conditions on tickets with
 * a masked customer. It removes more than is masked for readers, including parts of words, so that
 * no part of a name can be probed.
 */
export const textWithoutCustomer = (text: RawBuilder<unknown>): RawBuilder<string> => sql<string>`(
  select regexp_replace(${foldedSql(text)}, coalesce(string_agg(part.pattern, '|'), '$^'), ' ', 'g')
  from (select ${ticketCustomer} as known offset 0) customer, lateral (
    with address as (
      select ${foldedSql(sql`found`)} as folded from json_array_elements_text(known->'addresses') found
    ), word as (
      select word from (select name from json_array_elements_text(known->'names') name union all select name from json_array_elements_text(known->'phrases') name) one,
        regexp_split_to_table(${foldedSql(sql`one.name`)}, '[\\s.,;()<>/@-]+') word
        where char_length(word) > 1 or word ~ '[^\\x01-\\x7f]'
      union all select word from address, regexp_split_to_table(split_part(folded, '@', 1), '[^[:alpha:]]+') word
        where char_length(word) > 2 and word <> all(${sql.val(genericLocalParts)}::text[])
      union all select split_part(folded, '@', 2) from address
        where folded like '%@%.%' and split_part(folded, '@', 2) !~ ${sql.val(freeMailDomains)}
      union all select folded from address
    )
    select replace(regexp_replace(regexp_replace(word, '([^[:alnum:]])', '\\\\\\1', 'g'), '([aou])e?', '\\1e?', 'g'), '\\@', ${writtenAt}) as pattern from word
    union all select '[' || regexp_replace(word, ${notHan}, '', 'g') || ']' from word where word ~ ${han}
    union all select array_to_string(regexp_split_to_array(right(regexp_replace(phone, '[^0-9]', '', 'g'), 7), ''), '[^0-9]{0,3}')
      from json_array_elements_text(known->'phones') phone where phone ~ '[0-9]{2}'
  ) part)`;
