import type { Transfer } from '@crossdesk/contracts/transfer.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Composer } from '../conversation/composer.tsx';
import { useFoundWords } from '../conversation/found-words.ts';
import { Thread } from '../conversation/thread.tsx';
import { useActionHandler } from '../lib/actions.ts';
import { ApiProblem } from '../lib/client.ts';
import { withCatalogue } from '../lib/i18n.ts';
import { useWatchTicket } from '../lib/live.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { ticketQuery } from '../lib/queries.ts';
import { SharedLine } from '../sharing/shared-line.tsx';
import { TicketTimes, WhyTimes } from '../sla/layers.ts';
import { Classifications, type QuickField } from '../tickets/classifications.tsx';
import { useNextTicket } from '../tickets/next-ticket.ts';
import { TicketHeader } from '../tickets/ticket-header.tsx';
import { EscalateDialog, Holders, TransferDialog, WhyAssigned } from '../transfer/layers.ts';
import { IconArrowLeft, IconTicket } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { Empty, Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { useBoxWidth, useWidth } from '../ui/width.ts';

// Sharing loads when its first panel opens.
const SharePanel = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/share-panel.tsx')).then((module) => module.SharePanel),
);
const LostDrafts = lazyComponent(() => import('../conversation/unsent-drafts.tsx').then((module) => module.LostDrafts));
// The customer pane loads after the conversation.
const CustomerPane = lazyComponent(() => import('../tickets/customer-pane.tsx').then((module) => module.CustomerPane));
const ShowCustomer = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/show-customer.tsx')).then((module) => module.ShowCustomer),
);
const WhyPanel = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/why-panel.tsx')).then((module) => module.WhyPanel),
);

const ContentSkeleton = () => (
  <div aria-hidden style={{ padding: '18px 20px', display: 'grid', gap: 12 }}>
    <Skeleton width="45%" height={18} />
    <Skeleton width="22%" />
  </div>
);

/**
 * The ticket page: classifications on the left, the conversation in the middle, the customer on the
 * right. Side panes are hidden in narrow windows.
 */
