import type { BatchAction, BatchForecast } from '@crossdesk/contracts/batches.ts';
import type { TicketBrief, TicketRow } from '@crossdesk/contracts/views.ts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { outcomeMessage } from '../lib/problem-messages.ts';
import { keys } from '../lib/queries.ts';
import { IconAlertTriangle, IconCheck } from '../ui/icons.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import { blockedText, isBlockedCode } from './forecast.tsx';

export type HandoverTicket = TicketRow | TicketBrief;
export type HandoverAction = Extract<BatchAction, { kind: 'transfer' | 'escalate' }>;

/** The most tickets one request forecasts. */
const requestSize = 500;
/** The most tickets the table lists; the refused come first. */
const mostShown = 200;

/** What a batch would do with each ticket. */
const predictionsQuery = (numbers: readonly number[], action: HandoverAction) =>
  queryOptions({
    queryKey: [...keys.transfer, 'predictions', numbers, action],
    queryFn: async ({ signal }) => {
      const items: BatchForecast[] = [];
      for (let start = 0; start < numbers.length; start += requestSize) {
        const body = { numbers: numbers.slice(start, start + requestSize), action };
        items.push(...(await call('forecastBatch', { body, signal, idempotencyKey: null })).items);
      }
      return items;
    },
    staleTime: 0,
    placeholderData: keepPreviousData,
  });

/** `action` null: something has to be chosen first. */
export const usePredictions = (rows: readonly HandoverTicket[], action: HandoverAction | null) => {
  const numbers = rows.map((row) => row.number);
  const query = useQuery({
    ...predictionsQuery(numbers, action ?? { kind: 'escalate' }),
    enabled: action !== null,
  });
  const items = action === null ? undefined : query.data;
  const refusedCount = items?.filter((one) => one.outcome === null).length ?? 0;
  return { ...query, items, refusedCount, acceptedCount: (items?.length ?? 0) - refusedCount };
};

/** Why a ticket would be refused. */
const refusalText = (names: Names, one: BatchForecast, row: HandoverTicket | undefined, action: HandoverAction) =>
  action.kind === 'transfer' && one.code !== null && isBlockedCode(one.code) && row && 'channel' in row
    ? blockedText(names, row, one.code, { departmentId: action.departmentId, agentId: action.agentId ?? null })
    : outcomeMessage(one.code, one.detail);

/** How many tickets would be handed over and how many would not; it stays in view. */
export const PredictionSummary = (props: {
  kind: HandoverAction['kind'];
  predictions: ReturnType<typeof usePredictions>;
}) => {
  const { t } = useTranslation('transfer');
  const { items, acceptedCount, refusedCount } = props.predictions;
  const sentences = items && [
    acceptedCount > 0 &&
      t(props.kind === 'transfer' ? 'many.willTransfer' : 'many.willEscalate', { count: acceptedCount }),
    refusedCount > 0 && t('many.willRefuse', { count: refusedCount }),
  ];
  return (
    <p className="predictions-summary" role="status">
      {sentences?.filter(Boolean).join(' ')}
    </p>
  );
};

/** What would happen to each ticket, those that would be refused first. */
export const Predictions = (props: {
  rows: readonly HandoverTicket[];
  action: HandoverAction | null;
  predictions: ReturnType<typeof usePredictions>;
  /** Shown instead while something has to be chosen. */
  hint: string;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const { rows, action, predictions } = props;
  const { items } = predictions;
  const rowOf = new Map(rows.map((row) => [row.number, row]));
  const outcomeText = (one: BatchForecast): string => {
    if (action === null || one.outcome === null) return '';
    if (action.kind === 'escalate') return t('many.toSupervisor');
    const name = names.agent(action.agentId ?? null);
    if (name !== null) return t('many.toAgent', { name });
    return t(one.outcome === 'waiting' ? 'many.toUnassigned' : 'many.toDepartment', {
      department: names.department(action.departmentId) ?? '',
    });
  };
  const sorted = items && [...items].sort((a, b) => Number(a.outcome !== null) - Number(b.outcome !== null));
  return (
    <section className="predictions" aria-label={t('transfer.happens')}>
      <h3>{t('transfer.happens')}</h3>
      {action === null && <p className="faint">{props.hint}</p>}
      {action !== null && !items && predictions.error && (
        <Failed error={predictions.error} retry={() => void predictions.refetch()} />
      )}
      {action !== null && !items && !predictions.error && <Skeleton width="60%" />}
      {action !== null && sorted && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
          <section className="prediction-table" aria-label={t('many.ticket')} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th>{t('many.ticket')}</th>
                  <th>{t('many.outcome')}</th>
                </tr>
              </thead>
              <tbody>
                {sorted.slice(0, mostShown).map((one) => {
                  const row = rowOf.get(one.number);
                  const isRefused = one.outcome === null;
                  return (
                    <tr key={one.number} data-refused={isRefused || undefined}>
                      <td>
                        <span className="cut">
                          #{one.number} {row && 'subject' in row ? row.subject : ''}
                        </span>
                      </td>
                      <td>
                        {isRefused ? <IconAlertTriangle aria-hidden /> : <IconCheck aria-hidden />}
                        <span>{isRefused ? refusalText(names, one, row, action) : outcomeText(one)}</span>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
          {sorted.length > mostShown && <p className="faint">{t('many.more', { count: sorted.length - mostShown })}</p>}
        </>
      )}
    </section>
  );
};
