import type { OutboxMail } from '@crossdesk/contracts/email.ts';
import { Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconFileText, IconSend } from '../ui/icons.ts';
import { Chip, type Tone } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import {
  MoreButton,
  QueryContent,
  SettingsEmpty,
  SettingsFrame,
  TicketLink,
  useSettingsTranslation,
} from './frame.tsx';
import { OutboxTexts } from './outbox-texts.tsx';
import './notifications.css';

const tones: Record<OutboxMail['state'], Tone> = {
  waiting: 'accent',
  sent: 'ok',
  partly: 'bad',
  failed: 'bad',
  kept: 'warn',
  canceled: 'plain',
};

/** Outgoing mail, newest first: sent, waiting, or held because no outgoing server is set up. */
export const Outbox = () => {
  const { t, desk } = useSettingsTranslation();
  const [shown, setShown] = useState<OutboxMail | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['outbox'],
    queryFn: ({ pageParam, signal }) => call('listOutbox', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  const resend = (mail: OutboxMail) =>
    void call('resendMail', { params: { id: mail.id }, body: {} })
      .then(() => {
        toast({ tone: 'good', text: t('outbox.again') });
        return queryClient.invalidateQueries({ queryKey: ['outbox'] });
      })
      .catch(showProblem);
  return (
    <SettingsFrame title={t('page.outbox')} note={t('note.outbox')}>
      <QueryContent query={query}>
        {({ pages }) => {
          const mails = pages.flatMap((page) => page.items);
          return mails.length === 0 ? (
            <SettingsEmpty>{t('outbox.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {mails.map((mail) => (
                <li key={mail.id} className="settings-row">
                  <span className="grow">
                    <span className="settings-name cut">{mail.isHidden ? t('outbox.hidden') : mail.subject}</span>
                    <span className="faint cut" style={{ display: 'block' }}>
                      {!mail.isHidden && `${desk('write.to')} ${mail.to.join(', ')} · `}
                      <Time at={mail.createdAt} isLong />
                      {mail.isSecret && ` · ${t('outbox.secret')}`}
                      {mail.lastError && ` · ${mail.lastError}`}
                    </span>
                  </span>
                  <span className="settings-acts">
                    <TicketLink number={mail.number} />
                    <Chip tone={tones[mail.state]}>{t(`outbox.${mail.state}`)}</Chip>
                    {!mail.isSecret && !mail.isHidden && (
                      <IconButton label={t('outbox.read')} onClick={() => setShown(mail)}>
                        <IconFileText />
                      </IconButton>
                    )}
                    {!mail.isSecret &&
                      (mail.state === 'failed' || mail.state === 'kept' || mail.state === 'partly') && (
                        <IconButton label={t('outbox.send')} onClick={() => resend(mail)}>
                          <IconSend />
                        </IconButton>
                      )}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryContent>
      <MoreButton query={query} />
      <OutboxTexts />
      {shown && (
        <Modal opened onClose={() => setShown(null)} title={shown.subject} size={640}>
          <p className="faint">
            {shown.from} → {shown.to.join(', ')}
          </p>
          <p className="mail-text">{shown.text}</p>
        </Modal>
      )}
    </SettingsFrame>
  );
};
