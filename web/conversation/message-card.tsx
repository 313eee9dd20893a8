import type { Message } from '@crossdesk/contracts/conversation.ts';
import { memo, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { exactTime } from '../lib/format.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/buttons.tsx';
import { IconAlertTriangle, IconCheck, IconClock, IconEdit, IconLock, IconMailX, IconShieldX } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { showMailbox } from '../ui/mailboxes.ts';
import { Chip } from '../ui/marks.tsx';
import { PopupButton } from '../ui/menus.tsx';
import { Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { Attachments } from './attachments.tsx';
import { EncryptedNote, ForwardedSender, MailDetails } from './mail-details.tsx';
import { Revisions } from './revisions.tsx';
import { WholeMessage } from './whole-message.tsx';

const EditComment = lazyComponent(() => import('./edit-comment.tsx').then((module) => module.EditComment));

const Recipients = ({ message }: { message: Message }) => {
  const { t } = useTranslation();
  const all = [...message.to, ...message.cc, ...message.bcc];
  const first = all[0];
  if (!first) return null;
  const lists = [
    [t('write.to'), message.to],
    [t('write.cc'), message.cc],
    [t('write.bcc'), message.bcc],
  ] as const;
  return (
    <PopupButton
      position="bottom-start"
      button={(anchor) => (
        <button {...anchor} type="button" className="message-to cut">
          {t(all.length > 1 ? 'message.toMore' : 'message.toOne', {
            name: first.name || first.address,
            count: all.length - 1,
          })}
        </button>
      )}
    >
      <dl className="message-recipients">
        {lists.map(([label, people]) =>
          people.length > 0 ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{people.map(showMailbox).join(', ')}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </PopupButton>
  );
};

/**
 * Warns if the sender's domain disowns the mail, or if an unverified sender uses a colleague's
 * address.
 */
const SenderWarning = ({ message }: { message: Message }) => {
  const { t } = useTranslation();
  const authenticity = message.authenticity;
  if (!authenticity || authenticity.dmarc === 'pass') return null;
  const isDisowned =
    authenticity.dmarc === 'fail' ||
    authenticity.dmarc === 'permerror' ||
    authenticity.spf === 'fail' ||
    authenticity.dkim === 'fail';
  const isOutsideCustomer = message.author.kind === 'system' && message.kind === 'comment';
  if (!isDisowned && !isOutsideCustomer) return null;
  return (
    <Chip
      tone="warn"
      icon={<IconShieldX />}
      title={`SPF ${authenticity.spf}, DKIM ${authenticity.dkim}, DMARC ${authenticity.dmarc}`}
    >
      {t('message.doubt')}
    </Chip>
  );
};

const SendCountdown = ({ sendsAt, onUndo }: { sendsAt: string; onUndo: () => void }) => {
  const { t } = useTranslation();
  const secondsLeft = () => Math.max(0, Math.ceil((new Date(sendsAt).getTime() - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counts down to sendsAt
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsLeft()), 250);
    return () => clearInterval(timer);
  }, [sendsAt]);
  if (seconds === 0) return null;
  return (
    <p className="message-foot" data-tone="accent">
      <IconClock aria-hidden />
      <span>{t('message.leaves', { count: seconds })}</span>
      <button type="button" onClick={onUndo}>
        {t('undo')}
      </button>
    </p>
  );
};

const Delivery = ({ message, number }: { message: Message; number: number }) => {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const { delivery } = message;
  if (!delivery || (message.sendsAt !== null && new Date(message.sendsAt).getTime() > Date.now())) return null;
  const { state, recipients } = delivery;
  const missed = recipients.filter((one) => one.state !== 'sent' && one.detail !== null);
  const isTrying = recipients.some((one) => one.state === 'waiting' || one.state === 'deferred');
  const isBad = state === 'failed' || state === 'bounced' || (state === 'partly' && !isTrying);
  const canSendAgain = isBad && message.id > 0 && message.author.kind === 'agent';
  const Icon = isBad ? IconMailX : state === 'sent' ? IconCheck : IconClock;
  const sendAgain = async () => {
    setBusy(true);
    try {
      await call('resendMessage', { params: { number, messageId: message.id }, body: {} });
      await queryClient.invalidateQueries({ queryKey: keys.messages(number) });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const label =
    state === 'partly'
      ? t('delivery.partly', { sent: recipients.filter((one) => one.state === 'sent').length, all: recipients.length })
      : t(`delivery.${state}`);
  return (
    <div className="message-foot" data-tone={isBad ? 'bad' : undefined}>
      <Icon aria-hidden />
      <span>
        {label}
        {missed.length === 0 && isBad && delivery.detail ? `: ${delivery.detail}` : ''}
        {missed.map((one) => (
          <span key={one.address} className="message-missed">
            {one.address}: {t(`recipient.${one.state}`)} ({one.detail})
          </span>
        ))}
      </span>
      {canSendAgain && (
        <button type="button" disabled={isBusy} onClick={() => void sendAgain()}>
          {t('delivery.sendAgain')}
        </button>
      )}
    </div>
  );
};

/** One message. Internal messages are tinted and labelled; nothing depends on colour alone. */
export const MessageCard = memo(
  ({ message, number, onUndo }: { message: Message; number: number; onUndo: (messageId: number) => void }) => {
    const { t } = useTranslation();
    const names = useNames();
    const [isEditing, setEditing] = useState(false);
    const agent = message.author.kind === 'agent' ? names.agentOf(message.author.id) : null;
    const department = agent?.memberships[0] ? names.department(agent.memberships[0].departmentId) : null;
    const isInternal = message.visibility === 'internal';
    const name = agent?.name ?? message.author.name ?? message.author.address ?? '';
    return (
      <article
        className="message"
        id={`message-${message.id}`}
        tabIndex={-1}
        data-visibility={message.visibility}
        data-from={message.isFromCustomer ? 'customer' : 'us'}
        data-pending={message.id < 0 || undefined}
        aria-label={t(isInternal ? 'message.labelInternal' : 'message.label', {
          name,
          time: exactTime(message.createdAt),
        })}
      >
        <header>
          <Avatar name={name || '?'} url={agent?.avatarUrl ?? null} size={28} />
          <div className="message-who">
            <b className="cut">{name}</b>
            {department && !message.isFromCustomer && <span className="faint cut">{department}</span>}
            {message.isFromCustomer && message.author.address && message.author.address !== name && (
              <span className="faint cut">{message.author.address}</span>
            )}
            {isInternal && message.kind === 'comment' && (
              <Chip tone="internal" icon={<IconLock />}>
                {t('message.internal')}
              </Chip>
            )}
            {(message.kind === 'forward' || message.kind === 'auto' || message.kind === 'bounce') && (
              <Chip
                tone={message.kind === 'bounce' ? 'bad' : 'quiet'}
                icon={message.kind === 'bounce' ? <IconAlertTriangle /> : undefined}
              >
                {t(`kind.${message.kind}`)}
              </Chip>
            )}
            <MailDetails message={message} />
            <SenderWarning message={message} />
            <Recipients message={message} />
          </div>
          <div className="message-end">
            {message.canEdit && !isEditing && (
              <IconButton label={t('message.edit')} onClick={() => setEditing(true)}>
                <IconEdit />
              </IconButton>
            )}
            {message.editedAt && <Revisions number={number} messageId={message.id} />}
            <Time at={message.createdAt} isLong className="message-time" />
          </div>
        </header>
        {isEditing ? (
          <Suspense fallback={<Skeleton width="60%" />}>
            <EditComment number={number} message={message} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          <>
            <EncryptedNote message={message} />
            <WholeMessage number={number} message={message} />
          </>
        )}
        <ForwardedSender message={message} number={number} />
        <Attachments attachments={message.attachments} addedBy={name} />
        {message.sendsAt && message.id > 0 && (
          <SendCountdown sendsAt={message.sendsAt} onUndo={() => onUndo(message.id)} />
        )}
        <Delivery message={message} number={number} />
      </article>
    );
  },
);
MessageCard.displayName = 'MessageCard';
