import type { Holding } from '@crossdesk/contracts/transfer.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { exactTime, formatDuration } from '../lib/format.ts';
import { holdingsQuery } from '../lib/queries.ts';
import { transferReason } from '../lib/transfer-reason.ts';
import { Avatar } from '../ui/avatar.tsx';
import { useHint } from '../ui/hint.tsx';
import { IconAlertTriangle, IconUserOff } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { useNow } from '../ui/time.tsx';
import './holders.css';

/** A holder with the time; hover, focus or a tap shows who transferred the ticket, and why. */
const Holder = ({ holding }: { holding: Holding }) => {
  const { t } = useTranslation('holders');
  const names = useNames();
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const agent = names.agentOf(holding.agentId);
  const department = names.department(holding.departmentId) ?? '';
  const name = agent?.name ?? t('holders.nobody');
  const reason = transferReason(names, holding);
  const duration = formatDuration(new Date(holding.endedAt ?? now).getTime() - new Date(holding.startedAt).getTime());
  const span = holding.endedAt === null ? t('holders.now', { span: duration }) : t('holders.for', { span: duration });
  const { workedMinutes } = holding;
  const worked =
    workedMinutes === null
      ? ''
      : workedMinutes === 0
        ? t('holders.notWorked')
        : t('holders.worked', { span: formatDuration(workedMinutes * 60_000) });
  const lines = [
    exactTime(holding.startedAt),
    holding.byName !== null && t('holders.by', { name: holding.byName }),
    reason ? t('holders.reason', { reason }) : t('holders.noReason'),
  ].filter((line) => line !== false);
  const { props, hint } = useHint(
    <span className="holder-hint">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>,
    {},
    undefined,
  );
  return (
    <li data-now={holding.endedAt === null || undefined}>
      <button
        type="button"
        className="holder"
        aria-expanded={isOpen}
        aria-label={t('holders.show', {
          holder: `${department}, ${name}`,
          span: [span, worked].filter(Boolean).join(', '),
        })}
        onClick={() => setOpen(!isOpen)}
        {...props}
      >
        {agent ? (
          <Avatar name={agent.name} url={agent.avatarUrl} size={20} />
        ) : (
          <span className="holder-nobody">
            <IconUserOff aria-hidden />
          </span>
        )}
        <span className="holder-words">
          <span className={agent ? 'cut' : 'cut faint'}>{name}</span>
          <small>{[department, span, worked].filter(Boolean).join(' · ')}</small>
        </span>
      </button>
      {hint}
      {isOpen && (
        <p className="holder-more">
          {lines.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </p>
      )}
    </li>
  );
};

/** The departments and people who had a ticket, with the time each had it (TT-25). */
export const Holders = ({ number }: { number: number }) => {
  const { t } = useTranslation('holders');
  const { data } = useQuery(holdingsQuery(number));
  if (!data || data.items.length < 2) return null;
  return (
    <section className="holders" aria-label={t('holders.title')}>
      <h2>{t('holders.title')}</h2>
      {data.handoverCount >= 3 && (
        <Chip tone="warn" icon={<IconAlertTriangle />}>
          {t('holders.times', { count: data.handoverCount })}
        </Chip>
      )}
      <ol>
        {data.items.map((holding) => (
          <Holder key={`${holding.startedAt} ${holding.departmentId} ${holding.agentId}`} holding={holding} />
        ))}
      </ol>
    </section>
  );
};
