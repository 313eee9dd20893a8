import type { ClockKind, PauseCause } from '@crossdesk/contracts/sla.ts';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatSpan } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { IconAlertTriangle, IconClock, IconClockPause } from './icons.ts';
import { Chip } from './marks.tsx';
import { useNow } from './time.tsx';

const soonMs = 4 * 3_600_000;

/** A promised time that runs: a whole sentence, or only the time left in lists. */
export const TimeChip = ({ kind, dueAt, isShort = false }: { kind: ClockKind; dueAt: string; isShort?: boolean }) => {
  const { t } = useTranslation();
  const leftMs = new Date(dueAt).getTime() - useNow();
  const isOver = leftMs < 0;
  const sentence = t(`time.${kind}.${isOver ? 'over' : 'left'}`, { span: formatSpan(leftMs) });
  const short = t(isOver ? 'time.late' : 'time.short', { span: formatDuration(leftMs) });
  return (
    <Chip
      tone={isOver ? 'bad' : leftMs < soonMs ? 'warn' : 'quiet'}
      icon={isOver ? <IconAlertTriangle aria-hidden /> : <IconClock aria-hidden />}
      title={isShort ? sentence : undefined}
    >
      {isShort ? (
        <>
          <span aria-hidden>{short}</span>
          <span className="sr">{sentence}</span>
        </>
      ) : (
        sentence
      )}
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
