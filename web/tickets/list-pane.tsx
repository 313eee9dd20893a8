import type { TicketRow as Row } from '@crossdesk/contracts/views.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem } from '../lib/client.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { rowsIn } from '../lib/list-pages.ts';
import { prefer, usePreferences } from '../lib/preferences.ts';
import { type ListQuery, listQuery, prepareTicket, type StateFilter } from '../lib/queries.ts';
import { IconArrowUp } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { useListActions } from './list-actions.ts';
import { ListEmpty, ListFurther, ListHead, ViewGone } from './list-head.tsx';
import { useListOrder } from './list-order.ts';
import { placeNameOf, useFreshList, useScrollPlace, useSelection } from './list-state.ts';
import { useRowWindow } from './row-window.ts';
import { rowHeights, TicketRow } from './ticket-row.tsx';
import { useCustomHead } from './view-names.ts';
import './list.css';

const BatchBar = lazyComponent(() => import('./batch-bar.tsx').then((module) => module.BatchBar));

const ContentSkeleton = ({ height }: { height: number }) => (
  <div aria-hidden>
    {[62, 48, 71, 55, 66, 44, 58, 68].map((width) => (
      <div key={width} className="row" style={{ height }}>
        <div className="row-link">
          <Skeleton width={12} height={12} round />
          <Skeleton width={`${width}%`} />
          <Skeleton width={34} height={10} />
          <span style={{ gridColumn: '2 / 4', display: 'grid', gap: 8, marginTop: 6 }}>
            <Skeleton width="92%" height={10} />
            <Skeleton width="40%" height={10} />
          </span>
        </div>
      </div>
    ))}
  </div>
);

