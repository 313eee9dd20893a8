import { NumberInput, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../lib/client.ts';
import { queryClient } from '../lib/queries.ts';
import { useSettingsTranslation } from './frame.tsx';

const limitsKey = (agentId: number | null) => ['agent-limits', agentId] as const;

type Limits = { maxOpen: number | null; skills: readonly string[] };

/** The limit of open tickets and the skills of an agent, as edited in a form. */
export const useAgentLimits = (agentId: number | null) => {
  const { data } = useQuery({
    queryKey: limitsKey(agentId),
    queryFn: ({ signal }) => call('getAgentLimits', { params: { id: agentId ?? 0 }, signal }),
    enabled: agentId !== null,
    staleTime: 0,
  });
  const [change, setChange] = useState<Partial<Limits>>({});
  const limits = data ? { maxOpen: data.maxOpen, skills: data.skills, ...change } : null;
  const save = async (): Promise<void> => {
    if (!data || agentId === null || Object.keys(change).length === 0) return;
    const { version, maxOpen, skills } = data;
    const body = { maxOpen, skills, ...change, version };
    try {
      await call('editAgentLimits', { params: { id: agentId }, body: { ...body, skills: [...body.skills] } });
    } finally {
      await queryClient.invalidateQueries({ queryKey: limitsKey(agentId) });
    }
  };
  return { limits, edit: (part: Partial<Limits>) => setChange({ ...change, ...part }), save };
};

/** The fields of an agent for automatic assignment. */
export const AgentLimitFields = ({ limits: { limits, edit } }: { limits: ReturnType<typeof useAgentLimits> }) => {
  const { t } = useSettingsTranslation();
  if (!limits) return null;
  return (
    <fieldset className="form-section">
      <legend>{t('assignment.limits')}</legend>
      <NumberInput
        label={t('assignment.agentMaxOpen')}
        description={t('assignment.agentMaxOpenNote')}
        min={1}
        max={10_000}
        allowDecimal={false}
        allowNegative={false}
        value={limits.maxOpen ?? ''}
        onChange={(value) => edit({ maxOpen: Number(value) > 0 ? Number(value) : null })}
      />
      <TagsInput
        label={t('assignment.skills')}
        description={t('assignment.skillsNote')}
        value={[...limits.skills]}
        onChange={(skills) => edit({ skills })}
        splitChars={[',', '、']}
        acceptValueOnBlur
        maxTags={50}
        maxLength={60}
      />
    </fieldset>
  );
};