export const TicketPage = () => {
  const { t } = useTranslation();
  const { view, number: text } = useParams({ from: '/inside/tickets/$view/$number' });
  const search = useSearch({ from: '/inside/tickets/$view' });
  const number = Number(text);
  const isNumber = Number.isSafeInteger(number) && number > 0;
  const { data: ticket, error, isPending, refetch } = useQuery({ ...ticketQuery(number), enabled: isNumber });
  const isSlow = useSlow(isPending);
  const box = useRef<HTMLDivElement>(null);
  const boxWidth = useBoxWidth(box);
  const isOneColumn = useWidth() < 760;
  const shownPreferences = usePreferences();
  const [openSheet, setOpenSheet] = useState<'details' | 'customer' | 'share' | 'why' | 'times' | null>(null);
  const [openField, setOpenField] = useState<QuickField>();
  const [handover, setHandover] = useState<'transfer' | 'escalate' | null>(null);
  // The department to share with, if a transfer to it was not possible.
  const [shareStart, setShareStart] = useState<number | null>(null);
  const ticketNavigation = useNextTicket();
  useWatchTicket(isNumber ? number : 0);
  useFoundWords(box, search.find, number);
  const hasRoomForDetails = boxWidth >= 600;
  const hasRoomForCustomer = boxWidth >= 860;
  const isDetailsShown = hasRoomForDetails && shownPreferences.isClassificationsOpen;
  const isCustomerShown = hasRoomForCustomer && shownPreferences.isCustomerOpen;
  useActionHandler(
    'ticket.details',
    ticket
      ? () => (hasRoomForDetails ? setPreference({ isClassificationsOpen: !isDetailsShown }) : setOpenSheet('details'))
      : null,
  );
  useActionHandler(
    'ticket.customer',
    ticket
      ? () => (hasRoomForCustomer ? setPreference({ isCustomerOpen: !isCustomerShown }) : setOpenSheet('customer'))
      : null,
  );
  // If the details are hidden, a field's shortcut opens them in a sheet with that field open.
  const openInSheet = (field: QuickField) =>
    ticket && !isDetailsShown
      ? () => {
          setOpenField(field);
          setOpenSheet('details');
        }
      : null;
  const refusal = (permission: 'ticket.assign' | 'ticket.edit' | 'ticket.transfer' | 'ticket.escalate') =>
    ticket ? refusalReason(ticket.can, permission) : null;
  useActionHandler('ticket.assign', openInSheet('assignee'), refusal('ticket.assign'));
  useActionHandler('ticket.priority', openInSheet('priority'), refusal('ticket.edit'));
  useActionHandler('ticket.tags', openInSheet('tags'), refusal('ticket.edit'));
  useActionHandler(
    'ticket.share',
    // Users who cannot share at all are not offered it (ZE-04); the Shared link still shows
    // existing shares.
    ticket && ticket.can['ticket.share'] !== 'profile_lacks_permission' ? () => setOpenSheet('share') : null,
    ticket?.isOwn ? refusalReason(ticket.can, 'ticket.share') : null,
  );
  const canHandOver = (permission: 'ticket.transfer' | 'ticket.escalate') =>
    ticket && ticket.can[permission] !== 'profile_lacks_permission';
  useActionHandler(
    'ticket.transfer',
    canHandOver('ticket.transfer') ? () => setHandover('transfer') : null,
    refusal('ticket.transfer'),
  );
  useActionHandler(
    'ticket.escalate',
    canHandOver('ticket.escalate') ? () => setHandover('escalate') : null,
    refusal('ticket.escalate'),
  );
  const afterHandover = (transfer: Transfer) => {
    setHandover(null);
    ticketNavigation.afterHandover(transfer.ticket !== null);
  };
  useActionHandler('ticket.times', ticket ? () => setOpenSheet('times') : null);
  useActionHandler('ticket.why', ticket ? () => setOpenSheet('why') : null);

  const sheetTitle = (shown: { number: number; isOwn: boolean }): string => {
    if (openSheet === 'share') return t(shown.isOwn ? 'share.title' : 'share.titleReceived', { number: shown.number });
    if (openSheet === 'times') return t('time.why');
    if (openSheet === 'why') return t('why.title', { number: shown.number });
    return t(openSheet === 'customer' ? 'customer.label' : 'details');
  };
  const backLink = isOneColumn && (
    <Link to="/tickets/$view" params={{ view }} search={search} className="icon-button" aria-label={t('back')}>
      <IconArrowLeft aria-hidden />
    </Link>
  );
  if (!isNumber || (error instanceof ApiProblem && error.code === 'not_found'))
    return (
      <Empty
        icon={<IconTicket />}
        title={t('ticket.notFound.title')}
        buttons={
          <>
            <Suspense>{isNumber && <LostDrafts number={number} />}</Suspense>
            <Button component={Link} to="/" variant="default">
              {t('notFound.button')}
            </Button>
          </>
        }
      >
        {t('ticket.notFound.text')}
      </Empty>
    );
  const customer = ticket && (
    <CustomerPane
      contactId={ticket.requester.id}
      name={ticket.requester.name}
      number={number}
      masked={
        <Suspense>
          <ShowCustomer key={number} ticket={ticket} />
        </Suspense>
      }
    />
  );
  const details = (start?: QuickField) =>
    ticket && (
      <>
        <Classifications
          ticket={ticket}
          key={number}
          start={start}
          whyAssigned={
            <Suspense>
              <WhyAssigned ticket={ticket} />
            </Suspense>
          }
        />
        <Suspense>
          <Holders key={`holders${number}`} number={number} />
        </Suspense>
      </>
    );
  return (
    <div className="ticket" ref={box}>
      {!ticket && error && <Failed error={error} retry={() => void refetch()} />}
      {!ticket && isSlow && <ContentSkeleton />}
      {ticket && (
        <>
          <TicketHeader
            ticket={ticket}
            view={view}
            lead={backLink || undefined}
            shared={
              <>
                <Suspense>
                  <TicketTimes key={number} number={number} onOpen={() => setOpenSheet('times')} />
                </Suspense>
                <SharedLine ticket={ticket} onOpen={() => setOpenSheet('share')} />
              </>
            }
            panes={{ isDetailsShown, isCustomerShown }}
            navigation={ticketNavigation}
          />
          <div className="ticket-body">
            {isDetailsShown && (
              <>
                <aside
                  className="ticket-side"
                  aria-label={t('details')}
                  style={{ width: shownPreferences.classificationsWidth }}
                >
                  {details()}
                </aside>
                <Splitter
                  label={t('splitter.details')}
                  width={shownPreferences.classificationsWidth}
                  min={180}
                  max={360}
                  onWidth={(width) => setPreference({ classificationsWidth: width })}
                />
              </>
            )}
            <div className="procedures">
              <Thread ticket={ticket} key={`thread${number}`} />
              <Composer ticket={ticket} key={`composer${number}`} onClosed={ticketNavigation.afterClosing} />
            </div>
            {isCustomerShown && (
              <>
                <Splitter
                  label={t('splitter.customer')}
                  side="after"
                  width={shownPreferences.customerWidth}
                  min={200}
                  max={380}
                  onWidth={(width) => setPreference({ customerWidth: width })}
                />
                <div className="ticket-customer" style={{ width: shownPreferences.customerWidth }}>
                  <Suspense>{customer}</Suspense>
                </div>
              </>
            )}
          </div>
          <Sheet
            isOpen={openSheet !== null}
            onClose={() => {
              setOpenSheet(null);
              setShareStart(null);
              setOpenField(undefined);
            }}
            title={sheetTitle(ticket)}
            size={openSheet === 'share' || openSheet === 'why' || openSheet === 'times' ? 420 : 340}
          >
            <Suspense fallback={<LoadingPage />}>
              {openSheet === 'share' && <SharePanel ticket={ticket} startId={shareStart} />}
              {openSheet === 'why' && <WhyPanel ticket={ticket} />}
              {openSheet === 'times' && <WhyTimes number={number} />}
              {openSheet === 'customer' && customer}
            </Suspense>
            {openSheet === 'details' && details(openField)}
          </Sheet>
          <Suspense fallback={<LoadingPage />}>
            {handover === 'transfer' && (
              <TransferDialog
                number={number}
                onClose={() => setHandover(null)}
                onDone={afterHandover}
                onShare={(departmentId) => {
                  setHandover(null);
                  setShareStart(departmentId);
                  setOpenSheet('share');
                }}
              />
            )}
            {handover === 'escalate' && (
              <EscalateDialog ticket={ticket} onClose={() => setHandover(null)} onDone={afterHandover} />
            )}
          </Suspense>
        </>
      )}
    </div>
  );
};
