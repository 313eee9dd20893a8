import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { Pill, TagsInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { isAddress, parseMailboxes, showMailbox, writeMailbox } from '../ui/mailboxes.ts';

const RecipientLine = ({
  label,
  people,
  fixed = [],
  onChange,
  isFirst,
}: {
  label: string;
  people: readonly Mailbox[];
  fixed?: readonly Mailbox[];
  onChange: (people: Mailbox[]) => void;
  isFirst?: boolean;
}) => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const [text, setText] = useState('');
  const isLookedFor = text.trim().length > 1 && may('contacts.read');
  const { data } = useQuery({
    queryKey: ['contacts', text],
    queryFn: ({ signal }) => call('listContacts', { query: { q: text, limit: 8 }, signal }),
    enabled: isLookedFor,
    placeholderData: keepPreviousData,
  });
  // Previous results are shown until new ones are loaded, but not for an empty field.
  const found = (isLookedFor && data ? data.items : []).flatMap((contact) =>
    contact.emails.slice(0, 1).map((address) => writeMailbox({ name: contact.name, address })),
  );
  // What is no address is not taken, and not lost either: it stays in the field to be mended.
  const [isWrong, setWrong] = useState(false);
  const isRefusing = useRef(false);
  const type = (next: string) => {
    // The library empties the field as it hands over the words, before or after.
    if (isRefusing.current) return;
    setText(next);
    setWrong(false);
  };
  const take = (words: string[]) => {
    const wrong = words.filter((word) => parseMailboxes(word).length === 0);
    if (wrong.length > 0) {
      setText(wrong.join(', '));
      setWrong(true);
      isRefusing.current = true;
      queueMicrotask(() => {
        isRefusing.current = false;
      });
    }
    onChange(words.flatMap(parseMailboxes));
  };
  return (
    <div className="recipients-line">
      <span aria-hidden>{label}</span>
      {fixed.map((person) => (
        <FixedPill key={person.address} person={person} />
      ))}
      <TagsInput
        variant="unstyled"
        size="xs"
        aria-label={label}
        className="grow"
        placeholder={people.length + fixed.length === 0 ? t('write.address') : undefined}
        value={people.map(writeMailbox)}
        data={[...new Set(found)]}
        searchValue={text}
        onSearchChange={type}
        filter={({ options }) => options}
        splitChars={[',', ';', '、']}
        renderPill={({ option, onRemove }) => {
          const mailbox = String(option.value);
          const [person] = parseMailboxes(mailbox);
          return (
            <Pill withRemoveButton onRemove={onRemove} title={mailbox}>
              {person?.name || person?.address || mailbox}
            </Pill>
          );
        }}
        acceptValueOnBlur={isAddress(text)}
        error={isWrong && t('write.wrongAddress')}
        onBlur={() => setWrong(text.trim() !== '' && !isAddress(text))}
        onChange={take}
        data-first={isFirst || undefined}
      />
    </div>
  );
};

type RecipientLists = { to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[] };

/** A recipient who cannot be removed, as far as the agent may see them. */
const FixedPill = ({ person }: { person: Mailbox }) => {
  const { t } = useTranslation('editor');
  return (
    <Pill title={t('recipient.hidden')} data-fixed>
      {showMailbox(person)}
      <span className="sr">{t('recipient.hidden')}</span>
    </Pill>
  );
};

/**
 * The recipients of a message. Cc and Bcc are shown on demand. `fixed`: recipients added by the
 * server.
 */
export const RecipientLines = ({
  lists,
  fixed,
  onChange,
}: {
  lists: RecipientLists;
  fixed: Pick<RecipientLists, 'to' | 'cc'>;
  onChange: (part: Partial<RecipientLists>) => void;
}) => {
  const { t } = useTranslation();
  const [isCcShown, setCcShown] = useState(lists.cc.length > 0 || lists.bcc.length > 0 || fixed.cc.length > 0);
  return (
    <div className="recipients">
      <div className="recipients-first">
        <RecipientLine
          label={t('write.to')}
          people={lists.to}
          fixed={fixed.to}
          onChange={(to) => onChange({ to })}
          isFirst
        />
        {!isCcShown && (
          <button type="button" className="quiet-button" onClick={() => setCcShown(true)}>
            {t('write.addCc')}
          </button>
        )}
      </div>
      {isCcShown && (
        <RecipientLine label={t('write.cc')} people={lists.cc} fixed={fixed.cc} onChange={(cc) => onChange({ cc })} />
      )}
      {isCcShown && <RecipientLine label={t('write.bcc')} people={lists.bcc} onChange={(bcc) => onChange({ bcc })} />}
    </div>
  );
};
