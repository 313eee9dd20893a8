import { hideableFields } from '@crossdesk/contracts/lists/settings.ts';
import type { Company } from '@crossdesk/contracts/settings.ts';
import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { FormError, Skeleton } from '../ui/states.tsx';
import { SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { SharingSettings, toSharingEdit, toSharingRules } from './sharing-settings.tsx';

export const zones = Intl.supportedValuesOf('timeZone');
type Field = Company['hiddenFields'][number];
const megabyte = 1024 * 1024;

const CompanyForm = ({ company }: { company: Company }) => {
  const { t, desk } = useSettingsTranslation();
  const [name, setName] = useState(company.name);
  const [locale, setLocale] = useState(company.locale);
  const [timeZone, setTimeZone] = useState(company.timeZone);
  const [hidden, setHidden] = useState<ReadonlySet<Field>>(new Set(company.hiddenFields));
  const [megabytes, setMegabytes] = useState(Math.round(company.attachmentMaxBytes / megabyte));
  const [seconds, setSeconds] = useState(Math.round(company.replyDelayMs / 1000));
  const [sharing, setSharing] = useState(() => toSharingRules(company));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await call('editCompany', {
        body: {
          name: name.trim(),
          locale,
          timeZone,
          hiddenFields: [...hidden],
          attachmentMaxBytes: megabytes * megabyte,
          replyDelayMs: seconds * 1000,
          ...toSharingEdit(sharing),
        },
      });
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
        <TextInput
          label={t('company.name')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('company.locale')}
          value={locale}
          onChange={(event) => setLocale(event.currentTarget.value === 'ja' ? 'ja' : 'en')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
        />
        <NativeSelect
          label={t('company.zone')}
          value={timeZone}
          onChange={(event) => setTimeZone(event.currentTarget.value)}
          data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
        />
      </section>
      <section className="settings-card">
        <NumberInput
          label={t('company.delay')}
          description={t('company.delayNote')}
          min={0}
          max={60}
          value={seconds}
          onChange={(value) => setSeconds(Number(value) || 0)}
        />
        <NumberInput
          label={t('company.fileSize')}
          min={1}
          max={100}
          value={megabytes}
          onChange={(value) => setMegabytes(Number(value) || 1)}
        />
      </section>
      <SharingSettings rules={sharing} onChange={setSharing} />
      <section className="settings-card">
        <h2>{t('company.fields')}</h2>
        <p>{t('company.fieldsNote')}</p>
        <div className="switches">
          {hideableFields.map((field) => (
            <Switch
              key={field}
              label={desk(`field.${field}`)}
              checked={!hidden.has(field)}
              onChange={(event) => {
                const next = new Set(hidden);
                if (event.currentTarget.checked) next.delete(field);
                else next.add(field);
                setHidden(next);
              }}
            />
          ))}
        </div>
      </section>
      <div className="form-foot is-end" style={{ marginTop: 16 }}>
        <Button type="submit" size="sm" loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** The company settings (ZV-31, C-18). */
export const CompanySettings = () => {
  const { t } = useSettingsTranslation();
  const { company } = useNames();
  return (
    <SettingsFrame title={t('page.company')} note={t('note.company')}>
      {company ? <CompanyForm company={company} /> : <Skeleton width="50%" />}
    </SettingsFrame>
  );
};
