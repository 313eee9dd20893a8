import type { TicketRow as Row } from '@crossdesk/contracts/views.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem } from '../lib/client.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { uniqueRows } from '../lib/list-pages.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { type ListQuery, listQuery, prefetchTicket, type StateFilter } from '../lib/queries.ts';
import { IconArrowUp } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Failed, Skeleton, useSlow } from '../ui/states.tsx';
import type { Targets } from './batch-actions.ts';
import { useListActions } from './list-actions.ts';
import { ListEmpty, ListHead, LoadMore, TransferredTabs, ViewNotFound } from './list-head.tsx';
import { useListOrder } from './list-order.ts';
import { scrollKey, useFreshList, useScrollRestoration, useSelection } from './list-state.ts';
import { useRowWindow } from './row-window.ts';
import { rowHeights, TicketRow } from './ticket-row.tsx';
import { useCustomView } from './view-names.ts';
import './list.css';
import './list-tabs.css';

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

/**
 * The list of a view: virtualized, paged, live, navigated with `j` and `k`. `openNumber` is the
 * ticket shown beside it.
 */
export const ListPane = ({
  list,
  openNumber,
  onShare,
  onTransfer,
  onEscalate,
  lead,
}: {
  list: ListQuery;
  openNumber: number | null;
  /** Shares the selected rows; `clear` clears the selection. */
  onShare: (rows: Targets, clear: () => void) => void;
  onTransfer: (rows: Targets, clear: () => void) => void;
  onEscalate: (rows: Targets, clear: () => void) => void;
  lead?: ReactNode;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const names = useNames();
  const { density } = usePreferences();
  const scroller = useRef<HTMLDivElement>(null);
  const query = useInfiniteQuery(listQuery(list));
  const rows = useMemo<Row[]>(() => (query.data ? uniqueRows(query.data) : []), [query.data]);
  const numbers = useMemo(() => rows.map((row) => row.number), [rows]);
  const { selected, whole, toggle, extend, setAll, selectWhole, clear } = useSelection(numbers, list);
  const [active, setActive] = useState<number | null>(openNumber);
  const activeIndex = active === null ? -1 : numbers.indexOf(active);
  const lastActiveIndex = useRef(0);
  if (activeIndex >= 0) lastActiveIndex.current = activeIndex;
  const freshList = useFreshList(list, scroller, openNumber);
  const isSlow = useSlow(query.isPending);
  const listKey = scrollKey(list);
  const height = rowHeights[density];
  const isAllDepartments = !list.view.startsWith('department:');
  const columns = useCustomView(list.view)?.columns ?? null;
  const isViewGone =
    list.view.startsWith('custom:') && query.error instanceof ApiProblem && query.error.code === 'not_found';
  // Loading more searches thousands of tickets again, so the user has to request it.
  const isPartial = query.data?.pages.at(-1)?.isPartial ?? false;

  // Restore the scroll position first, then compute the visible rows.
  const saveScroll = useScrollRestoration(listKey, scroller, rows.length > 0);
  const lineCount = rows.length + (query.hasNextPage ? 1 : 0);
  const { indexes, isVisible, scrollToRow } = useRowWindow(lineCount, height, scroller);
  const lastIndex = indexes.at(-1) ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (lastIndex >= rows.length - 12 && hasNextPage && !isFetchingNextPage && !isPartial) void fetchNextPage();
  }, [lastIndex, rows.length, hasNextPage, isFetchingNextPage, isPartial, fetchNextPage]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each list
  useEffect(() => {
    clear();
    freshList.forget();
    lastActiveIndex.current = 0;
  }, [listKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per opened ticket
  useEffect(() => {
    if (openNumber === null) return;
    setActive(openNumber);
    const index = numbers.indexOf(openNumber);
    if (index >= 0 && !isVisible(index)) scrollToRow(index);
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
  const targetIndex = (by: number): number => {
    // If the active row left the list, continue from the row that took its place.
    const next = active === null ? 0 : activeIndex >= 0 ? activeIndex + by : lastActiveIndex.current + Math.min(0, by);
    return Math.max(0, Math.min(rows.length - 1, next));
  };
  const moveFocus = (by: number) => {
    const index = targetIndex(by);
    const row = rows[index];
    if (!row) return;
    setActive(row.number);
    prefetchTicket(row.number);
    scrollToRow(index);
    focusNextFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${row.number}"]`), {
      preventScroll: true,
    });
  };
  // When the focused row leaves the list, focus moves to the row that took its place.
  const focusedNumber = useRef<number | null>(null);
  useEffect(() => {
    if (focusedNumber.current === null || numbers.includes(focusedNumber.current)) return;
    focusedNumber.current = null;
    if (document.activeElement !== document.body) return;
    scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }, [numbers]);
  // After a sort change, focus moves from an old row to the first new row.
  const shouldRestoreFocus = useRef(false);
  const order = useListOrder(list, () => {
    setActive(openNumber);
    focusedNumber.current = null;
    shouldRestoreFocus.current = true;
  });
  useEffect(() => {
    if (!shouldRestoreFocus.current || numbers.length === 0) return;
    shouldRestoreFocus.current = false;
    if (document.activeElement !== document.body) return;
    scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }, [numbers]);
  const activateRow = useCallback((number: number) => {
    focusedNumber.current = number;
    setActive(number);
  }, []);
  useActionHandler('list.next', rows.length > 0 ? () => moveFocus(1) : null);
  useActionHandler('list.previous', rows.length > 0 ? () => moveFocus(-1) : null);
  useActionHandler('list.open', active !== null ? () => open(active) : null);
  useActionHandler('list.select', active !== null ? () => toggle(active, false) : null);
  const extendBy = (by: number) => {
    const to = numbers[targetIndex(by)];
    if (to !== undefined) extend(activeIndex < 0 ? to : (active ?? to), to);
    moveFocus(by);
  };
  useActionHandler('list.selectNext', rows.length > 0 ? () => extendBy(1) : null);
  useActionHandler('list.selectPrevious', rows.length > 0 ? () => extendBy(-1) : null);
  useActionHandler('list.selectAll', rows.length > 0 ? () => setAll(numbers) : null);
  useActionHandler('list.clear', selected.size > 0 ? clear : null);
  useActionHandler('list.refresh', freshList.show);
  useActionHandler('list.density', () =>
    setPreference({ density: density === 'comfortable' ? 'compact' : 'comfortable' }),
  );

  const selectedRows = rows.filter((row) => selected.has(row.number));
  const focusedRow = rows[activeIndex];
  const { openField, setOpenField } = useListActions({
    selected: whole ?? selectedRows,
    focusedTicket: openNumber === null ? focusedRow : undefined,
    isTrash: list.view === 'trash',
    select: (number) => setAll([number]),
    clear,
    onShare: (all) => onShare(all, clear),
    onTransfer: (all) => onTransfer(all, clear),
    onEscalate: (all) => onEscalate(all, clear),
  });
  // The bar disappears with the selection, so its focus returns to the rows.
  const clearSelection = () => {
    clear();
    setOpenField(null);
    focusNextFrame(() => scroller.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]'), {
      preventScroll: true,
    });
  };
  const setState = (state: StateFilter) =>
    void navigate({ to: '.', search: (old: Record<string, unknown>) => ({ ...old, state }) });
  const tabStop = activeIndex >= 0 ? active : numbers[Math.min(lastActiveIndex.current, numbers.length - 1)];

  return (
    <section className="list" aria-label={t('list.label')}>
      <ListHead
        list={list}
        targets={selectedRows.length > 0 ? selectedRows : focusedRow ? [focusedRow] : []}
        onState={setState}
        onSort={order.choose}
        lead={lead}
      />
      <TransferredTabs view={list.view} />
      {freshList.waitingCount > 0 && (
        <button type="button" className="list-news" onClick={freshList.show}>
          <IconArrowUp aria-hidden />
          {t('list.news', { count: freshList.waitingCount })}
        </button>
      )}
      <p className="sr" aria-live="polite">
        {freshList.waitingCount > 0 ? t('list.news', { count: freshList.waitingCount }) : ''}
      </p>
      <p className="sr" aria-live="polite">
        {order.announcedSort && t(`sort.${order.announcedSort}`)}
      </p>
      <div
        className="list-scroll"
        ref={scroller}
        onScroll={(event) => saveScroll(event.currentTarget.scrollTop)}
        aria-busy={query.isPending}
      >
        {query.isPending && isSlow && <ContentSkeleton height={height} />}
        {query.isError && rows.length === 0 && isViewGone && <ViewNotFound />}
        {query.isError && rows.length === 0 && !isViewGone && (
          <Failed error={query.error} retry={() => void query.refetch()} />
        )}
        {query.isSuccess && rows.length === 0 && !isPartial && <ListEmpty list={list} onState={setState} />}
        {query.isSuccess && rows.length === 0 && isPartial && (
          <LoadMore isBusy={isFetchingNextPage} onLoadMore={() => void fetchNextPage()} />
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
                      isDepartmentShown={isAllDepartments}
                      columns={columns}
                      onSelect={toggle}
                      onActivate={activateRow}
                      isTrash={list.view === 'trash'}
                    />
                  ) : (
                    <div className="row-more">
                      {isPartial ? (
                        <LoadMore isBusy={isFetchingNextPage} onLoadMore={() => void fetchNextPage()} isRow />
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
      {selectedRows.length > 0 && (
        <Suspense>
          <BatchBar
            rows={whole ?? selectedRows}
            onSelectAll={whole === null && hasNextPage && selectedRows.length === rows.length ? selectWhole : null}
            isTrash={list.view === 'trash'}
            openField={openField}
            onOpenField={setOpenField}
            onClear={clearSelection}
          />
        </Suspense>
      )}
    </section>
  );
};
