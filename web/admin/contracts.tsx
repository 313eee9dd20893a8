import { transferPolicies } from '@crossdesk/contracts/lists/sla.ts';
import type { TransferPolicy } from '@crossdesk/contracts/settings.ts';
import type { SlaContract } from '@crossdesk/contracts/sla.ts';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { calendarsQuery, contractsQuery, keys, queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus, IconTrash } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { ContractForm, refreshContracts } from './contract-form.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';
import './sla.css';

const storePolicy = (slaOnTransfer: TransferPolicy) =>
  void call('editCompany', { body: { slaOnTransfer } })
    .catch(showProblem)
    .finally(() => queryClient.invalidateQueries({ queryKey: keys.catalog }));

/** Contracts: what is promised to which accounts. */
export const Contracts = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const query = useQuery(contractsQuery);
  const { data: calendars } = useQuery(calendarsQuery);
  const [opened, setOpened] = useState<SlaContract | 'new' | null>(null);
  const close = () => setOpened(null);
  const deleteWithUndo = useUndoableDelete(refreshContracts);
  const remove = ({ id, version: _, rules, ...rest }: SlaContract) => {
    const body = { ...rest, rules: rules.map(({ id: __, ...rule }) => rule) };
    deleteWithUndo(
      rest.name,
      () => call('deleteContract', { params: { id } }),
      () => call('createContract', { body }),
    );
  };
  const hasCalendar = (calendars?.items.length ?? 0) > 0;
  return (
    <SettingsFrame
      title={t('page.contracts')}
      note={t('note.contracts')}
      action={
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={!hasCalendar}
          title={calendars && !hasCalendar ? t('contracts.noCalendar') : undefined}
          onClick={() => setOpened('new')}
        >
          {t('contracts.add')}
        </Button>
      }
    >
      <NativeSelect
        className="promise-policy"
        label={t('contracts.onTransfer')}
        description={t('contracts.onTransferNote')}
        value={names.company?.slaOnTransfer ?? 'switch_keep_elapsed'}
        onChange={(event) => storePolicy(event.currentTarget.value as TransferPolicy)}
        data={transferPolicies.map((value) => ({ value, label: t(`contracts.policy.${value}`) }))}
      />
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t(calendars && !hasCalendar ? 'contracts.noCalendar' : 'contracts.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {items.map((one) => (
                <li key={one.id} className="settings-row">
                  <span className="grow">
                    <span className="settings-name settings-marked">
                      {one.name}
                      {one.isDefault && <Chip>{t('contracts.default')}</Chip>}
                    </span>
                    <span className="faint">
                      {[
                        t('contracts.rules', { count: one.rules.length }),
                        t('contracts.accounts', { count: one.accountIds.length }),
                      ].join(' · ')}
                    </span>
                  </span>
                  <span className="settings-acts">
                    <IconButton label={t('edit', { name: one.name })} onClick={() => setOpened(one)}>
                      <IconEdit />
                    </IconButton>
                    <IconButton label={t('delete', { name: one.name })} onClick={() => remove(one)}>
                      <IconTrash />
                    </IconButton>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
      <Sheet
        isOpen={opened !== null}
        size={720}
        title={t(opened === 'new' ? 'contracts.add' : 'contracts.edit')}
        onClose={close}
      >
        {opened && calendars && (
          <ContractForm
            key={opened === 'new' ? 'new' : opened.id}
            contract={opened === 'new' ? null : opened}
            calendars={calendars.items}
            onDone={close}
          />
        )}
      </Sheet>
    </SettingsFrame>
  );
};
