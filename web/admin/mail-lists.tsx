import type { FailedMail, OutboxMail } from '@crossdesk/contracts/email.ts';
import { mailFailureReasons } from '@crossdesk/contracts/lists/email.ts';
import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { apiUrl, call } from '../lib/client.ts';
import { formatFileSize } from '../lib/format.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconFileText, IconRefresh, IconSend } from '../ui/icons.ts';
import { Chip, type Tone } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { OutboxTexts } from './outbox-texts.tsx';
import './notifications.css';

const tones: Record<OutboxMail['state'], Tone> = {
  waiting: 'accent',
  sent: 'ok',
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
                    {mail.number !== null && (
                      <Link
                        className="number-link"
                        to="/tickets/$view/$number"
                        params={{ view: 'all', number: String(mail.number) }}
                        search={{ state: 'any' }}
                      >
                        #{mail.number}
                      </Link>
                    )}
                    <Chip tone={tones[mail.state]}>{t(`outbox.${mail.state}`)}</Chip>
                    {!mail.isSecret && !mail.isHidden && (
                      <IconButton label={t('outbox.read')} onClick={() => setShown(mail)}>
                        <IconFileText />
                      </IconButton>
                    )}
                    {!mail.isSecret && (mail.state === 'failed' || mail.state === 'kept') && (
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
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {desk('search.more')}
        </Button>
      )}
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

/** Received mail that could not be turned into a message. */
export const FailedMails = () => {
  const { t, desk } = useSettingsTranslation();
  const faultText = (error: string): string | null => {
    const fault = mailFailureReasons.find((one) => one === error);
    return fault ? t(`failed.fault.${fault}`) : null;
  };
  const query = useInfiniteQuery({
    queryKey: ['failed-mail'],
    queryFn: ({ pageParam, signal }) =>
      call('listFailedMail', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const retry = (mail: FailedMail) =>
    void call('retryFailedMail', { params: { id: mail.id }, body: {} })
      .then(() => {
        toast({ tone: 'good', text: t('failed.again') });
        return queryClient.invalidateQueries({ queryKey: ['failed-mail'] });
      })
      .catch(showProblem);
  return (
    <SettingsFrame title={t('page.failed')} note={t('note.failed')}>
      <QueryContent query={query}>
        {({ pages }) => {
          const mails = pages.flatMap((page) => page.items);
          return mails.length === 0 ? (
            <SettingsEmpty>{t('failed.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {mails.map((mail) => (
                <li key={mail.id} className="settings-row">
                  <span className="grow">
                    <span className="settings-name cut">
                      {mail.isHidden ? t('failed.hidden') : mail.subject || t('failed.noSubject')}
                    </span>
                    <span className="faint cut" style={{ display: 'block' }}>
                      {mail.envelopeFrom} → {mail.envelopeTo.join(', ')} · {formatFileSize(mail.byteCount)} ·{' '}
                      <Time at={mail.receivedAt} isLong />
                    </span>
                    <span className="cut" style={{ display: 'block', color: 'var(--bad)', fontSize: 'var(--t-2)' }}>
                      {faultText(mail.error) ?? mail.error}
                    </span>
                  </span>
                  {!mail.isHidden && (
                    <a
                      className="icon-button"
                      href={apiUrl('getFailedMailSource', { id: mail.id })}
                      target="_blank"
                      rel="noreferrer"
                      aria-label={t('failed.source')}
                      title={t('failed.source')}
                    >
                      <IconFileText aria-hidden />
                    </a>
                  )}
                  <IconButton label={t('failed.retry')} onClick={() => retry(mail)}>
                    <IconRefresh />
                  </IconButton>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryContent>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {desk('search.more')}
        </Button>
      )}
    </SettingsFrame>
  );
};
