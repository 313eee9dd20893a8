import type { Company } from '@crossdesk/contracts/settings.ts';
import { Button, NumberInput, Switch } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { FormError, Skeleton } from '../ui/states.tsx';
import { SettingsFrame, useSettingsTranslation } from './frame.tsx';

const maxDays = 3650;

/** A number of days that can be turned off. */
const DaysInput = (props: {
  switchLabel: string;
  label: string;
  note?: string;
  days: number | null;
  whenOn: number;
  min: number;
  onChange: (days: number | null) => void;
}) => (
  <>
    <Switch
      label={props.switchLabel}
      checked={props.days !== null}
      onChange={(event) => props.onChange(event.currentTarget.checked ? props.whenOn : null)}
    />
    {props.days !== null && (
      <NumberInput
        label={props.label}
        description={props.note}
        min={props.min}
        max={maxDays}
        value={props.days}
        onChange={(value) => props.onChange(Math.max(props.min, Number(value) || 0))}
      />
    )}
  </>
);

const ClosingForm = ({ company }: { company: Company }) => {
  const { t, desk } = useSettingsTranslation();
  const [customersReopen, setCustomersReopen] = useState(company.customersReopen);
  const [reopenDays, setReopenDays] = useState(company.reopenDays);
  const [closeAfterDays, setCloseAfterDays] = useState(company.closeAfterDays);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call('editCompany', { body: { customersReopen, reopenDays, closeAfterDays } });
      await queryClient.invalidateQueries({ queryKey: keys.catalog });
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      setProblem(problemMessage(error));
    }
    setBusy(false);
  };
  return (
    <form onSubmit={save}>
      {problem && <FormError>{problem}</FormError>}
      <section className="settings-card">
        <h2>{t('closing.reopening')}</h2>
        <Switch
          label={t('closing.customers')}
          description={t('closing.customersNote')}
          checked={customersReopen}
          onChange={(event) => setCustomersReopen(event.currentTarget.checked)}
        />
        {customersReopen && (
          <DaysInput
            switchLabel={t('closing.limit')}
            label={t('closing.days')}
            note={t('closing.daysNote')}
            days={reopenDays}
            whenOn={30}
            min={0}
            onChange={setReopenDays}
          />
        )}
        <p>{t('closing.agentsNote')}</p>
      </section>
      <section className="settings-card">
        <h2>{t('closing.automatic')}</h2>
        <DaysInput
          switchLabel={t('closing.closeResolved')}
          label={t('closing.closeDays')}
          days={closeAfterDays}
          whenOn={7}
          min={1}
          onChange={setCloseAfterDays}
        />
      </section>
      <div className="form-foot is-end" style={{ marginTop: 16 }}>
        <Button type="submit" size="sm" loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** When tickets are reopened by an answer, continued by a follow-up, and closed automatically. */
export const ClosingSettings = () => {
  const { t } = useSettingsTranslation();
  const { company } = useNames();
  return (
    <SettingsFrame title={t('page.closing')} note={t('note.closing')}>
      {company ? <ClosingForm company={company} /> : <Skeleton width="50%" />}
    </SettingsFrame>
  );
};
