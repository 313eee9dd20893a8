import type { DraftKind, Message } from '@crossdesk/contracts/conversation.ts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { IconAlertTriangle, IconX } from '../ui/icons.ts';
import type { SendWarning } from './send-checks.ts';
import './send-warnings.css';

/** Brings a message of the conversation before the reader's eyes. */
const scrollToMessage = (messageId: number): void => {
  const card = document.getElementById(`message-${messageId}`);
  card?.scrollIntoView({ block: 'center' });
  card?.focus({ preventScroll: true });
};

const AddedMessage = ({ message }: { message: Message }) => {
  const { t } = useTranslation('editor');
  const names = useNames();
  const { author } = message;
  const name = (author.kind === 'agent' ? names.agent(author.id) : null) ?? author.name;
  return (
    <li>
      <b>{name}</b>
      <span className="cut grow">{message.text || t('concern.fileOnly')}</span>
      <button type="button" onClick={() => scrollToMessage(message.id)}>
        {t('concern.show')}
      </button>
    </li>
  );
};

/** What others have added is shown as it comes; what else is amiss is asked about before the message goes its way. Nothing is lost either way. */
export const SendWarnings = ({
  kind,
  added,
  asked,
  onSend,
  onSeen,
  onKeep,
  onReply,
}: {
  kind: DraftKind;
  added: readonly Message[];
  asked: readonly SendWarning[] | null;
  onSend: () => void;
  onSeen: () => void;
  onKeep: () => void;
  onReply: (() => void) | null;
}) => {
  const { t } = useTranslation('editor');
  const go = useRef<HTMLButtonElement>(null);
  const isAsking = asked !== null;
  useEffect(() => {
    if (isAsking) go.current?.focus();
  }, [isAsking]);
  const shown: SendWarning[] = [
    ...new Set<SendWarning>([...(added.length > 0 ? (['answered'] as const) : []), ...(asked ?? [])]),
  ];
  if (shown.length === 0) return null;
  const isMisplaced = asked?.includes('toCustomer') ?? false;
  return (
    <div className="concerns" role="alert" data-asking={isAsking || undefined}>
      <ul>
        {shown.map((concern) => (
          <li key={concern}>
            <IconAlertTriangle aria-hidden />
            <span>{t(`concern.${concern}`)}</span>
          </li>
        ))}
      </ul>
      {added.length > 0 && (
        <ul className="concerns-added">
          {added.slice(-3).map((message) => (
            <AddedMessage key={message.id} message={message} />
          ))}
        </ul>
      )}
      <div className="concerns-acts">
        {isAsking ? (
          <>
            {isMisplaced && onReply && (
              <button type="button" onClick={onReply}>
                {t('concern.makeReply')}
              </button>
            )}
            <button type="button" ref={go} onClick={onSend}>
              {t(kind === 'comment' ? 'concern.addAnyway' : 'concern.sendAnyway')}
            </button>
            <button type="button" onClick={onKeep}>
              {t('concern.keepWriting')}
            </button>
          </>
        ) : (
          <button type="button" onClick={onSeen} aria-label={t('concern.seen')} title={t('concern.seen')}>
            <IconX size={15} aria-hidden />
          </button>
        )}
      </div>
    </div>
  );
};
