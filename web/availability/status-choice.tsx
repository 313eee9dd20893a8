import type { AgentAvailability, AgentStatus } from '@crossdesk/contracts/availability.ts';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setStatus, useAvailabilities } from '../lib/availability.ts';
import { useMe } from '../lib/catalog.ts';
import { messageTime } from '../lib/format.ts';
import { scheduleQuery } from '../lib/queries.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { IconCheck } from '../ui/icons.ts';

const soonMs = 30 * 60_000;

const markOfStatus = ({ key, receivesWork }: AgentStatus) => (receivesWork ? 'available' : (key ?? 'away'));

/** Reason and end of a status; each change is saved immediately. */
const StatusDetails = ({ agent, isSelf }: { agent: AgentAvailability; isSelf: boolean }) => {
  const { t } = useTranslation('availability');
  const [reason, setReason] = useState(agent.reason);
  const shiftEndsAt = useQuery(scheduleQuery(agent.agentId)).data?.shiftEndsAt ?? null;
  const { statusId, until } = agent;
  const save = (change: { reason?: string; until?: string | null }) =>
    void setStatus(agent.agentId, { statusId, reason: reason.trim(), until, ...change });
  const saveReason = () => {
    if (reason.trim() !== agent.reason) save({});
  };
  return (
    <form
      className="availability-details"
      onSubmit={(event) => {
        event.preventDefault();
        saveReason();
      }}
    >
      <TextInput
        label={t('reason')}
        description={t('reasonNote')}
        size="xs"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onBlur={saveReason}
      />
      <fieldset>
        <legend>{t('until')}</legend>
        <div className="availability-until">
          <button type="button" aria-pressed={until === null} onClick={() => save({ until: null })}>
            {t(isSelf ? 'until.never' : 'until.changed')}
          </button>
          <button
            type="button"
            aria-pressed={false}
            onClick={() => save({ until: new Date(Date.now() + soonMs).toISOString() })}
          >
            {t('until.soon')}
          </button>
          {shiftEndsAt && (
            <button type="button" aria-pressed={until === shiftEndsAt} onClick={() => save({ until: shiftEndsAt })}>
              {t('until.shift', { when: messageTime(shiftEndsAt) })}
            </button>
          )}
          {until && until !== shiftEndsAt && (
            <button type="button" aria-pressed>
              {t('until.at', { when: messageTime(until) })}
            </button>
          )}
        </div>
      </fieldset>
    </form>
  );
};

/** The statuses an agent can be set to, with the reason and end of the current one. */
export const StatusChoice = ({ agent }: { agent: AgentAvailability }) => {
  const { t } = useTranslation('availability');
  const availabilities = useAvailabilities();
  const isSelf = useMe()?.id === agent.agentId;
  const hasDetails = agent.statusKey !== 'available' && agent.refusal !== 'absent';
  return (
    <>
      <ul aria-label={t('status')}>
        {availabilities.statuses
          .filter((status) => status.isActive)
          .map((status) => (
            <li key={status.id}>
              <button
                type="button"
                className="availability-status"
                aria-pressed={agent.statusId === status.id}
                onClick={() => void setStatus(agent.agentId, { statusId: status.id })}
              >
                <Mark is={markOfStatus(status)} />
                <span className="grow cut">{availabilities.statusName(status.id)}</span>
                {agent.statusId === status.id && <IconCheck size={15} aria-hidden />}
              </button>
            </li>
          ))}
      </ul>
      {hasDetails && <StatusDetails key={`${agent.statusId} ${agent.reason}`} agent={agent} isSelf={isSelf} />}
    </>
  );
};
