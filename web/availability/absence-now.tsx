import type { AgentAvailability } from '@crossdesk/contracts/availability.ts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { fieldProblems, problemMessage, showProblem } from '../lib/problem-messages.ts';
import { absencesQuery, keys, queryClient } from '../lib/queries.ts';
import { eveningIn, toInstant } from '../lib/wall-clock.ts';
import { FormError } from '../ui/states.tsx';

const refresh = async (agentId: number) => {
  await Promise.all(
    [keys.availability, keys.absences(agentId)].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
};

/** Ends the current absence. */
async function endAbsence(agentId: number): Promise<void> {
  const now = new Date().toISOString();
  try {
    const { items } = await queryClient.fetchQuery({ ...absencesQuery(agentId), staleTime: 0 });
    const current = items.find((one) => one.startsAt <= now && one.endsAt > now);
    if (current) await call('editAbsence', { params: { id: current.id }, body: { endsAt: now } });
    await refresh(agentId);
  } catch (error) {
    showProblem(error);
  }
}

const AbsenceForm = ({ agentId, onDone }: { agentId: number; onDone: () => void }) => {
  const { t } = useTranslation('availability');
  const names = useNames();
  const [until, setUntil] = useState(eveningIn(7));
  const [substituteId, setSubstituteId] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const start = async (event: FormEvent) => {
    event.preventDefault();
    const endsAt = toInstant(until);
    const startsAt = new Date().toISOString();
    if (!endsAt || endsAt <= startsAt) return setProblem(t('longer.past'));
    try {
      const body = { startsAt, endsAt, substituteId: substituteId ? Number(substituteId) : null };
      await call('createAbsence', { params: { agentId }, body });
      await refresh(agentId);
      onDone();
    } catch (error) {
      setProblem('endsAt' in fieldProblems(error) ? t('longer.past') : problemMessage(error));
    }
  };
  return (
    <form className="availability-details" onSubmit={start}>
      {problem && <FormError>{problem}</FormError>}
      <TextInput
        type="datetime-local"
        size="xs"
        label={t('longer.until')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label={t('longer.substitute')}
        value={substituteId}
        onChange={(event) => setSubstituteId(event.currentTarget.value)}
        data={[
          { value: '', label: t('longer.nobody') },
          ...names.agents
            .filter((one) => one.isActive && one.id !== agentId)
            .map((one) => ({ value: String(one.id), label: one.name })),
        ]}
      />
      <Button type="submit" size="xs">
        {t('longer.set')}
      </Button>
    </form>
  );
};

/** Starts an absence until a date, with a substitute, or ends the current one. */
export const AbsenceNow = ({ mine: { agentId, refusal } }: { mine: AgentAvailability }) => {
  const { t } = useTranslation('availability');
  const [isOpen, setOpen] = useState(false);
  if (refusal === 'absent')
    return (
      <Button variant="default" size="xs" onClick={() => void endAbsence(agentId)}>
        {t('back')}
      </Button>
    );
  if (isOpen) return <AbsenceForm agentId={agentId} onDone={() => setOpen(false)} />;
  return (
    <Button variant="subtle" color="gray" size="xs" onClick={() => setOpen(true)}>
      {t('longer')}
    </Button>
  );
};
