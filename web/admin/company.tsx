import type { Company } from '@crossdesk/contracts/settings.ts';
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
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
const megabyte = 1024 * 1024;

const CompanyForm = ({ company }: { company: Company }) => {
  const { t, desk } = useSettingsTranslation();
  const [name, setName] = useState(company.name);
  const [locale, setLocale] = useState(company.locale);
  const [timeZone, setTimeZone] = useState(company.timeZone);
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
      <div className="form-foot is-end" style={{ marginTop: 16 }}>
        <Button type="submit" size="sm" loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** The company settings. */
export const CompanySettings = () => {
  const { t } = useSettingsTranslation();
  const { company } = useNames();
  return (
    <SettingsFrame title={t('page.company')} note={t('note.company')}>
      {company ? <CompanyForm company={company} /> : <Skeleton width="50%" />}
    </SettingsFrame>
  );
};
