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
 * A draft whose author may no longer send it (rule L). It can be read and copied, and turned into
 * an internal comment if allowed. `onComment` opens the comment.
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
  const { [kind]: draft, comment } = useStoredDrafts(ticket.number);
  if (!draft) return null;
  const canComment = kind !== 'comment' && refusalReason(ticket.can, 'ticket.comment') === null;
  const makeComment = () => {
    loadDraft(
      ticket.number,
      'comment',
      {
        ...emptyDraft(ticket, 'comment'),
        html: `${comment?.html ?? ''}${draft.html}`,
        attachments: [...(comment?.attachments ?? []), ...draft.attachments],
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
      <p role="status">{t(canComment ? 'kept.asComment' : 'kept.unsendable')}</p>
      <blockquote>{plainText(draft.html)}</blockquote>
      <div className="kept-buttons">
        <Button variant="subtle" color="gray" onClick={() => discardDraft(ticket.number, kind)}>
          {t('kept.discard')}
        </Button>
        <CopyButton text={plainText(draft.html)} />
        {canComment && <Button onClick={makeComment}>{t('kept.makeComment')}</Button>}
      </div>
    </div>
  );
};

/** Drafts on a ticket the agent can no longer see, kept by this browser. */
export const LostDrafts = ({ number }: { number: number }) => {
  const { t } = useTranslation();
  const drafts = useStoredDrafts(number);
  const texts = (['reply', 'comment', 'forward'] as const).flatMap((kind) => {
    const draft = drafts[kind];
    return draft ? [{ kind, text: plainText(draft.html) }] : [];
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
