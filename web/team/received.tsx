import type { DecisiveFactor } from '@crossdesk/contracts/assignment.ts';
import { decisiveFactors } from '@crossdesk/contracts/lists/assignment.ts';
import { NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { formatCount } from '../lib/format.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Failed, Skeleton } from '../ui/states.tsx';
import { type Days, days, teamQuery } from './give-ticket.ts';

/** How many tickets each member was assigned automatically in a period, and what decided it. */
export const Received = ({ departmentId }: { departmentId: number }) => {
  const { t } = useTranslation('team');
  const names = useNames();
  const [period, setPeriod] = useState<Days>(1);
  const { data, error, refetch } = useQuery({
    ...teamQuery(departmentId, period),
    placeholderData: keepPreviousData,
  });
  const counts = new Map<number, Map<DecisiveFactor, number>>(
    data?.members.map((member) => [member.agentId, new Map<DecisiveFactor, number>()]),
  );
  for (const { agentId, decidedBy, count } of data?.received ?? []) {
    const own = counts.get(agentId) ?? new Map<DecisiveFactor, number>();
    counts.set(agentId, own.set(decidedBy, count));
  }
  const rows = [...counts]
    .map(([agentId, factors]) => ({
      agentId,
      name: names.agent(agentId) ?? `#${agentId}`,
      factors,
      total: [...factors.values()].reduce((sum, one) => sum + one, 0),
    }))
    .sort((a, b) => b.total - a.total || a.name.localeCompare(b.name));
  const most = Math.max(1, ...rows.map((one) => one.total));
  const used = decisiveFactors.filter((factor) => rows.some((row) => row.factors.has(factor)));
  return (
    <div className="team-received">
      <p className="faint">{t('team.receivedNote')}</p>
      <NativeSelect
        data-autofocus
        label={t('team.period')}
        value={String(period)}
        onChange={(event) => setPeriod(days.find((one) => String(one) === event.currentTarget.value) ?? 1)}
        data={days.map((one) => ({ value: String(one), label: t(`team.period.${one}`) }))}
      />
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton width="60%" />}
      {data && used.length === 0 && <p>{t('team.none')}</p>}
      {data && used.length > 0 && (
        <ul>
          {rows.map((row) => (
            <li key={row.agentId}>
              <Avatar name={row.name} url={names.agentOf(row.agentId)?.avatarUrl ?? null} size={26} />
              <span className="grow">
                <span className="team-received-name">
                  <span className="cut">{row.name}</span>
                  <b>{formatCount(row.total)}</b>
                </span>
                <span className="team-bar" aria-hidden>
                  <i style={{ width: `${(row.total / most) * 100}%` }} />
                </span>
                <span className="faint team-factors">
                  {[...row.factors]
                    .sort(([, a], [, b]) => b - a)
                    .map(([factor, count]) => `${t(`team.factor.${factor}.name`)}: ${formatCount(count)}`)
                    .join(' · ')}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
