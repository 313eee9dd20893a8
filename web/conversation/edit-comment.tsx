import type { Message } from '@crossdesk/contracts/conversation.ts';
import { Button, Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/sentences.ts';
import { keepMessage } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { later } from '../ui/later.tsx';
import { Bone } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { MessageBody } from './message-body.tsx';

const Editor = later(() => import('./editor.tsx').then((module) => module.Editor));

/** The pencil: an internal comment is changed in place for a while; what it said before is kept (ZV-48, C-01). */
export const EditComment = ({ number, message, onDone }: { number: number; message: Message; onDone: () => void }) => {
  const { t } = useTranslation();
  const { t: words } = useTranslation('writing');
  const [html, setHtml] = useState(message.html);
  const [isBusy, setBusy] = useState(false);
  const keep = async () => {
    setBusy(true);
    try {
      keepMessage(number, await call('editMessage', { params: { number, messageId: message.id }, body: { html } }));
      onDone();
    } catch (error) {
      showProblem(error, t('kept.text'));
    }
    setBusy(false);
  };
  return (
    <div className="edit-comment">
      <Suspense fallback={<Bone width="60%" />}>
        <Editor
          start={message.html}
          label={t('message.edit')}
          placeholder=""
          onChange={setHtml}
          onFiles={() => toast({ tone: 'bad', text: words('edit.noFiles') })}
          onSend={() => void keep()}
          onLeave={onDone}
        />
      </Suspense>
      <div className="edit-comment-foot">
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('cancel')}
        </Button>
        <Button loading={isBusy} onClick={() => void keep()}>
          {t('save')}
        </Button>
      </div>
    </div>
  );
};

const Former = ({ number, messageId }: { number: number; messageId: number }) => {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['revisions', number, messageId],
    queryFn: ({ signal }) => call('listRevisions', { params: { number, messageId }, signal }),
  });
  if (!data) return <Bone width={180} />;
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

/** Says that a comment was edited, and shows what it said before. */
export const Revisions = ({ number, messageId }: { number: number; messageId: number }) => {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" shadow="md" width={380} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="edited">
          {t('message.edited')}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Former number={number} messageId={messageId} />
      </Popover.Dropdown>
    </Popover>
  );
};
