import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timesQuery } from '../lib/queries.ts';
import { PausedChip, TimeChip } from '../ui/time-chip.tsx';
import './times.css';

const finished: ReadonlySet<string> = new Set(['resolved', 'closed', 'canceled']);

/**
 * The promised times of a ticket that still run or are paused; opens "Why this time?". Nothing if
 * nothing is promised.
 */
export const TicketTimes = ({ number, onOpen }: { number: number; onOpen: () => void }) => {
  const { t } = useTranslation();
  const { data } = useQuery(timesQuery(number));
  const open = (data?.clocks ?? []).filter((clock) => clock.metAt === null);
  const running = open.filter((clock) => clock.pausedSince === null && clock.dueAt !== null);
  // Nothing is owed on a finished ticket.
  const paused = open.find(({ pauseCause }) => pauseCause !== null && !finished.has(pauseCause));
  if (running.length === 0 && !paused) return null;
  const sorted = running.toSorted((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? ''));
  return (
    <button type="button" className="times" onClick={onOpen} title={t('time.why')}>
      {sorted.map(({ kind, dueAt }) => dueAt && <TimeChip key={kind} kind={kind} dueAt={dueAt} />)}
      {sorted.length === 0 && paused && <PausedChip cause={paused.pauseCause} />}
      <span className="sr">{t('time.why')}</span>
    </button>
  );
};
