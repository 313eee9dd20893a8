import { Outlet, useMatch, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runAction, useAction, useActionHandler } from '../lib/actions.ts';
import { openBatchPanel } from '../lib/batches.ts';
import { useHasPermission } from '../lib/catalog.ts';
import { withCatalogue } from '../lib/i18n.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { defaultState, effectiveSort } from '../lib/queries.ts';
import type { ShareableTicket } from '../sharing/share-many.tsx';
import type { Targets } from '../tickets/batch-actions.ts';
import { ListPane } from '../tickets/list-pane.tsx';
import { useNextTicket } from '../tickets/next-ticket.ts';
import { useCanEditView, useViewName } from '../tickets/view-names.ts';
import { ViewsPane } from '../tickets/views-pane.tsx';
import { EscalateMany, TransferDialog, TransferMany } from '../transfer/layers.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconMenu2 } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { useWidth } from '../ui/width.ts';
import type { ViewTask } from '../views/view-dialog.tsx';

const ShareMany = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/share-many.tsx')).then((module) => module.ShareMany),
);
const ViewLayer = lazyComponent(() =>
  withCatalogue('views', import('../views/view-dialog.tsx')).then((module) => module.ViewDialog),
);

/**
 * Tickets to share together; `clear` clears their selection. `startId`: a department to select at
 * first.
 */
type SharingSelection = {
  rows: readonly ShareableTicket[];
  clear: () => void;
  startId: number | null;
};
/** Tickets to transfer or escalate. */
type HandoverSelection = { rows: Targets; clear: () => void };

/** If nothing has the focus, focuses this row, or the row that took its place. */
const focusRow = (number: number) =>
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const row = document.querySelector<HTMLElement>(`[data-row="${number}"], [data-row][tabindex="0"]`);
    row?.focus({ preventScroll: true });
  });

