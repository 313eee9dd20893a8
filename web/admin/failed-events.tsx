import type { FailedEvent } from '@crossdesk/contracts/history.ts';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconRefresh } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
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

const retryEvent = ({ eventId, subscriber }: FailedEvent) =>
  call('retryFailedEvent', { params: { eventId }, body: { subscriber } });

/** Tries again all events that are listed. */
const RetryAll = ({ events }: { events: readonly FailedEvent[] }) => {
  const { t } = useSettingsTranslation();
  const [isBusy, setBusy] = useState(false);
  const retryAll = async () => {
    setBusy(true);
    try {
      // One after the other; an event that was handled meanwhile is no longer there.
      for (const event of events) await retryEvent(event).catch(ignoreMissing);
      toast({ tone: 'good', text: t('background.again') });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
      await queryClient.invalidateQueries({ queryKey: ['failed-events'] });
    }
  };
  return (
    <Button variant="default" loading={isBusy} onClick={() => void retryAll()}>
      {t('background.retryAll')}
    </Button>
  );
};

const ignoreMissing = (error: unknown): void => {
  if (!(error instanceof ApiProblem && error.code === 'not_found')) throw error;
};

const Row = ({ event }: { event: FailedEvent }) => {
  const { t } = useSettingsTranslation();
  const retry = () =>
    void retryEvent(event)
      .then(() => {
        toast({ tone: 'good', text: t('background.again') });
        return queryClient.invalidateQueries({ queryKey: ['failed-events'] });
      })
      .catch(showProblem);
  return (
    <li className="settings-row">
      <span className="grow">
        <span className="settings-name settings-marked">
          {isKnown(event.subscriber) ? t(names[event.subscriber]) : event.subscriber}
          <Chip tone={event.retryAt === null ? 'bad' : 'warn'}>
            {t(event.retryAt === null ? 'background.ended' : 'background.waiting')}
          </Chip>
        </span>
        <span className="faint settings-error">{event.error ?? t('background.hidden')}</span>
        <span className="faint" style={{ display: 'block' }}>
          <Time at={event.at} isLong /> · {t('background.attempts', { count: event.attemptCount })}
          {event.retryAt !== null && (
            <>
              {' · '}
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
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SettingsFrame
      title={t('page.background')}
      note={t('note.background')}
      action={events.length > 1 && <RetryAll events={events} />}
    >
      <QueryContent query={query}>
        {() =>
          events.length === 0 ? (
            <SettingsEmpty>{t('background.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {events.map((event) => (
                <Row key={`${event.eventId} ${event.subscriber}`} event={event} />
              ))}
            </ul>
          )
        }
      </QueryContent>
      <MoreButton query={query} />
    </SettingsFrame>
  );
};
