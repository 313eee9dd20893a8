import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { refusalReason } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { IconLock } from '../ui/icons.ts';
import { discard, loadWriting, startOf, useStoredText } from './drafts.ts';
import { plainText } from './message-html.ts';
import './kept-text.css';

const Copy = ({ text }: { text: string }) => {
  const { t } = useTranslation();
  const copy = () =>
    void navigator.clipboard
      .writeText(text)
      .then(() => toast({ tone: 'good', text: t('kept.copied') }))
      .catch(() => toast({ tone: 'bad', text: t('kept.notCopied') }));
  return (
    <Button variant="default" onClick={copy}>
      {t('kept.copy')}
    </Button>
  );
};

/**
 * What was half written when the right to send it was lost (rule L): it stays to be read and copied, and becomes an internal comment where that is
 * allowed. `onComment` opens that.
 */
export const UnsendableDraft = ({
  ticket,
  kind,
  refusal,
  onComment,
}: {
  ticket: Ticket;
  kind: DraftKind;
  refusal: string;
  onComment: () => void;
}) => {
  const { t } = useTranslation();
  const { [kind]: writing, comment } = useStoredText(ticket.number);
  if (!writing) return null;
  const mayComment = kind !== 'comment' && refusalReason(ticket.can, 'ticket.comment') === null;
  const makeComment = () => {
    loadWriting(
      ticket.number,
      'comment',
      {
        ...startOf(ticket, 'comment'),
        html: `${comment?.html ?? ''}${writing.html}`,
        attachments: [...(comment?.attachments ?? []), ...writing.attachments],
      },
      'unsaved',
    );
    loadWriting(ticket.number, kind, startOf(ticket, kind), 'unsaved');
    onComment();
  };
  return (
    <div className="kept-text">
      <p className="composer-refused">
        <IconLock aria-hidden />
        {refusal}
      </p>
      <p role="status">{t(mayComment ? 'kept.asComment' : 'kept.unsendable')}</p>
      <blockquote>{plainText(writing.html)}</blockquote>
      <div className="kept-buttons">
        <Button variant="subtle" color="gray" onClick={() => discard(ticket.number, kind)}>
          {t('kept.discard')}
        </Button>
        <Copy text={plainText(writing.html)} />
        {mayComment && <Button onClick={makeComment}>{t('kept.makeComment')}</Button>}
      </div>
    </div>
  );
};

/** What was half written on a ticket that was taken away meanwhile: this browser still has it. */
export const LostDrafts = ({ number }: { number: number }) => {
  const { t } = useTranslation();
  const kept = useStoredText(number);
  const texts = (['reply', 'comment', 'forward'] as const).flatMap((kind) => {
    const writing = kept[kind];
    return writing ? [{ kind, text: plainText(writing.html) }] : [];
  });
  return texts.map(({ kind, text }) => (
    <section key={kind} className="kept-text" aria-label={t('kept.gone')}>
      <p role="status">{t('kept.gone')}</p>
      <blockquote>{text}</blockquote>
      <div className="kept-buttons">
        <Button variant="subtle" color="gray" onClick={() => discard(number, kind)}>
          {t('kept.discard')}
        </Button>
        <Copy text={text} />
      </div>
    </section>
  ));
};
