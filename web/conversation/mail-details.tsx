import type { Message } from '@crossdesk/contracts/conversation.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { ticketQuery } from '../lib/queries.ts';
import { cacheTicket } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { IconArrowForwardUp, IconLock, IconShieldX } from '../ui/icons.ts';
import { showMailbox } from '../ui/mailboxes.ts';
import { Chip } from '../ui/marks.tsx';

/**
 * What an incoming mail says about its sender besides the author: where answers go, who sent it for
 * somebody else, and whether it is signed or encrypted.
 */
export const MailDetails = ({ message }: { message: Message }) => {
  const { t } = useTranslation();
  const { mail } = message;
  if (!mail) return null;
  const answers = mail.replyTo.map(showMailbox).join(', ');
  return (
    <>
      {mail.sentFrom && (
        <span className="faint cut">{t('message.sentFrom', { name: showMailbox(mail.sentFrom) })}</span>
      )}
      {answers !== '' && mail.isReplyToUsed && (
        <span className="faint cut">{t('message.replyTo', { name: answers })}</span>
      )}
      {answers !== '' && !mail.isReplyToUsed && (
        <Chip tone="warn" icon={<IconShieldX />} title={t('message.replyToUnusedWhy')}>
          {t('message.replyToUnused', { name: answers })}
        </Chip>
      )}
      {mail.protection === 'signed' && (
        <Chip tone="quiet" icon={<IconLock />} title={t('message.signedWhy')}>
          {t('message.signed')}
        </Chip>
      )}
    </>
  );
};

/** Offers to make the original sender of a forwarded email the requester. */
export const ForwardedSender = ({ message, number }: { message: Message; number: number }) => {
  const { t } = useTranslation();
  const { data: ticket } = useQuery({ ...ticketQuery(number), enabled: false });
  const [isBusy, setBusy] = useState(false);
  const sender = message.mail?.forwardedFrom;
  const isOffered =
    sender && ticket?.can['ticket.edit'] === true && ticket.requester.email !== sender.address.toLowerCase();
  if (!isOffered) return null;
  const change = async () => {
    setBusy(true);
    try {
      cacheTicket(await call('useForwardedSender', { params: { number, messageId: message.id }, body: {} }));
      toast({ tone: 'good', text: t('message.forwardedUsed', { name: sender.name || sender.address }) });
    } catch (error) {
      showProblem(error);
    }
    setBusy(false);
  };
  return (
    <p className="message-foot">
      <IconArrowForwardUp aria-hidden />
      <span>{t('message.forwardedFrom', { name: showMailbox(sender) })}</span>
      <button type="button" disabled={isBusy} onClick={change}>
        {t('message.forwardedUse')}
      </button>
    </p>
  );
};

/** Says instead of a text that the mail is encrypted. */
export const EncryptedNote = ({ message }: { message: Message }) => {
  const { t } = useTranslation();
  if (message.mail?.protection !== 'encrypted') return null;
  return (
    <p className="remote-note">
      <IconLock aria-hidden />
      <span>{t('message.encrypted')}</span>
    </p>
  );
};
