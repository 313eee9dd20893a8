import type { Share } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useNames } from '../lib/catalog.ts';
import { sharesQuery } from '../lib/queries.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import { AddShares } from './add-shares.tsx';
import { answerShare } from './share-actions.ts';
import { ShareRow } from './share-row.tsx';
import './sharing.css';

const AnswerForm = ({ ticket, share }: { ticket: Ticket; share: Share }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const [text, setText] = useState('');
  const owner = names.department(ticket.departmentId) ?? '';
  return (
    <form
      className="share-answer"
      onSubmit={(event) => {
        event.preventDefault();
        void answerShare(ticket.number, share.departmentId, text, t('share.answerSent', { department: owner }));
      }}
    >
      <p className="share-question">{t('share.asked', { question: share.question })}</p>
      <Textarea
        label={t('share.answer')}
        autosize
        minRows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit">{t('share.answerSend')}</Button>
    </form>
  );
};

/** What a receiving department sees: who shared the ticket, the level, and the question (ZJ-23). */
const ReceivedShares = ({ ticket, items }: { ticket: Ticket; items: readonly Share[] }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const ownDepartmentIds = new Set(useMe()?.memberships.map((one) => one.departmentId));
  return (
    <>
      <p>{t('share.received', { department: names.department(ticket.departmentId) ?? '' })}</p>
      {items.map((share) => {
        const isAnswering = share.question !== '' && share.doneAt === null && ownDepartmentIds.has(share.departmentId);
        return (
          <section key={share.departmentId} className="share-mine">
            <ShareRow ticket={ticket} share={share} isOwner={false} isAnswering={isAnswering} />
            {isAnswering && <AnswerForm ticket={ticket} share={share} />}
          </section>
        );
      })}
    </>
  );
};

/**
 * The shares of a ticket: owners add, edit, and remove them; receivers read them (ZE-28 to ZE-31,
 * ZJ-19). `startId`: a department to select for sharing.
 */
export const SharePanel = ({ ticket, startId = null }: { ticket: Ticket; startId?: number | null }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const { data, error, refetch } = useQuery(sharesQuery(ticket.number));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton width="60%" />;
  if (!data.isOwner) return <ReceivedShares ticket={ticket} items={data.items} />;
  return (
    <div className="share-panel">
      {data.items.length === 0 ? (
        <p className="faint">
          {t('share.nobody', { department: names.department(ticket.departmentId) ?? '' })} {t('share.nobodyHint')}
        </p>
      ) : (
        <section aria-label={t('share.now')}>
          <ul className="share-list">
            {data.items.map((share) => (
              <li key={share.departmentId}>
                <ShareRow ticket={ticket} share={share} isOwner />
              </li>
            ))}
          </ul>
        </section>
      )}
      <AddShares ticket={ticket} shared={data.items.map((share) => share.departmentId)} startId={startId} />
    </div>
  );
};