/** Views, list, and ticket; with one column, either the list or the ticket. */
export const Desk = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const viewName = useViewName();
  const { view } = useParams({ from: '/inside/tickets/$view' });
  const { state } = useSearch({ from: '/inside/tickets/$view' });
  const open = useMatch({ from: '/inside/tickets/$view/$number', shouldThrow: false });
  const number = open ? Number(open.params.number) || null : null;
  const { listWidth, isViewsOpen, sorts } = usePreferences();
  const width = useWidth();
  const [isViewsSheetOpen, setViewsSheetOpen] = useState(false);
  const isOneColumn = width < 760;
  const hasRoomForViews = width >= 1180;
  const isViewsShown = hasRoomForViews && isViewsOpen;
  const clear = useAction('list.clear');
  const ticketNavigation = useNextTicket();
  useActionHandler('ticket.next', ticketNavigation.next);
  useActionHandler('ticket.previous', ticketNavigation.previous);
  useActionHandler('app.views', () =>
    hasRoomForViews ? setPreference({ isViewsOpen: !isViewsOpen }) : setViewsSheetOpen(!isViewsSheetOpen),
  );
  useActionHandler(
    'go.back',
    clear
      ? () => void runAction('list.clear')
      : number === null
        ? null
        : () => void navigate({ to: '/tickets/$view', params: { view }, search: true }),
  );
  // Closing a ticket focuses its row, or the row that took its place.
  const previousNumber = useRef<number | null>(null);
  const [sharing, setSharing] = useState<SharingSelection | null>(null);
  const [transferring, setTransferring] = useState<HandoverSelection | null>(null);
  const [escalating, setEscalating] = useState<HandoverSelection | null>(null);
  useEffect(() => {
    const from = previousNumber.current;
    previousNumber.current = number;
    if (from !== null && number === null) focusRow(from);
  }, [number]);
  const [viewTask, setViewTask] = useState<ViewTask | null>(null);
  const canCreateViews = useHasPermission()('views.manage_own');
  const viewId = view.startsWith('custom:') ? Number(view.slice(7)) : null;
  const openViewTask = (act: ViewTask['act'], id: number | null) => () => {
    setViewsSheetOpen(false);
    setViewTask({ act, viewId: id });
  };
  const hasView = canCreateViews && viewId !== null;
  const canEditView = useCanEditView(view);
  useActionHandler('app.newView', canCreateViews ? openViewTask('new', null) : null);
  useActionHandler('list.editView', hasView && canEditView ? openViewTask('edit', viewId) : null);
  useActionHandler('list.copyView', hasView ? openViewTask('copy', viewId) : null);
  useActionHandler('list.deleteView', hasView && canEditView ? openViewTask('delete', viewId) : null);
  const name = viewName(view);
  useEffect(() => {
    document.title = number === null ? `${name} · Crossdesk` : `#${number} · Crossdesk`;
  }, [name, number]);
  // A single ticket has the full dialog.
  const [toTransfer] = transferring?.rows.length === 1 ? transferring.rows : [];
  const Column = isOneColumn ? 'main' : 'div';
  const lead = isViewsShown ? undefined : (
    <IconButton label={t('views')} hotkey="[" onClick={() => runAction('app.views')}>
      <IconMenu2 />
    </IconButton>
  );
  return (
    <div className="desk" data-columns={isOneColumn ? 'one' : 'many'} data-open={number !== null || undefined}>
      {isViewsShown && <ViewsPane />}
      {!hasRoomForViews && (
        <Sheet
          isOpen={isViewsSheetOpen}
          onClose={() => setViewsSheetOpen(false)}
          side="left"
          size={270}
          title={t('views')}
          className="views-drawer"
        >
          <ViewsPane onChoose={() => setViewsSheetOpen(false)} />
        </Sheet>
      )}
      {(!isOneColumn || number === null) && (
        <Column className="list-column" style={isOneColumn ? {} : { width: Math.min(listWidth, width * 0.42) }}>
          <ListPane
            list={{ view, state: state ?? defaultState(view), sort: effectiveSort(view, sorts) }}
            openNumber={number}
            lead={lead}
            onShare={(rows, clear) => setSharing({ rows, clear, startId: null })}
            onTransfer={(rows, clear) => setTransferring({ rows, clear })}
            onEscalate={(rows, clear) => setEscalating({ rows, clear })}
          />
        </Column>
      )}
      {(!isOneColumn || number !== null) && (
        <main className="ticket-column">
          {!isOneColumn && (
            <Splitter
              label={t('splitter.list')}
              width={listWidth}
              min={270}
              max={620}
              onWidth={(next) => setPreference({ listWidth: next })}
            />
          )}
          <Outlet />
        </main>
      )}
      <Sheet
        isOpen={sharing !== null}
        size={420}
        title={t('batch.shareTitle', { count: sharing?.rows.length ?? 0 })}
        onClose={() => setSharing(null)}
      >
        <Suspense fallback={<LoadingPage />}>
          {sharing && (
            <ShareMany
              rows={sharing.rows}
              startId={sharing.startId}
              onSent={(batchId) => {
                sharing.clear();
                setSharing(null);
                openBatchPanel(batchId);
              }}
            />
          )}
        </Suspense>
      </Sheet>
      <Suspense fallback={<LoadingPage />}>
        {transferring && toTransfer && (
          <TransferDialog
            number={toTransfer.number}
            onClose={() => setTransferring(null)}
            onDone={() => {
              transferring.clear();
              setTransferring(null);
              focusRow(toTransfer.number);
            }}
            onShare={(startId) => {
              setTransferring(null);
              setSharing({ rows: [toTransfer], clear: transferring.clear, startId });
            }}
          />
        )}
        {transferring && !toTransfer && (
          <TransferMany
            rows={transferring.rows}
            onClose={() => setTransferring(null)}
            onStarted={(batchId) => {
              transferring.clear();
              setTransferring(null);
              openBatchPanel(batchId);
            }}
          />
        )}
        {escalating && (
          <EscalateMany
            rows={escalating.rows}
            onClose={() => setEscalating(null)}
            onStarted={(batchId) => {
              escalating.clear();
              setEscalating(null);
              openBatchPanel(batchId);
            }}
          />
        )}
        {viewTask && <ViewLayer work={viewTask} onClose={() => setViewTask(null)} />}
      </Suspense>
    </div>
  );
};
