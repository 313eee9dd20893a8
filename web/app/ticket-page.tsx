import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Composer } from '../conversation/composer.tsx';
import { Thread } from '../conversation/thread.tsx';
import { useActionHandler } from '../lib/actions.ts';
import { ApiProblem } from '../lib/client.ts';
import { withCatalogue } from '../lib/i18n.ts';
import { useWatchTicket } from '../lib/live.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { ticketQuery } from '../lib/queries.ts';
import { SharedLine } from '../sharing/shared-line.tsx';
import { Classifications, type QuickField } from '../tickets/classifications.tsx';
import { useNextTicket } from '../tickets/next-ticket.ts';
import { TicketHeader } from '../tickets/ticket-header.tsx';
import { IconArrowLeft, IconTicket } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { Empty, Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { useBoxWidth, useWidth } from '../ui/width.ts';

// Sharing comes with the first panel that is opened, not with the first ticket.
const SharePanel = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/share-panel.tsx')).then((module) => module.SharePanel),
);
const LostDrafts = lazyComponent(() => import('../conversation/unsent-drafts.tsx').then((module) => module.LostDrafts));
// The customer's record comes after the conversation it stands beside.
const CustomerPane = lazyComponent(() => import('../tickets/customer-pane.tsx').then((module) => module.CustomerPane));
const ShowCustomer = lazyComponent(() =>
  withCatalogue('sharing', import('../sharing/original.tsx')).then((module) => module.ShowCustomer),
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

/** A ticket: classifications left, procedures right, the customer beside them. Panes fold away as room gets scarce, the conversation last. */
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
  const chosen = usePreferences();
  const [drawn, setDrawn] = useState<'details' | 'customer' | 'share' | 'why' | null>(null);
  const [quick, setQuick] = useState<QuickField>();
  const way = useNextTicket();
  useWatchTicket(isNumber ? number : 0);
  const hasRoomForDetails = boxWidth >= 600;
  const hasRoomForCustomer = boxWidth >= 860;
  const isDetails = hasRoomForDetails && chosen.isClassificationsOpen;
  const isCustomer = hasRoomForCustomer && chosen.isCustomerOpen;
  useActionHandler(
    'ticket.details',
    ticket ? () => (hasRoomForDetails ? setPreference({ isClassificationsOpen: !isDetails }) : setDrawn('details')) : null,
  );
  useActionHandler(
    'ticket.customer',
    ticket ? () => (hasRoomForCustomer ? setPreference({ isCustomerOpen: !isCustomer }) : setDrawn('customer')) : null,
  );
  // Where the details are folded away, the key of a field brings them with the field open.
  const bring = (field: QuickField) =>
    ticket && !isDetails
      ? () => {
          setQuick(field);
          setDrawn('details');
        }
      : null;
  const refusal = (permission: 'ticket.assign' | 'ticket.edit') =>
    ticket ? refusalReason(ticket.can, permission) : null;
  useActionHandler('ticket.assign', bring('assignee'), refusal('ticket.assign'));
  useActionHandler('ticket.priority', bring('priority'), refusal('ticket.edit'));
  useActionHandler('ticket.tags', bring('tags'), refusal('ticket.edit'));
  useActionHandler(
    'ticket.share',
    // Who may share nothing at all is not offered it (ZE-04); what is shared already can still be read, behind its link.
    ticket && ticket.can['ticket.share'] !== 'profile_lacks_permission' ? () => setDrawn('share') : null,
    ticket?.isOwn ? refusalReason(ticket.can, 'ticket.share') : null,
  );
  useActionHandler('ticket.why', ticket ? () => setDrawn('why') : null);

  const sheetTitle = (shown: { number: number; isOwn: boolean }): string => {
    if (drawn === 'share') return t(shown.isOwn ? 'share.title' : 'share.titleReceived', { number: shown.number });
    if (drawn === 'why') return t('why.title', { number: shown.number });
    return t(drawn === 'customer' ? 'customer.label' : 'details');
  };
  const back = isOneColumn && (
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
  return (
    <div className="ticket" ref={box}>
      {!ticket && error && <Failed error={error} retry={() => void refetch()} />}
      {!ticket && isSlow && <ContentSkeleton />}
      {ticket && (
        <>
          <TicketHeader
            ticket={ticket}
            view={view}
            lead={back || undefined}
            shared={<SharedLine ticket={ticket} onOpen={() => setDrawn('share')} />}
            panes={{ isDetails, isCustomer }}
            navigation={way}
          />
          <div className="ticket-body">
            {isDetails && (
              <>
                <aside className="ticket-side" aria-label={t('details')} style={{ width: chosen.classificationsWidth }}>
                  <Classifications ticket={ticket} key={number} />
                </aside>
                <Splitter
                  label={t('splitter.details')}
                  width={chosen.classificationsWidth}
                  min={180}
                  max={360}
                  onWidth={(width) => setPreference({ classificationsWidth: width })}
                />
              </>
            )}
            <div className="procedures">
              <Thread ticket={ticket} key={`thread${number}`} />
              <Composer ticket={ticket} key={`composer${number}`} onClosed={way.afterClosing} />
            </div>
            {isCustomer && (
              <>
                <Splitter
                  label={t('splitter.customer')}
                  side="after"
                  width={chosen.customerWidth}
                  min={200}
                  max={380}
                  onWidth={(width) => setPreference({ customerWidth: width })}
                />
                <div className="ticket-customer" style={{ width: chosen.customerWidth }}>
                  <Suspense>{customer}</Suspense>
                </div>
              </>
            )}
          </div>
          <Sheet
            isOpen={drawn !== null}
            onClose={() => {
              setDrawn(null);
              setQuick(undefined);
            }}
            title={sheetTitle(ticket)}
            size={drawn === 'share' || drawn === 'why' ? 420 : 340}
          >
            <Suspense fallback={<LoadingPage />}>
              {drawn === 'share' && <SharePanel ticket={ticket} />}
              {drawn === 'why' && <WhyPanel ticket={ticket} />}
              {drawn === 'customer' && customer}
            </Suspense>
            {drawn === 'details' && <Classifications ticket={ticket} start={quick} />}
          </Sheet>
        </>
      )}
    </div>
  );
};
