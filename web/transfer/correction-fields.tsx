import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { Pick } from '../ui/pick.tsx';
import type { TransferForm } from './terms.ts';

/** Option value for an empty field. */
const none = 'none';

type Props = { ticket: Ticket; form: TransferForm; onChange: (part: Partial<TransferForm>) => void };

const AccountPick = ({ form, onChange }: Omit<Props, 'ticket'>) => {
  const { t } = useTranslation('transfer');
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', text],
    queryFn: ({ signal }) => call('listAccounts', { query: { q: text, limit: 12 }, signal }),
    enabled: isOpen && may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  return (
    <div>
      <span className="form-label" aria-hidden>
        {t('field.account')}
      </span>
      <Pick
        label={t('field.account')}
        value={form.account ? String(form.account.id) : none}
        className="form-pick"
        width={320}
        refusal={may('contacts.read') ? null : t('problem.not_allowed')}
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
        onPick={(value) => onChange({ account: data?.items.find((one) => one.id === Number(value)) ?? null })}
      >
        <span className={form.account ? 'cut' : 'nothing'}>{form.account?.name ?? t('none')}</span>
      </Pick>
    </div>
  );
};

/** Account, product and category of a ticket that was submitted wrongly (CP-27, CP-28, CP-40). */
export const CorrectionFields = ({ ticket, form, onChange }: Props) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const hidden = new Set<string>([...names.hiddenFields(ticket.channel), ...ticket.hiddenFields]);
  const select = (kind: 'product' | 'category', field: 'productId' | 'categoryId') =>
    !hidden.has(kind) && (
      <NativeSelect
        label={t(`field.${kind}`)}
        value={form[field] === null ? none : String(form[field])}
        onChange={(event) => onChange({ [field]: Number(event.currentTarget.value) || null })}
        data={[
          { value: none, label: t('none') },
          ...names
            .choices(kind)
            .filter((one) => one.isActive || one.id === form[field])
            .map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
        ]}
      />
    );
  return (
    <details className="correct">
      <summary>
        {t('transfer.correct')}
        <span className="faint">{t('transfer.correctHint')}</span>
      </summary>
      <div className="form-grid">
        {!hidden.has('account') && <AccountPick form={form} onChange={onChange} />}
        {select('product', 'productId')}
        {select('category', 'categoryId')}
      </div>
    </details>
  );
};
