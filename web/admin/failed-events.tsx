import type { FailedEvent } from '@crossdesk/contracts/history.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconRefresh } from '../ui/icons.ts';
import { Time } from '../ui/time.tsx';
import {
  MoreButton,
  QueryContent,
  SettingsEmpty,
  SettingsFrame,
  TicketLink,
  useSettingsTranslation,
} from './frame.tsx';

const names = {
  'views:index': 'background.search',
  'email:dispatch': 'background.email',
  'notifications:notify': 'background.notifications',
  'conversation:delivery': 'background.delivery',
} as const;
const isKnown = (name: string): name is keyof typeof names => Object.hasOwn(names, name);

const Row = ({ event }: { event: FailedEvent }) => {
  const { t } = useSettingsTranslation();
  const retry = () =>
    void call('retryFailedEvent', { params: { eventId: event.eventId }, body: { subscriber: event.subscriber } })
      .then(() => {
        toast({ tone: 'good', text: t('background.again') });
        return queryClient.invalidateQueries({ queryKey: ['failed-events'] });
      })
      .catch(showProblem);
  return (
    <li className="settings-row">
      <span className="grow">
        <span className="settings-name cut">
          {isKnown(event.subscriber) ? t(names[event.subscriber]) : event.subscriber}
        </span>
        <span className="faint" style={{ display: 'block' }}>
          {event.error ?? t('background.hidden')}
        </span>
        <span className="faint" style={{ display: 'block' }}>
          <Time at={event.at} isLong /> · {t('background.attempts', { count: event.attemptCount })}
          {' · '}
          {event.retryAt === null ? (
            t('background.ended')
          ) : (
            <>
              {t('background.next')} <Time at={event.retryAt} isLong />
            </>
          )}
        </span>
      </span>
      <span className="settings-acts">
        <TicketLink number={event.number} />
        <IconButton label={t('background.retry')} onClick={retry}>
          <IconRefresh />
        </IconButton>
      </span>
    </li>
  );
};

/** Changes whose background work failed, such as a notification or the search index. */
export const FailedEvents = () => {
  const { t } = useSettingsTranslation();
  const query = useInfiniteQuery({
    queryKey: ['failed-events'],
    queryFn: ({ pageParam, signal }) =>
      call('listFailedEvents', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  return (
    <SettingsFrame title={t('page.background')} note={t('note.background')}>
      <QueryContent query={query}>
        {({ pages }) => {
          const events = pages.flatMap((page) => page.items);
          if (events.length === 0) return <SettingsEmpty>{t('background.empty')}</SettingsEmpty>;
          return (
            <ul className="settings-list">
              {events.map((event) => (
                <Row key={`${event.eventId} ${event.subscriber}`} event={event} />
              ))}
            </ul>
          );
        }}
      </QueryContent>
      <MoreButton query={query} />
    </SettingsFrame>
  );
};
