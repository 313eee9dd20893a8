import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import type { Draft } from './draft.ts';

const visibilities = ['me', 'departments', 'profiles', 'everyone'] as const;

/** Who sees the view (ZE-43). */
export const Audience = ({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) => {
  const { t } = useTranslation('views');
  const names = useNames();
  const mayShare = useHasPermission()('views.share');
  const { data } = useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => call('listProfiles', { signal }),
    enabled: draft.visibility === 'profiles',
  });
  const profiles = data?.items ?? [];
  return (
    <>
      <NativeSelect
        label={t('builder.visibility')}
        description={t(mayShare ? 'builder.visibilityHint' : 'builder.visibilityRefused')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.visibility}
        onChange={(event) => {
          const visibility = visibilities.find((one) => one === event.currentTarget.value);
          if (visibility) onChange({ visibility });
        }}
        data={visibilities.map((value) => ({
          value,
          label: t(`builder.visibility.${value}`),
          disabled: value !== 'me' && !mayShare,
        }))}
      />
      {draft.visibility === 'departments' && (
        <MultiValue
          label={t('builder.departments')}
          values={draft.departmentIds}
          options={names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          nameOf={(value) => names.department(Number(value)) ?? `#${value}`}
          onChange={(values) => onChange({ departmentIds: values.map(Number) })}
        />
      )}
      {draft.visibility === 'profiles' && (
        <MultiValue
          label={t('builder.profiles')}
          values={draft.profileIds}
          options={profiles.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          nameOf={(value) => {
            const profile = profiles.find((one) => one.id === value);
            return profile ? localizedName(profile.name) : `#${value}`;
          }}
          onChange={(values) => onChange({ profileIds: values.map(Number) })}
        />
      )}
    </>
  );
};
