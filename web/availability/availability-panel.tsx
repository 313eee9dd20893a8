import type { AgentAvailability, AgentStatus } from '@crossdesk/contracts/availability.ts';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { use, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Availabilities, setStatus, useAvailabilities } from '../lib/availability.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { messageTime } from '../lib/format.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { scheduleQuery } from '../lib/queries.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { IconCheck } from '../ui/icons.ts';
import { AbsenceNow } from './absence-now.tsx';

const catalogue = loadCatalogue('availability');
const soonMs = 30 * 60_000;

const markOfStatus = ({ key, receivesWork }: AgentStatus) => (receivesWork ? 'available' : (key ?? 'away'));

/** Why tickets are received or not, as a sentence. */
const useReason = (mine: AgentAvailability, availabilities: Availabilities): string => {
  const { t } = useTranslation('availability');
  const names = useNames();
  const { refusal } = mine;
  if (refusal === 'away' || refusal === 'offline') {
    const status = availabilities.statusName(mine.statusId);
    return mine.until ? t('why.statusUntil', { status, when: messageTime(mine.until) }) : t('why.status', { status });
  }
  if (refusal === 'absent') {
    const when = messageTime(mine.absentUntil ?? '');
    const name = names.agent(mine.substituteId);
    return name ? t('why.absentSubstitute', { when, name }) : t('why.absent', { when });
  }
  return t(`why.${refusal ?? 'none'}`);
};

/** Reason and end of a status; each change is saved immediately. */
const StatusDetails = ({ mine }: { mine: AgentAvailability }) => {
  const { t } = useTranslation('availability');
  const [reason, setReason] = useState(mine.reason);
  const shiftEndsAt = useQuery(scheduleQuery(mine.agentId)).data?.shiftEndsAt ?? null;
  const { statusId, until } = mine;
  const save = (change: { reason?: string; until?: string | null }) =>
    void setStatus(mine.agentId, { statusId, reason: reason.trim(), until, ...change });
  const saveReason = () => {
    if (reason.trim() !== mine.reason) save({});
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
            {t('until.never')}
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

/** The menu: whether tickets are received and why, the statuses, and what belongs to them. */
export const AvailabilityPanel = ({ onClose }: { onClose: () => void }) => {
  use(catalogue);
  const { t } = useTranslation('availability');
  const me = useMe();
  const availabilities = useAvailabilities();
  const mine = availabilities.of(me?.id ?? null);
  return mine && <Content mine={mine} availabilities={availabilities} label={t('title')} onClose={onClose} />;
};

const Content = ({
  mine,
  availabilities,
  label,
  onClose,
}: {
  mine: AgentAvailability;
  availabilities: Availabilities;
  label: string;
  onClose: () => void;
}) => {
  const { t } = useTranslation('availability');
  const reason = useReason(mine, availabilities);
  const list = useRef<HTMLUListElement>(null);
  // The popup focuses its first control, which may not have been loaded then.
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }, []);
  const hasDetails = mine.statusKey !== 'available' && mine.refusal !== 'absent';
  return (
    <section className="availability-panel" aria-label={label}>
      <div role="status">
        <p className="availability-answer">
          <Mark is={availabilities.mark(mine.agentId) ?? 'offline'} />
          {t(mine.receivesWork ? 'receives' : 'receivesNot')}
        </p>
        <p>{reason}</p>
      </div>
      {!mine.receivesWork && <p className="faint">{t('stays')}</p>}
      <ul ref={list} aria-label={t('status')}>
        {availabilities.statuses
          .filter((status) => status.isActive)
          .map((status) => (
            <li key={status.id}>
              <button
                type="button"
                className="availability-status"
                aria-pressed={mine.statusId === status.id}
                onClick={() => void setStatus(mine.agentId, { statusId: status.id })}
              >
                <Mark is={markOfStatus(status)} />
                <span className="grow cut">{availabilities.statusName(status.id)}</span>
                {mine.statusId === status.id && <IconCheck size={15} aria-hidden />}
              </button>
            </li>
          ))}
      </ul>
      {hasDetails && <StatusDetails key={`${mine.statusId} ${mine.reason}`} mine={mine} />}
      <AbsenceNow mine={mine} />
      <Button component={Link} to="/settings/me" hash="hours" variant="subtle" color="gray" size="xs" onClick={onClose}>
        {t('hours')}
      </Button>
    </section>
  );
};
