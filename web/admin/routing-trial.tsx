import type { RoutingRuleWrite } from '@crossdesk/contracts/assignment.ts';
import { useQuery } from '@tanstack/react-query';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { routingRulesQuery } from '../lib/queries.ts';
import { QueryContent, TicketLink, useSettingsTranslation } from './frame.tsx';

/** Which past tickets the rules, or one that isn't saved, would have moved. */
export const RoutingTrial = ({ rule }: { rule?: RoutingRuleWrite }) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const { data: rules } = useQuery(routingRulesQuery);
  const query = useQuery({
    queryKey: ['routing-trial', rule ?? null],
    queryFn: ({ signal }) => call('tryRoutingRules', { body: rule ? { rule } : {}, signal }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <section className="routing-trial" aria-label={t('routing.tryTitle')}>
      <QueryContent query={query}>
        {({ examinedCount, items }) => (
          <>
            <p role="status">
              {items.length === 0
                ? t('routing.triedNone', { examined: examinedCount })
                : t('routing.tried', { count: items.length, examined: examinedCount })}
            </p>
            <p className="faint">{t('routing.triedNote')}</p>
            {items.length > 0 && (
              <ul className="settings-list">
                {items.map((item) => (
                  <li key={item.number} className="settings-row">
                    <TicketLink number={item.number} />
                    <span className="grow">
                      <span className="settings-name cut">{item.subject}</span>
                      <span className="faint">
                        {t('routing.fromTo', {
                          from: names.department(item.departmentId) ?? `#${item.departmentId}`,
                          to: names.department(item.wouldBeDepartmentId) ?? `#${item.wouldBeDepartmentId}`,
                        })}
                        {item.ruleId !== null &&
                          ` · ${t('routing.byRule', { name: rules?.items.find((one) => one.id === item.ruleId)?.name ?? `#${item.ruleId}` })}`}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </QueryContent>
    </section>
  );
};
