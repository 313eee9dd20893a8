import type { ClockKind, PauseCause } from '@crossdesk/contracts/sla.ts';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatSpan } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { IconAlertTriangle, IconClock, IconClockPause } from './icons.ts';
import { Chip } from './marks.tsx';
import { useNow } from './time.tsx';

const soonMs = 4 * 3_600_000;

/** A promised time that runs: a whole sentence, or two words and the span in lists. */
export const TimeChip = ({ kind, dueAt, isShort = false }: { kind: ClockKind; dueAt: string; isShort?: boolean }) => {
  const { t } = useTranslation();
  const leftMs = new Date(dueAt).getTime() - useNow();
  const isOver = leftMs < 0;
  const sentence = t(`time.${kind}.${isOver ? 'over' : 'left'}`, { span: formatSpan(leftMs) });
  return (
    <Chip
      tone={isOver ? 'bad' : leftMs < soonMs ? 'warn' : 'quiet'}
      icon={isOver ? <IconAlertTriangle aria-hidden /> : <IconClock aria-hidden />}
      title={isShort ? sentence : undefined}
    >
      {isShort ? t(`time.${kind}.${isOver ? 'late' : 'short'}`, { span: formatDuration(leftMs) }) : sentence}
    </Chip>
  );
};

/** Why a promised time does not run now. */
export const pauseText = (cause: PauseCause | null): string => {
  if (cause === 'deleted') return translate('time.inTrash');
  if (cause === null || cause === 'pending') return translate('time.waiting');
  return translate('time.paused', { state: translate(`base.${cause}`) });
};

export const PausedChip = ({ cause }: { cause: PauseCause | null }) => (
  <Chip tone="quiet" icon={<IconClockPause aria-hidden />}>
    {pauseText(cause)}
  </Chip>
);
