import { maskableFields } from '@crossdesk/contracts/lists/sharing.ts';
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { Avatar } from '../ui/avatar.tsx';
import { MultiValue } from '../ui/multi-value.tsx';
import { Pick } from '../ui/pick.tsx';
import { setAgents, type Terms } from './terms.ts';
import { WhenField } from './when-field.tsx';

const nobody = 'nobody';

/** The fields of a share's terms: people, due time, end, and hidden fields (C-09, C-25). */
export const TermsFields = ({
  departmentId,
  terms,
  onChange,
}: {
  departmentId: number;
  terms: Terms;
  onChange: (terms: Terms) => void;
}) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const availabilities = useAvailabilities();
  const department = names.department(departmentId) ?? '';
  const people = names.agents.filter(
    (agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === departmentId),
  );
  const option = (agent: (typeof people)[number]) => ({
    value: String(agent.id),
    label: agent.name,
    icon: <Avatar name={agent.name} url={agent.avatarUrl} size={20} availability={availabilities.mark(agent.id)} />,
    note: availabilities.words(agent.id) ?? undefined,
  });
  const allowedAgents =
    terms.agentIds.length === 0 ? people : people.filter((agent) => terms.agentIds.includes(agent.id));
  const change = (part: Partial<Terms>) => onChange({ ...terms, ...part });
  return (
    <div className="share-terms">
      <div className="share-term">
        <span className="native-label">{t('share.people')}</span>
        <MultiValue
          label={t('share.people')}
          whenNone={t('share.everybody', { department })}
          values={terms.agentIds}
          options={people.map(option)}
          nameOf={(id) => names.agent(Number(id)) ?? `#${id}`}
          onChange={(ids) => onChange(setAgents(terms, ids.map(Number)))}
        />
      </div>
      <div className="share-term">
        <span className="native-label" aria-hidden>
          {t('share.responsible')}
        </span>
        <Pick
          label={t('share.responsible')}
          value={terms.responsibleId === null ? nobody : String(terms.responsibleId)}
          className="share-person"
          width={300}
          options={[{ value: nobody, label: t('share.nobodyNamed') }, ...allowedAgents.map(option)]}
          onPick={(value) => change({ responsibleId: value === nobody ? null : Number(value) })}
        >
          <span className={terms.responsibleId === null ? 'faint' : 'cut'}>
            {names.agent(terms.responsibleId) ?? t('share.nobodyNamed')}
          </span>
        </Pick>
      </div>
      <WhenField
        label={t('share.due')}
        value={terms.dueAt}
        refusal={terms.question.trim() ? null : t('share.dueNeedsQuestion')}
        onChange={(dueAt) => change({ dueAt })}
      />
      <WhenField label={t('share.until')} value={terms.expiresAt} onChange={(expiresAt) => change({ expiresAt })} />
      <Checkbox
        label={t('share.mask')}
        description={t('share.maskHint')}
        checked={terms.isCustomerMasked}
        onChange={(event) => change({ isCustomerMasked: event.currentTarget.checked })}
      />
      <fieldset>
        <legend>{t('share.hide')}</legend>
        {maskableFields.map((field) => (
          <Checkbox
            key={field}
            size="xs"
            label={t(`hide.${field}`)}
            checked={terms.hiddenFields.includes(field)}
            onChange={(event) =>
              change({
                hiddenFields: event.currentTarget.checked
                  ? [...terms.hiddenFields, field]
                  : terms.hiddenFields.filter((one) => one !== field),
              })
            }
          />
        ))}
      </fieldset>
    </div>
  );
};
