import type { Calendar, SlaContract, SlaContractWrite, SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import { Button, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconPlus } from '../ui/icons.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import { FormError } from '../ui/states.tsx';
import { ContractRule } from './contract-rule.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { Labelled, useAccountSearch } from './routing-conditions.tsx';
import { useConditionNames } from './routing-text.ts';

export const refreshContracts = () => queryClient.invalidateQueries({ queryKey: keys.contracts });

const newRule = (calendarId: number): SlaRuleWrite => ({
  name: '',
  conditions: {},
  firstResponseMinutes: null,
  nextResponseMinutes: null,
  resolutionMinutes: null,
  calendarId,
  pausedStates: ['pending', 'on_hold'],
});

const promisesNothing = (rule: SlaRuleWrite): boolean =>
  rule.firstResponseMinutes === null && rule.nextResponseMinutes === null && rule.resolutionMinutes === null;

/** The form of a contract with its rules. */
export const ContractForm = ({
  contract,
  calendars,
  onDone,
}: {
  contract: SlaContract | null;
  calendars: readonly Calendar[];
  onDone: () => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const search = useAccountSearch(useConditionNames().accounts);
  const [body, setBody] = useState<SlaContractWrite>({
    name: contract?.name ?? '',
    isDefault: contract?.isDefault ?? false,
    accountIds: contract?.accountIds ?? [],
    rules: contract?.rules ?? [newRule(calendars[0]?.id ?? 0)],
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<SlaContractWrite>) => setBody((before) => ({ ...before, ...part }));
  const messageOf = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return problemMessage(error);
    if (error.code === 'already_exists') return t('sla.nameTaken');
    const taken = error.current as { accountName?: string; contractName?: string } | undefined;
    return error.code === 'account_has_contract' && taken
      ? t('contracts.taken', { account: taken.accountName ?? '', contract: taken.contractName ?? '' })
      : problemMessage(error);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (body.rules.some(promisesNothing)) return setProblem(t('contracts.needsTime'));
    setBusy(true);
    setProblem(null);
    try {
      if (contract)
        await call('editContract', { params: { id: contract.id }, body: { ...body, version: contract.version } });
      else await call('createContract', { body });
      await refreshContracts();
      toast({ tone: 'good', text: t('saved') });
      onDone();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const isComplete = body.name.trim() !== '' && body.rules.every((rule) => rule.name.trim() !== '');
  return (
    <form className="plain-form" onSubmit={save}>
      {problem && <FormError>{problem}</FormError>}
      <TextInput
        label={t('contracts.name')}
        required
        data-autofocus
        maxLength={120}
        value={body.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Switch
        label={t('contracts.isDefault')}
        description={t('contracts.isDefaultNote')}
        checked={body.isDefault}
        onChange={(event) => change({ isDefault: event.currentTarget.checked })}
      />
      <Labelled label={t('contracts.accountIds')}>
        <MultiValue
          label={t('contracts.accountIds')}
          values={body.accountIds}
          options={search.options}
          nameOf={search.nameOf}
          onSearch={search.onSearch}
          isSearching={search.isSearching}
          whenNone={t('contracts.noAccounts')}
          onChange={(values) => {
            search.remember();
            change({ accountIds: values.map(Number) });
          }}
        />
      </Labelled>
      <p className="faint">{t('contracts.rulesNote')}</p>
      {body.rules.map((rule, index) => (
        <ContractRule
          key={rule.id ?? `new${index}`}
          rule={rule}
          number={index + 1}
          calendars={calendars}
          onChange={(next) => change({ rules: body.rules.map((one, at) => (at === index ? next : one)) })}
          onRemove={body.rules.length > 1 ? () => change({ rules: body.rules.filter((_, at) => at !== index) }) : null}
        />
      ))}
      <Button
        variant="default"
        style={{ justifySelf: 'start' }}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => change({ rules: [...body.rules, newRule(calendars[0]?.id ?? 0)] })}
      >
        {t('contracts.addRule')}
      </Button>
      <div className="form-foot is-end">
        <Button variant="subtle" color="gray" onClick={onDone}>
          {desk('cancel')}
        </Button>
        <Button type="submit" disabled={!isComplete} loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};
