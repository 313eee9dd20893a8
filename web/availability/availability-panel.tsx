import type { AgentAvailability } from '@crossdesk/contracts/availability.ts';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { use, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Availabilities, useAvailabilities } from '../lib/availability.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { messageTime } from '../lib/format.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { AbsenceNow } from './absence-now.tsx';
import { StatusChoice } from './status-choice.tsx';

const catalogue = loadCatalogue('availability');
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
  const panel = useRef<HTMLElement>(null);
  // The popup focuses its first control, which may not have been loaded then.
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }, []);
  return (
    <section ref={panel} className="availability-panel" aria-label={label}>
      <div role="status">
        <p className="availability-answer">
          <Mark is={availabilities.mark(mine.agentId) ?? 'offline'} />
          {t(mine.receivesWork ? 'receives' : 'receivesNot')}
        </p>
        <p>{reason}</p>
      </div>
      {!mine.receivesWork && <p className="faint">{t('stays')}</p>}
      <StatusChoice agent={mine} />
      <AbsenceNow mine={mine} />
      <Button component={Link} to="/settings/me" hash="hours" variant="subtle" color="gray" size="xs" onClick={onClose}>
        {t('hours')}
      </Button>
    </section>
  );
};
