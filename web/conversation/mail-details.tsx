import type { Message } from '@crossdesk/contracts/conversation.ts';
import { useTranslation } from 'react-i18next';
import { IconLock, IconShieldX } from '../ui/icons.ts';
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
        <span className="message-sender faint cut">{t('message.sentFrom', { name: showMailbox(mail.sentFrom) })}</span>
      )}
      {answers !== '' && mail.isReplyToUsed && (
        <span className="message-sender faint cut">{t('message.replyTo', { name: answers })}</span>
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