/** The list of a view: virtual, paged, live, moved through with `j` and `k`. `openNumber` is the ticket shown beside it. */
export const ListPane = ({
  list,
  openNumber,
  onShare,
  lead,
}: {
  list: ListQuery;
  openNumber: number | null;
  /** Shares the marked rows; `clear` takes their marks away. */
  onShare: (rows: readonly Row[], clear: () => void) => void;
  lead?: ReactNode;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const names = useNames();
  const { density } = usePreferences();
  const scroller = useRef<HTMLDivElement>(null);
  const query = useInfiniteQuery(listQuery(list));
  const rows = useMemo<Row[]>(() => (query.data ? rowsIn(query.data) : []), [query.data]);
  const numbers = useMemo(() => rows.map((row) => row.number), [rows]);
  const { selected, toggle, stretch, setAll, clear } = useSelection(numbers);
  const [active, setActive] = useState<number | null>(openNumber);
  const activeIndex = active === null ? -1 : numbers.indexOf(active);
  const lastPlace = useRef(0);
  if (activeIndex >= 0) lastPlace.current = activeIndex;
  const fresh = useFreshList(list, scroller, openNumber);
  const isSlow = useSlow(query.isPending);
  const place = placeNameOf(list);
  const height = rowHeights[density];
  const isEverywhere = !list.view.startsWith('department:');
  const columns = useCustomHead(list.view)?.columns ?? null;
  const isViewGone =
    list.view.startsWith('custom:') && query.error instanceof ApiProblem && query.error.code === 'not_found';
  // Going on from here looks through thousands of tickets again, so somebody has to want it.
  const isPartial = query.data?.pages.at(-1)?.isPartial ?? false;

  // First the place that was left, then the rows that are seen from there.
  const keepPlace = useScrollPlace(place, scroller, rows.length > 0);
  const lineCount = rows.length + (query.hasNextPage ? 1 : 0);
  const { indexes, isSeen, reveal } = useRowWindow(lineCount, height, scroller);
  const lastIndex = indexes.at(-1) ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (lastIndex >= rows.length - 12 && hasNextPage && !isFetchingNextPage && !isPartial) void fetchNextPage();
  }, [lastIndex, rows.length, hasNextPage, isFetchingNextPage, isPartial, fetchNextPage]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other rows, marks and news
  useEffect(() => {
    clear();
    fresh.forget();
    lastPlace.current = 0;
  }, [place]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each ticket that is opened; what scrolls after that is the reader's hand
  useEffect(() => {
    if (openNumber === null) return;
    setActive(openNumber);
    const index = numbers.indexOf(openNumber);
    if (index >= 0 && !isSeen(index)) reveal(index);
  }, [openNumber]);

  const open = useCallback(
    (number: number) =>
      void navigate({
        to: '/tickets/$view/$number',
        params: { view: list.view, number: String(number) },
        search: true,
      }),
    [navigate, list.view],
  );
  const reach = (by: number): number => {
    // A row that has left the list is followed by the one that took its place.
    const next = active === null ? 0 : activeIndex >= 0 ? activeIndex + by : lastPlace.current + Math.min(0, by);
    return Math.max(0, Math.min(rows.length - 1, next));
  };
  const move = (by: number) => {
    const index = reach(by);
    const row = rows[index];
    if (!row) return;
    setActive(row.number);
    prepareTicket(row.number);
    reveal(index);
    focusNextFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${row.number}"]`), {
      preventScroll: true,
    });
  };
  // When the row under the hand leaves the list, the hand stays where it was.
  const heldRow = useRef<number | null>(null);
  useEffect(() => {
    if (heldRow.current === null || numbers.includes(heldRow.current)) return;
    heldRow.current = null;
    if (document.activeElement !== document.body) return;
    scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }, [numbers]);
  // The rows of another order are other rows: a hand that lay on one of the old rows is put on the first of the new.
  const isHandDue = useRef(false);
  const order = useListOrder(list, () => {
    setActive(openNumber);
    heldRow.current = null;
    isHandDue.current = true;
  });
  useEffect(() => {
    if (!isHandDue.current || numbers.length === 0) return;
    isHandDue.current = false;
    if (document.activeElement !== document.body) return;
    scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }, [numbers]);
  const hold = useCallback((number: number) => {
    heldRow.current = number;
    setActive(number);
  }, []);
  useActionHandler('list.next', rows.length > 0 ? () => move(1) : null);
  useActionHandler('list.previous', rows.length > 0 ? () => move(-1) : null);
  useActionHandler('list.open', active !== null ? () => open(active) : null);
  useActionHandler('list.select', active !== null ? () => toggle(active, false) : null);
  const stretchBy = (by: number) => {
    const to = numbers[reach(by)];
    if (to !== undefined) stretch(activeIndex < 0 ? to : (active ?? to), to);
    move(by);
  };
  useActionHandler('list.selectNext', rows.length > 0 ? () => stretchBy(1) : null);
  useActionHandler('list.selectPrevious', rows.length > 0 ? () => stretchBy(-1) : null);
  useActionHandler('list.selectAll', rows.length > 0 ? () => setAll(numbers) : null);
  useActionHandler('list.clear', selected.size > 0 ? clear : null);
  useActionHandler('list.refresh', fresh.show);
  useActionHandler('list.density', () => prefer({ density: density === 'comfortable' ? 'compact' : 'comfortable' }));

  const chosen = rows.filter((row) => selected.has(row.number));
  const underHand = rows[activeIndex];
  const { asked, ask } = useListActions({
    marked: chosen,
    focusedTicket: openNumber === null ? underHand : undefined,
    isTrash: list.view === 'trash',
    mark: (number) => setAll([number]),
    clear,
    onShare: (all) => onShare(all, clear),
  });
  // The bar goes with the marks; the hand that was on it comes back to the rows.
  const unmark = () => {
    clear();
    ask(null);
    focusNextFrame(() => scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]'), {
      preventScroll: true,
    });
  };
  const setState = (state: StateFilter) =>
    void navigate({ to: '.', search: (old: Record<string, unknown>) => ({ ...old, state }) });
  const tabStop = activeIndex >= 0 ? active : numbers[Math.min(lastPlace.current, numbers.length - 1)];

  return (
    <section className="list" aria-label={t('list.label')}>
      <ListHead
        list={list}
        focusedTicket={chosen.length > 0 ? chosen : underHand ? [underHand] : []}
        onState={setState}
        onSort={order.choose}
        lead={lead}
      />
      {fresh.waitingCount > 0 && (
        <button type="button" className="list-news" onClick={fresh.show}>
          <IconArrowUp aria-hidden />
          {t('list.news', { count: fresh.waitingCount })}
        </button>
      )}
      <p className="sr" aria-live="polite">
        {fresh.waitingCount > 0 ? t('list.news', { count: fresh.waitingCount }) : ''}
      </p>
      <p className="sr" aria-live="polite">
        {order.said && t(`sort.${order.said}`)}
      </p>
      <div
        className="list-scroll"
        ref={scroller}
        onScroll={(event) => keepPlace(event.currentTarget.scrollTop)}
        aria-busy={query.isPending}
      >
        {query.isPending && isSlow && <ContentSkeleton height={height} />}
        {query.isError && rows.length === 0 && isViewGone && <ViewGone />}
        {query.isError && rows.length === 0 && !isViewGone && (
          <Failed error={query.error} retry={() => void query.refetch()} />
        )}
        {query.isSuccess && rows.length === 0 && !isPartial && <ListEmpty list={list} onState={setState} />}
        {query.isSuccess && rows.length === 0 && isPartial && (
          <ListFurther isBusy={isFetchingNextPage} onFurther={() => void fetchNextPage()} />
        )}
        {rows.length > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: rows are placed absolutely
          <div role="list" aria-label={t('list.label')} style={{ height: lineCount * height, position: 'relative' }}>
            {indexes.map((index) => {
              const row = rows[index];
              return (
                // biome-ignore lint/a11y/useSemanticElements: as above
                <div
                  key={row?.number ?? 'more'}
                  role="listitem"
                  aria-posinset={index + 1}
                  aria-setsize={query.hasNextPage ? -1 : rows.length}
                  style={{ position: 'absolute', insetInline: 0, height, transform: `translateY(${index * height}px)` }}
                >
                  {row ? (
                    <TicketRow
                      row={row}
                      view={list.view}
                      names={names}
                      density={density}
                      isOpen={row.number === openNumber}
                      isActive={row.number === tabStop}
                      isSelected={selected.has(row.number)}
                      isSelecting={selected.size > 0}
                      isDepartmentShown={isEverywhere}
                      columns={columns}
                      onSelect={toggle}
                      onActivate={hold}
                      isTrash={list.view === 'trash'}
                    />
                  ) : (
                    <div className="row-more">
                      {isPartial ? (
                        <ListFurther isBusy={isFetchingNextPage} onFurther={() => void fetchNextPage()} isRow />
                      ) : (
                        t('list.more')
                      )}
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        )}
      </div>
      {chosen.length > 0 && (
        <Suspense>
          <BatchBar rows={chosen} isTrash={list.view === 'trash'} asked={asked} onAsk={ask} onClear={unmark} />
        </Suspense>
      )}
    </section>
  );
};
