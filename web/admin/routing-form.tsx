import type { RoutingConditions, RoutingRule, RoutingRuleWrite } from '@crossdesk/contracts/assignment.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { Button, Checkbox, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { fieldProblems, problemMessage } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import { FormError } from '../ui/states.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { Labelled, RoutingConditionFields } from './routing-conditions.tsx';
import { channelName, channels, hasConditions, refreshRouting } from './routing-text.ts';
import { RoutingTrial } from './routing-trial.tsx';

/** What a new rule starts with. */
export type RuleStart = { departmentId: number; name: string; channels: Channel[] | null };

/** The form of a routing rule, with a trial on past tickets. */
export const RoutingForm = ({
  rule,
  start,
  onDone,
}: {
  rule: RoutingRule | null;
  start: RuleStart | null;
  onDone: () => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const departments = names.departments.filter((one) => one.isActive || one.id === rule?.departmentId);
  const [name, setName] = useState(rule?.name ?? start?.name ?? '');
  const [departmentId, setDepartmentId] = useState(
    rule?.departmentId ?? start?.departmentId ?? departments[0]?.id ?? 0,
  );
  const [accepted, setAccepted] = useState<Channel[] | null>(rule ? rule.channels : (start?.channels ?? null));
  const [conditions, setConditions] = useState<RoutingConditions>(rule?.conditions ?? {});
  const [agentIds, setAgentIds] = useState<number[]>(rule?.agentIds ?? []);
  const [skills, setSkills] = useState<string[]>(rule?.skills ?? []);
  const [maxOpen, setMaxOpen] = useState<number | null>(rule?.maxOpen ?? null);
  const [isActive, setActive] = useState(rule?.isActive ?? true);
  const [tried, setTried] = useState<RoutingRuleWrite | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const members = names.agents.filter(
    (agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === departmentId),
  );
  const isComplete = name.trim() !== '' && departmentId > 0 && accepted?.length !== 0;
  const body: RoutingRuleWrite = {
    name: name.trim(),
    departmentId,
    channels: accepted,
    conditions,
    agentIds: agentIds.length === 0 ? null : agentIds,
    skills,
    maxOpen,
    isActive,
  };
  const messageOf = (error: unknown): string => {
    const paths = error instanceof ApiProblem ? error.fields.map((one) => one.path) : [];
    if ('departmentId' in fieldProblems(error)) return t('routing.departmentDisabled');
    return paths.some((path) => path.includes('agentIds')) ? t('routing.memberGone') : problemMessage(error);
  };
  const save = async () => {
    if (!isComplete) return;
    setBusy(true);
    setProblem(null);
    try {
      if (rule) await call('editRoutingRule', { params: { id: rule.id }, body: { ...body, version: rule.version } });
      else await call('createRoutingRule', { body });
      await refreshRouting();
      toast({ tone: 'good', text: t('saved') });
      onDone();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
      if (error instanceof ApiProblem && error.code === 'version_conflict') await refreshRouting();
    }
  };
  return (
    <form
      className="plain-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      {problem && <FormError>{problem}</FormError>}
      <TextInput
        label={t('routing.name')}
        required
        data-autofocus
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('routing.department')}
        value={String(departmentId)}
        onChange={(event) => {
          setDepartmentId(Number(event.currentTarget.value));
          setAgentIds([]);
        }}
        data={departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
      />
      <fieldset className="memberships">
        <legend>{t('routing.channels')}</legend>
        <Checkbox
          label={t('routing.channel.all')}
          checked={accepted === null}
          onChange={(event) => setAccepted(event.currentTarget.checked ? null : ['email'])}
        />
        {accepted !== null && (
          <div className="routing-channels">
            {channels.map((channel) => (
              <Checkbox
                key={channel}
                label={channelName(channel)}
                checked={accepted.includes(channel)}
                onChange={(event) =>
                  setAccepted(
                    event.currentTarget.checked
                      ? channels.filter((one) => one === channel || accepted.includes(one))
                      : accepted.filter((one) => one !== channel),
                  )
                }
              />
            ))}
          </div>
        )}
      </fieldset>
      <fieldset className="form-section">
        <legend>{t('routing.conditions')}</legend>
        <p className="routing-effect" aria-live="polite">
          {t(hasConditions(conditions) ? 'routing.moves' : 'routing.lets', {
            department: names.department(departmentId) ?? '',
          })}
        </p>
        <p className="faint">{t('routing.conditionsNote')}</p>
        <RoutingConditionFields conditions={conditions} onChange={setConditions} />
      </fieldset>
      <fieldset className="form-section">
        <legend>{t('routing.who')}</legend>
        <Labelled label={t('routing.members')}>
          <MultiValue
            label={t('routing.members')}
            values={agentIds}
            options={members.map((one) => ({ value: String(one.id), label: one.name }))}
            nameOf={(value) => names.agent(Number(value)) ?? `#${value}`}
            whenNone={t('routing.allMembers')}
            onChange={(values) => setAgentIds(values.map(Number))}
          />
        </Labelled>
        <NumberInput
          label={t('routing.limit')}
          description={t('routing.limitNote')}
          min={1}
          max={10_000}
          allowDecimal={false}
          allowNegative={false}
          value={maxOpen ?? ''}
          onChange={(value) => setMaxOpen(Number(value) > 0 ? Number(value) : null)}
        />
        <TagsInput
          label={t('routing.requiredSkills')}
          description={t('routing.requiredSkillsNote')}
          value={skills}
          onChange={setSkills}
          splitChars={[',', '、']}
          acceptValueOnBlur
          maxTags={20}
          maxLength={60}
        />
      </fieldset>
      {rule && (
        <Checkbox
          label={t('routing.active')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      )}
      {tried && <RoutingTrial key={JSON.stringify(tried)} rule={tried} />}
      <div className="form-foot">
        <Button
          variant="default"
          disabled={!isComplete}
          onClick={() => setTried({ ...body, name: name.trim() || '–' })}
        >
          {t('routing.try')}
        </Button>
        <span className="grow" />
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
