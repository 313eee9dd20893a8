import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Pick } from '../ui/pick.tsx';
import { editTicket } from './edit-ticket.ts';
import { Field } from './field.tsx';
import { none } from './options.tsx';

/** Contacts whose name or email matches the text. */
export const useContactSearch = (text: string, isOn: boolean) =>
  useQuery({
    queryKey: ['contacts', text],
    queryFn: ({ signal }) => call('listContacts', { query: { q: text, limit: 12 }, signal }),
    enabled: isOn,
    placeholderData: keepPreviousData,
  });

/** The requester, who is required (ZV-20). */
export const RequesterField = ({ ticket, refusal }: { ticket: Ticket; refusal: string | null }) => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useContactSearch(text, isOpen && may('contacts.read'));
  const label = t('field.requester');
  return (
    <div className="field">
      <dt>{label}</dt>
      <dd>
        <Pick
          label={label}
          value={String(ticket.requester.id)}
          refusal={refusal ?? (may('contacts.read') ? null : t('problem.not_allowed'))}
          onOpen={setOpen}
          onSearch={setText}
          isSearching={isFetching}
          options={(data?.items ?? []).map((contact) => ({
            value: String(contact.id),
            label: contact.name,
            note: contact.emails[0],
            icon: <Avatar name={contact.name} />,
          }))}
          onPick={(value) => {
            const contact = data?.items.find((one) => one.id === Number(value));
            if (!contact) return;
            void editTicket(
              ticket,
              { requesterId: contact.id },
              { requester: { id: contact.id, name: contact.name, email: contact.emails[0] ?? null } },
            );
          }}
          width={340}
          className="field-value"
        >
          <Avatar name={ticket.requester.name} />
          <span className="cut">{ticket.requester.name}</span>
        </Pick>
      </dd>
    </div>
  );
};

export const AccountField = ({ ticket, refusal }: { ticket: Ticket; refusal: string | null }) => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', text],
    queryFn: ({ signal }) => call('listAccounts', { query: { q: text, limit: 12 }, signal }),
    enabled: isOpen && may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  const label = t('field.account');
  return (
    <Field label={label}>
      <Pick
        label={label}
        value={ticket.account ? String(ticket.account.id) : none}
        refusal={refusal}
        onOpen={setOpen}
        onSearch={setText}
        isSearching={isFetching}
        options={[
          ...(data?.items ?? []).map((account) => ({
            value: String(account.id),
            label: account.name,
            note: account.domain ?? undefined,
          })),
          { value: none, label: t('none') },
        ]}
        onPick={(value) => {
          const account = data?.items.find((one) => one.id === Number(value)) ?? null;
          void editTicket(ticket, { accountId: account?.id ?? null }, { account });
        }}
        width={320}
        className="field-value"
      >
        {ticket.account ? (
          <span className="cut">{ticket.account.name}</span>
        ) : (
          <span className="nothing">{refusal === null ? t('field.add') : '–'}</span>
        )}
      </Pick>
    </Field>
  );
};
