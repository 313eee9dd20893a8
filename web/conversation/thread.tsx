import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runAction, useActionHandler } from '../lib/actions.ts';
import { call } from '../lib/client.ts';
import { historyQuery, keys, messagesQuery, queryClient } from '../lib/queries.ts';
import { updateRow } from '../lib/ticket-cache.ts';
import { IconArrowDown, IconMessageCircle } from '../ui/icons.ts';
import { Empty, Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { HistoryLine } from './history-line.tsx';
import { MessageCard } from './message-card.tsx';
import { undoSend } from './send.ts';
import { buildTimeline, type Filter, filters } from './timeline.ts';
import './thread.css';

/** Scrolls without animation if the user prefers reduced motion. */
const scrollBehavior = (): ScrollBehavior =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';

const ContentSkeleton = () => (
  <div className="thread-inner" aria-hidden>
    {[72, 48].map((width) => (
      <div key={width} className="message">
        <header>
          <Skeleton width={28} height={28} round />
          <Skeleton width={120} />
        </header>
        <div style={{ display: 'grid', gap: 10, padding: '4px 0' }}>
          <Skeleton width="92%" />
          <Skeleton width={`${width}%`} />
        </div>
      </div>
    ))}
  </div>
);

/**
 * The conversation from newest to oldest, with filters; changes of the ticket are lines between the
 * messages (ZV-36, ZV-42).
 */
export const Thread = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation();
  const { number } = ticket;
  const [filter, setFilter] = useState<Filter>('everything');
  const [newCount, setNewCount] = useState(0);
  const pane = useRef<HTMLDivElement>(null);
  const messages = useInfiniteQuery(messagesQuery(number));
  const history = useInfiniteQuery(historyQuery(number));
  const isSlow = useSlow(messages.isPending);
  const loadedMessages = useMemo(
    () => [...(messages.data?.pages ?? [])].reverse().flatMap((page) => page.items),
    [messages.data],
  );
  const loadedEvents = useMemo(() => history.data?.pages.flatMap((page) => page.items) ?? [], [history.data]);
  const entries = useMemo(
    () => buildTimeline(loadedMessages, loadedEvents, filter, messages.hasNextPage),
    [loadedMessages, loadedEvents, filter, messages.hasNextPage],
  );
  useActionHandler('ticket.filter', () =>
    setFilter(filters[(filters.indexOf(filter) + 1) % filters.length] ?? 'everything'),
  );

  // Keeps the scroll position: at the end it follows new messages, elsewhere it stays when content
  // is added.
  const scrollState = useRef({ isAtEnd: true, fromEnd: 0, newest: 0, oldest: 0, height: 0 });
  const newest = loadedMessages.at(-1)?.id ?? 0;
  const oldest = loadedMessages[0]?.id ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: starts at the end again
  useLayoutEffect(() => {
    scrollState.current = { ...scrollState.current, isAtEnd: true, fromEnd: 0, newest: 0, oldest: 0 };
    setNewCount(0);
  }, [number, filter]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when entries were added
  useLayoutEffect(() => {
    const box = pane.current;
    if (!box) return;
    const before = scrollState.current;
    if (before.oldest !== 0 && oldest !== before.oldest && newest === before.newest)
      box.scrollTop = box.scrollHeight - before.fromEnd;
    else if (before.isAtEnd || newest < 0) box.scrollTop = box.scrollHeight;
    else if (newest !== before.newest && before.newest !== 0) setNewCount((count) => count + 1);
    scrollState.current = { ...before, newest, oldest };
  }, [newest, oldest, entries.length, number]);
  useEffect(() => {
    const box = pane.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (scrollState.current.isAtEnd) box.scrollTop = box.scrollHeight;
      scrollState.current.height = box.clientHeight;
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, []);

  // Marks visible messages as read.
  useEffect(() => {
    if (newest <= 0) return;
    const timer = setTimeout(() => {
      if (document.hidden) return;
      updateRow(number, (row) => (row.isUnread ? { ...row, isUnread: false } : row));
      void call('markRead', { params: { number }, body: {} }).catch(() => {});
    }, 700);
    return () => clearTimeout(timer);
  }, [number, newest]);

  const undo = useCallback(
    (messageId: number) => {
      const kind = loadedMessages.find((message) => message.id === messageId)?.kind === 'forward' ? 'forward' : 'reply';
      void undoSend(number, messageId, kind).then((isUndone) => isUndone && runAction(`ticket.${kind}`));
    },
    [number, loadedMessages],
  );
  const scrollPage = (by: 1 | -1) => () =>
    pane.current?.scrollBy({ top: by * 0.85 * pane.current.clientHeight, behavior: scrollBehavior() });
  useActionHandler('ticket.scrollDown', scrollPage(1));
  useActionHandler('ticket.scrollUp', scrollPage(-1));
  const scrollToEnd = () => {
    setNewCount(0);
    pane.current?.scrollTo({ top: pane.current.scrollHeight, behavior: scrollBehavior() });
  };

  return (
    <section className="thread-pane" aria-label={t('thread.label')}>
      <div className="filters" role="radiogroup" aria-label={t('thread.filter')}>
        {filters.map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: a radio group styled as tabs
          <button key={one} type="button" role="radio" aria-checked={filter === one} onClick={() => setFilter(one)}>
            {t(`filter.${one}`)}
          </button>
        ))}
      </div>
      <div
        className="thread"
        ref={pane}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('thread.label')}
        onScroll={(event) => {
          const box = event.currentTarget;
          // A resize by the composer is not a scroll by the reader; the observer restores the
          // position.
          if (box.clientHeight !== scrollState.current.height) return;
          scrollState.current.fromEnd = box.scrollHeight - box.scrollTop;
          scrollState.current.isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
          if (scrollState.current.isAtEnd && newCount > 0) setNewCount(0);
        }}
      >
        <div className="thread-inner">
          {messages.hasNextPage && filter !== 'history' && (
            <button
              type="button"
              className="older"
              disabled={messages.isFetchingNextPage}
              onClick={() => void messages.fetchNextPage()}
            >
              {t(messages.isFetchingNextPage ? 'thread.loading' : 'thread.older')}
            </button>
          )}
          {history.hasNextPage && filter === 'history' && (
            <button
              type="button"
              className="older"
              disabled={history.isFetchingNextPage}
              onClick={() => void history.fetchNextPage()}
            >
              {t(history.isFetchingNextPage ? 'thread.loading' : 'thread.olderChanges')}
            </button>
          )}
          {messages.isError && !messages.data && (
            <Failed
              error={messages.error}
              retry={() => void queryClient.invalidateQueries({ queryKey: keys.messages(number) })}
            />
          )}
          {messages.isSuccess && entries.length === 0 && (
            <Empty icon={<IconMessageCircle />} title={t(`thread.empty.${filter}`)} />
          )}
          {entries.map((entry) =>
            entry.kind === 'message' ? (
              <MessageCard key={`m${entry.message.id}`} message={entry.message} number={number} onUndo={undo} />
            ) : (
              <HistoryLine key={`e${entry.event.id}`} event={entry.event} />
            ),
          )}
        </div>
        {messages.isPending && isSlow && <ContentSkeleton />}
      </div>
      {newCount > 0 && (
        <button type="button" className="thread-news" onClick={scrollToEnd}>
          <IconArrowDown aria-hidden />
          {t('thread.news', { count: newCount })}
        </button>
      )}
      <p className="sr" aria-live="polite">
        {newCount > 0 ? t('thread.news', { count: newCount }) : ''}
      </p>
    </section>
  );
};
