import type { Company } from '@crossdesk/contracts/settings.ts';
import { NativeSelect, NumberInput, Switch, Textarea } from '@mantine/core';
import { useSettingsTranslation } from './frame.tsx';

/** The company's sharing rules as form values. `domains`: one per line. */
export type SharingRules = Pick<
  Company,
  | 'isSharingOn'
  | 'isTransferOn'
  | 'isTransferReasonRequired'
  | 'mostShares'
  | 'readOnlyCanComment'
  | 'restrictedForwardScope'
  | 'sharedVisibility'
  | 'contactLookup'
> & { domains: string };

export const toSharingRules = (company: Company): SharingRules => ({
  isSharingOn: company.isSharingOn,
  isTransferOn: company.isTransferOn,
  isTransferReasonRequired: company.isTransferReasonRequired,
  mostShares: company.mostShares,
  readOnlyCanComment: company.readOnlyCanComment,
  restrictedForwardScope: company.restrictedForwardScope,
  sharedVisibility: company.sharedVisibility,
  contactLookup: company.contactLookup,
  domains: company.forwardDomains.join('\n'),
});

/** The rules for the API. A domain may have a leading @. */
export const toSharingEdit = ({ domains, ...rules }: SharingRules) => ({
  ...rules,
  forwardDomains: domains
    .split(/[\s,;]+/)
    .map((one) => one.trim().toLowerCase().replace(/^@/, ''))
    .filter(Boolean),
});

/** The sharing rules of the company (ZE-05, C-07, C-08, C-10). */
export const SharingSettings = ({
  rules,
  onChange,
}: {
  rules: SharingRules;
  onChange: (rules: SharingRules) => void;
}) => {
  const { t } = useSettingsTranslation();
  const change = (part: Partial<SharingRules>) => onChange({ ...rules, ...part });
  return (
    <section className="settings-card">
      <h2>{t('company.sharing')}</h2>
      <Switch
        label={t('company.isSharingOn')}
        description={t('company.isSharingOnNote')}
        checked={rules.isSharingOn}
        onChange={(event) => change({ isSharingOn: event.currentTarget.checked })}
      />
      <Switch
        label={t('company.isTransferOn')}
        description={t('company.isTransferOnNote')}
        checked={rules.isTransferOn}
        onChange={(event) => change({ isTransferOn: event.currentTarget.checked })}
      />
      <Switch
        label={t('company.isTransferReasonRequired')}
        description={t('company.isTransferReasonRequiredNote')}
        disabled={!rules.isTransferOn}
        checked={rules.isTransferReasonRequired}
        onChange={(event) => change({ isTransferReasonRequired: event.currentTarget.checked })}
      />
      <NumberInput
        label={t('company.mostShares')}
        min={1}
        max={50}
        value={rules.mostShares}
        onChange={(value) => change({ mostShares: Number(value) || 1 })}
      />
      <Switch
        label={t('company.readOnlyCanComment')}
        description={t('company.readOnlyCanCommentNote')}
        checked={rules.readOnlyCanComment}
        onChange={(event) => change({ readOnlyCanComment: event.currentTarget.checked })}
      />
      <NativeSelect
        label={t('company.restrictedForwardScope')}
        description={t('company.restrictedForwardScopeNote')}
        value={rules.restrictedForwardScope}
        onChange={(event) =>
          change({
            restrictedForwardScope: event.currentTarget.value === 'not_customer' ? 'not_customer' : 'internal_only',
          })
        }
        data={(['internal_only', 'not_customer'] as const).map((value) => ({
          value,
          label: t(`company.restrictedForwardScope.${value}`),
        }))}
      />
      {rules.restrictedForwardScope === 'internal_only' && (
        <Textarea
          label={t('company.forwardDomains')}
          description={t('company.forwardDomainsNote')}
          autosize
          minRows={2}
          value={rules.domains}
          onChange={(event) => change({ domains: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t('company.sharedVisibility')}
        description={t('company.sharedVisibilityNote')}
        value={rules.sharedVisibility}
        onChange={(event) =>
          change({
            sharedVisibility:
              event.currentTarget.value === 'include_in_custom_views' ? 'include_in_custom_views' : 'shared_view_only',
          })
        }
        data={(['shared_view_only', 'include_in_custom_views'] as const).map((value) => ({
          value,
          label: t(`company.sharedVisibility.${value}`),
        }))}
      />
      <NativeSelect
        label={t('company.contactLookup')}
        description={t('company.contactLookupNote')}
        value={rules.contactLookup}
        onChange={(event) =>
          change({ contactLookup: event.currentTarget.value === 'with_ticket' ? 'with_ticket' : 'everyone' })
        }
        data={(['everyone', 'with_ticket'] as const).map((value) => ({
          value,
          label: t(`company.contactLookup.${value}`),
        }))}
      />
    </section>
  );
};
