import type { IncomingMail } from '@crossdesk/contracts/email.ts';
import { incomingMailStates, mailFailureReasons } from '@crossdesk/contracts/lists/email.ts';
import { NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiUrl, call } from '../lib/client.ts';
import { formatFileSize } from '../lib/format.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconFileText, IconPlus, IconRefresh, IconSearch } from '../ui/icons.ts';
import { Chip, type Tone } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import { SettingsDialog } from './dialog.tsx';
import {
  MoreButton,
  QueryContent,
  SettingsEmpty,
  SettingsFrame,
  TicketLink,
  useSettingsTranslation,
} from './frame.tsx';

const tones: Record<IncomingMail['state'], Tone> = {
  waiting: 'accent',
  done: 'ok',
  automatic: 'plain',
  duplicate: 'plain',
  report: 'warn',
  own: 'plain',
  failed: 'bad',
};

const refresh = () => queryClient.invalidateQueries({ queryKey: ['incoming-mail'] });

/** Received mail with what became of it, newest first; what has no ticket can become one. */
export const MailLog = () => {
  const { t } = useSettingsTranslation();
  const [state, setState] = useState<IncomingMail['state'] | ''>('');
  const [text, setText] = useState('');
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<IncomingMail | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useInfiniteQuery({
    queryKey: ['incoming-mail', state, q],
    queryFn: ({ pageParam, signal }) =>
      call('listIncomingMail', {
        query: { ...(pageParam ? { after: pageParam } : {}), ...(state ? { state } : {}), ...(q ? { q } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  const retry = (mail: IncomingMail) =>
    void call('retryIncomingMail', { params: { id: mail.id }, body: {} })
      .then(() => {
        toast({ tone: 'good', text: t('log.again') });
        return refresh();
      })
      .catch(showProblem);
  const isFiltered = state !== '' || q !== '';
  return (
    <SettingsFrame title={t('page.mailLog')} note={t('note.mailLog')}>
      <search className="mail-log-filter">
        <TextInput
          type="search"
          aria-label={t('log.search')}
          placeholder={t('log.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('log.result')}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as IncomingMail['state'] | '')}
          data={[
            { value: '', label: t('log.all') },
            ...incomingMailStates.map((value) => ({ value, label: t(`log.state.${value}`) })),
          ]}
        />
      </search>
      <QueryContent query={query}>
        {({ pages }) => {
          const mails = pages.flatMap((page) => page.items);
          return mails.length === 0 ? (
            <SettingsEmpty>{t(isFiltered ? 'log.noMatch' : 'log.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {mails.map((mail) => (
                <LogRow key={mail.id} mail={mail} retry={retry} makeTicket={setChosen} />
              ))}
            </ul>
          );
        }}
      </QueryContent>
      <MoreButton query={query} />
      {chosen && <TicketDialog mail={chosen} close={() => setChosen(null)} />}
    </SettingsFrame>
  );
};

type RowProps = { mail: IncomingMail; retry(mail: IncomingMail): void; makeTicket(mail: IncomingMail): void };

const LogRow = ({ mail, retry, makeTicket }: RowProps) => {
  const { t } = useSettingsTranslation();
  const reason = mailFailureReasons.find((one) => one === mail.error);
  const sender = mail.fromName ? `${mail.fromName} <${mail.fromAddress}>` : mail.fromAddress;
  const hasOwnTicket = mail.state === 'done' || mail.state === 'automatic';
  return (
    <li className="settings-row">
      <span className="grow">
        <span className="settings-name cut">
          {mail.isHidden ? t('log.hidden') : mail.subject || t('log.noSubject')}
        </span>
        <span className="faint cut" style={{ display: 'block' }}>
          {!mail.isHidden && `${sender || t('log.noSender')} · `}
          {formatFileSize(mail.byteCount)} · <Time at={mail.receivedAt} isLong />
        </span>
        {mail.error && <span className="mail-log-error">{reason ? t(`log.fault.${reason}`) : mail.error}</span>}
      </span>
      <span className="settings-acts">
        <TicketLink number={mail.number} />
        <Chip tone={tones[mail.state]}>{t(`log.state.${mail.state}`)}</Chip>
        {mail.state === 'failed' && (
          <IconButton label={t('log.retry')} onClick={() => retry(mail)}>
            <IconRefresh />
          </IconButton>
        )}
        {!mail.isHidden && !hasOwnTicket && mail.state !== 'waiting' && (
          <IconButton label={t('log.ticket')} onClick={() => makeTicket(mail)}>
            <IconPlus />
          </IconButton>
        )}
        {!mail.isHidden && (
          <a
            className="icon-button"
            href={apiUrl('getIncomingMailSource', { id: mail.id })}
            target="_blank"
            rel="noreferrer"
            aria-label={t('log.source')}
            title={t('log.source')}
          >
            <IconFileText aria-hidden />
          </a>
        )}
      </span>
    </li>
  );
};

/** Asks for the requester of the new ticket and suggests the sender. */
const TicketDialog = ({ mail, close }: { mail: IncomingMail; close(): void }) => {
  const { t } = useSettingsTranslation();
  const [requester, setRequester] = useState(mail.state === 'own' ? '' : mail.fromAddress);
  const save = async () => {
    const body = requester.trim() === mail.fromAddress ? {} : { requester: requester.trim() };
    await call('createTicketFromMail', { params: { id: mail.id }, body });
    toast({ tone: 'good', text: t('log.creating') });
    await refresh();
  };
  return (
    <SettingsDialog title={t('log.ticket')} submitLabel={t('log.create')} onSave={save} onClose={close}>
      <p className="faint">{mail.subject || t('log.noSubject')}</p>
      <TextInput
        type="email"
        label={t('log.requester')}
        description={t('log.requesterNote')}
        required
        data-autofocus
        maxLength={254}
        value={requester}
        onChange={(event) => setRequester(event.currentTarget.value)}
      />
    </SettingsDialog>
  );
};
