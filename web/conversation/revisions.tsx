import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { PopupButton } from '../ui/menus.tsx';
import { Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { MessageBody } from './message-body.tsx';

const RevisionList = ({ number, messageId }: { number: number; messageId: number }) => {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['revisions', number, messageId],
    queryFn: ({ signal }) => call('listRevisions', { params: { number, messageId }, signal }),
  });
  if (!data) return <Skeleton width={180} />;
  return (
    <ol className="revisions">
      {data.items.map((revision) => (
        <li key={revision.replacedAt}>
          <p className="faint">
            {t('message.revision', { name: revision.replacedBy })} <Time at={revision.replacedAt} isLong />
          </p>
          <MessageBody html={revision.html} quotedHtml={null} />
        </li>
      ))}
    </ol>
  );
};

/** Marks a comment as edited and shows its revisions. */
export const Revisions = ({ number, messageId }: { number: number; messageId: number }) => {
  const { t } = useTranslation();
  return (
    <PopupButton
      position="bottom-end"
      width={380}
      button={(anchor) => (
        <button {...anchor} type="button" className="edited">
          {t('message.edited')}
        </button>
      )}
    >
      <RevisionList number={number} messageId={messageId} />
    </PopupButton>
  );
};
