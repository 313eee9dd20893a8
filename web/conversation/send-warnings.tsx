import type { DraftKind, Message } from '@crossdesk/contracts/conversation.ts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { IconAlertTriangle, IconX } from '../ui/icons.ts';
import type { SendWarning } from './send-checks.ts';
import './send-warnings.css';

/** Scrolls to a message and focuses it. */
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

/**
 * Shows messages added meanwhile, and warnings to confirm before sending. The draft is kept either
 * way.
 */
export const SendWarnings = ({
  kind,
  added,
  pendingWarnings,
  onSend,
  onDismiss,
  onCancel,
  onMakeReply,
}: {
  kind: DraftKind;
  added: readonly Message[];
  pendingWarnings: readonly SendWarning[] | null;
  onSend: () => void;
  onDismiss: () => void;
  onCancel: () => void;
  onMakeReply: (() => void) | null;
}) => {
  const { t } = useTranslation('editor');
  const sendButton = useRef<HTMLButtonElement>(null);
  const needsConfirmation = pendingWarnings !== null;
  useEffect(() => {
    if (needsConfirmation) sendButton.current?.focus();
  }, [needsConfirmation]);
  const warnings: SendWarning[] = [
    ...new Set<SendWarning>([...(added.length > 0 ? (['answered'] as const) : []), ...(pendingWarnings ?? [])]),
  ];
  if (warnings.length === 0) return null;
  const isMisplaced = pendingWarnings?.includes('toCustomer') ?? false;
  return (
    <div className="concerns" role="alert" data-asking={needsConfirmation || undefined}>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>
            <IconAlertTriangle aria-hidden />
            <span>{t(`concern.${warning}`)}</span>
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
        {needsConfirmation ? (
          <>
            {isMisplaced && onMakeReply && (
              <button type="button" onClick={onMakeReply}>
                {t('concern.makeReply')}
              </button>
            )}
            <button type="button" ref={sendButton} onClick={onSend}>
              {t(kind === 'comment' ? 'concern.addAnyway' : 'concern.sendAnyway')}
            </button>
            <button type="button" onClick={onCancel}>
              {t('concern.keepWriting')}
            </button>
          </>
        ) : (
          <button type="button" onClick={onDismiss} aria-label={t('concern.seen')} title={t('concern.seen')}>
            <IconX size={15} aria-hidden />
          </button>
        )}
      </div>
    </div>
  );
};
