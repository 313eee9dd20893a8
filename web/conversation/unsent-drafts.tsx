import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { refusalReason } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { IconLock } from '../ui/icons.ts';
import { discardDraft, emptyDraft, loadDraft, useStoredDrafts } from './drafts.ts';
import { plainText } from './message-html.ts';
import './kept-text.css';

const CopyButton = ({ text }: { text: string }) => {
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
  const { [kind]: writing, comment } = useStoredDrafts(ticket.number);
  if (!writing) return null;
  const mayComment = kind !== 'comment' && refusalReason(ticket.can, 'ticket.comment') === null;
  const makeComment = () => {
    loadDraft(
      ticket.number,
      'comment',
      {
        ...emptyDraft(ticket, 'comment'),
        html: `${comment?.html ?? ''}${writing.html}`,
        attachments: [...(comment?.attachments ?? []), ...writing.attachments],
      },
      'unsaved',
    );
    loadDraft(ticket.number, kind, emptyDraft(ticket, kind), 'unsaved');
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
        <Button variant="subtle" color="gray" onClick={() => discardDraft(ticket.number, kind)}>
          {t('kept.discard')}
        </Button>
        <CopyButton text={plainText(writing.html)} />
        {mayComment && <Button onClick={makeComment}>{t('kept.makeComment')}</Button>}
      </div>
    </div>
  );
};

/** What was half written on a ticket that was taken away meanwhile: this browser still has it. */
export const LostDrafts = ({ number }: { number: number }) => {
  const { t } = useTranslation();
  const kept = useStoredDrafts(number);
  const texts = (['reply', 'comment', 'forward'] as const).flatMap((kind) => {
    const writing = kept[kind];
    return writing ? [{ kind, text: plainText(writing.html) }] : [];
  });
  return texts.map(({ kind, text }) => (
    <section key={kind} className="kept-text" aria-label={t('kept.gone')}>
      <p role="status">{t('kept.gone')}</p>
      <blockquote>{text}</blockquote>
      <div className="kept-buttons">
        <Button variant="subtle" color="gray" onClick={() => discardDraft(number, kind)}>
          {t('kept.discard')}
        </Button>
        <CopyButton text={text} />
      </div>
    </section>
  ));
};
