import type { ClockEntry, TicketClock } from '@crossdesk/contracts/sla.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dayAndTime, formatWorkingTime } from '../lib/format.ts';
import { currentLocale, translate } from '../lib/i18n.ts';
import { timesQuery } from '../lib/queries.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { PausedChip, TimeChip } from '../ui/time-chip.tsx';
import './times.css';

const ClockState = ({ clock }: { clock: TicketClock }) => {
  const { t } = useTranslation('sla');
  if (clock.metAt !== null)
    return (
      <span>{t(clock.breachedAt === null ? 'times.met' : 'times.metLate', { when: dayAndTime(clock.metAt) })}</span>
    );
  if (clock.pausedSince !== null) return <PausedChip cause={clock.pauseCause} />;
  if (clock.dueAt === null) return <span>{t('times.never')}</span>;
  return <TimeChip kind={clock.kind} dueAt={clock.dueAt} />;
};

const ClockCard = ({ clock }: { clock: TicketClock }) => {
  const { t } = useTranslation('sla');
  const { ruleName: rule, calendarName: calendar, targetMs, elapsedMs } = clock;
  const target = targetMs === null ? '' : formatWorkingTime(targetMs);
  return (
    <section className="why-time">
      <div className="why-time-head">
        <h3>{t(`kind.${clock.kind}`)}</h3>
        <ClockState clock={clock} />
      </div>
      {clock.dueAt !== null && <span className="faint">{t('times.due', { when: dayAndTime(clock.dueAt) })}</span>}
      {rule !== null && calendar !== null && (
        <span className="faint">{t('times.rule', { target, rule, calendar })}</span>
      )}
      {elapsedMs !== null && targetMs !== null && (
        <span className="faint">{t('times.used', { elapsed: formatWorkingTime(elapsedMs), target })}</span>
      )}
    </section>
  );
};

const fieldKeys = {
  priorityId: 'field.priority',
  categoryId: 'field.category',
  serviceId: 'field.service',
  productId: 'field.product',
  accountId: 'field.account',
  departmentId: 'field.department',
  type: 'field.type',
  tags: 'field.tags',
} as const;

const entryText = (entry: ClockEntry): string => {
  const say = (key: `entry.${typeof entry.reason}`, values: Record<string, string> = {}) =>
    translate(key, values, 'sla');
  if (entry.reason === 'paused') {
    const { state } = entry;
    const name =
      state === null ? '' : state === 'deleted' ? translate('state.deleted', {}, 'sla') : translate(`base.${state}`);
    return say('entry.paused', { state: name });
  }
  if (entry.reason !== 'edited') return say(`entry.${entry.reason}`);
  const names = entry.fields.flatMap((field) =>
    field in fieldKeys ? [translate(fieldKeys[field as keyof typeof fieldKeys])] : [],
  );
  const fields = new Intl.ListFormat(currentLocale(), { type: 'conjunction' }).format(names);
  return say('entry.edited', { fields });
};

const EntryLine = ({ entry }: { entry: ClockEntry }) => {
  const { t } = useTranslation('sla');
  const { dueBefore, dueAfter } = entry;
  const isMoved = dueAfter !== null && dueAfter !== dueBefore;
  return (
    <li>
      <span>{t('entry.line', { kind: t(`kind.${entry.kind}`), what: entryText(entry) })}</span>
      {isMoved && (
        <span className="faint">
          {dueBefore === null
            ? t('entry.due', { after: dayAndTime(dueAfter) })
            : t('entry.dueInstead', { after: dayAndTime(dueAfter), before: dayAndTime(dueBefore) })}
        </span>
      )}
      <Time at={entry.at} isLong className="faint" />
    </li>
  );
};

/** "Why this time?": each promised time with its rule and calendar, and how it was calculated. */
export const WhyTimes = ({ number }: { number: number }) => {
  const { t } = useTranslation('sla');
  const { data, error, refetch } = useQuery(timesQuery(number));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton width="60%" />;
  return (
    <div className="why-times">
      {data.contractName !== null && <p>{t('times.contract', { name: data.contractName })}</p>}
      {data.isPartlyHidden && <p className="faint">{t('times.hidden')}</p>}
      {data.clocks.length === 0 && !data.isPartlyHidden && <p className="faint">{t('times.none')}</p>}
      {data.clocks.map((clock) => (
        <ClockCard key={`${clock.kind} ${clock.startedAt}`} clock={clock} />
      ))}
      {data.entries.length > 0 && (
        <>
          <h3>{t('times.log')}</h3>
          <ol>
            {data.entries.map((entry) => (
              <EntryLine key={entry.id} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
};
