import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { usePresence } from '../lib/live.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { Keys } from '../ui/buttons.tsx';
import { IconArrowBackUp, IconArrowForwardUp, IconLock } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { useDraftKinds, useDrafts } from './drafts.ts';
import { HandedOverBar } from './handed-over-bar.tsx';
import './composer.css';

const kinds: { kind: DraftKind; permission: TicketPermission; icon: typeof IconLock; keys: string }[] = [
  { kind: 'reply', permission: 'ticket.reply', icon: IconArrowBackUp, keys: 'r' },
  { kind: 'comment', permission: 'ticket.comment', icon: IconLock, keys: 'c' },
  { kind: 'forward', permission: 'ticket.forward', icon: IconArrowForwardUp, keys: 'f' },
];

// The editor is large, so it is preloaded while the agent reads.
const loadComposerForm = () => import('./composer-form.tsx');
const preloadEditor = () => {
  void loadComposerForm();
  void import('./editor.tsx');
};
const ComposerForm = lazyComponent(() => loadComposerForm().then((module) => module.ComposerForm));

const UnsendableDraft = lazyComponent(() => import('./unsent-drafts.tsx').then((module) => module.UnsendableDraft));

/**
 * Reply, internal comment or forward. Refused kinds stay visible and say why. `onClosed`: the reply
 * also closes the ticket.
 */
export const Composer = ({ ticket, onClosed }: { ticket: Ticket; onClosed: () => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const isReady = useDrafts(ticket);
  const draftKinds = useDraftKinds(ticket.number);
  const me = useMe();
  const people = usePresence(ticket.number).filter((person) => person.agentId !== me?.id);
  const returnTo = useRef<HTMLElement | null>(null);
  const keystrokeCatcher = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState<DraftKind>(ticket.type === 'internal' ? 'comment' : 'reply');
  const [isOpen, setOpen] = useState(false);
  const refusals = Object.fromEntries(
    kinds.map((one) => [one.kind, refusalReason(ticket.can, one.permission)]),
  ) as Record<DraftKind, string | null>;
  const typing = people
    .filter((person) => person.doing === 'typing')
    .map((person) => names.agent(person.agentId))
    .filter((name) => name !== null);

  useEffect(() => {
    const timer = setTimeout(preloadEditor, 1_500);
    return () => clearTimeout(timer);
  }, []);
  // Shows the kind of message that has a draft.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the drafts are loaded
  useEffect(() => {
    const first = kinds.find((one) => draftKinds.has(one.kind));
    if (isReady && first && !isOpen) setKind(first.kind);
  }, [isReady]);

  const start = (next: DraftKind) => {
    if (!isOpen) returnTo.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setKind(next);
    setOpen(true);
    // Text typed before the editor is ready is kept and not handled as shortcuts.
    if (refusals[next] === null) keystrokeCatcher.current?.focus({ preventScroll: true });
  };
  const takeTypedText = () => {
    const typed = keystrokeCatcher.current?.value ?? '';
    if (keystrokeCatcher.current) keystrokeCatcher.current.value = '';
    return typed;
  };
  const close = () => {
    setOpen(false);
    focusNextFrame(() => returnTo.current, { preventScroll: true });
  };
  useActionHandler('ticket.reply', () => start('reply'), refusals.reply);
  useActionHandler('ticket.comment', () => start('comment'), refusals.comment);
  useActionHandler('ticket.forward', () => start('forward'), refusals.forward);
  useActionHandler('write.leave', isOpen ? close : null);

  const refusal = refusals[kind];
  // A former holder has nothing to write; an unsent text can still be copied.
  const isHandedOver = ticket.can['ticket.reply'] === 'handed_over';
  if (isHandedOver && draftKinds.size === 0) return <HandedOverBar ticket={ticket} />;
  return (
    <section className="composer" data-kind={kind} data-open={isOpen || undefined} aria-label={t('write.label')}>
      {isHandedOver && <HandedOverBar ticket={ticket} />}
      {typing.length > 0 && (
        <p className="composer-typing" role="status">
          {t('presence.writing', { names: typing.join(', '), count: typing.length })}
        </p>
      )}
      <div className="composer-tabs" role="tablist" aria-label={t('write.label')}>
        {kinds.map(({ kind: one, icon: Icon }) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`write-${one}`}
            aria-selected={kind === one}
            aria-controls="write-panel"
            tabIndex={kind === one ? 0 : -1}
            data-refused={refusals[one] !== null || undefined}
            title={refusals[one] ?? undefined}
            onClick={() => start(one)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (!step) return;
              event.preventDefault();
              const next = kinds[(kinds.findIndex((other) => other.kind === one) + step + kinds.length) % kinds.length];
              if (!next) return;
              setKind(next.kind);
              document.getElementById(`write-${next.kind}`)?.focus();
            }}
          >
            <Icon aria-hidden />
            {t(`write.${one}`)}
            {draftKinds.has(one) && <i className="written" title={t('write.hasDraft')} />}
            {draftKinds.has(one) && <span className="sr">{t('write.hasDraft')}</span>}
          </button>
        ))}
      </div>
      <textarea ref={keystrokeCatcher} className="sr" tabIndex={-1} aria-label={t('write.label')} />
      <div role="tabpanel" id="write-panel" aria-labelledby={`write-${kind}`}>
        {refusal !== null && draftKinds.has(kind) ? (
          <Suspense>
            <UnsendableDraft ticket={ticket} kind={kind} refusal={refusal} onComment={() => start('comment')} />
          </Suspense>
        ) : refusal !== null ? (
          <p className="composer-refused">
            <IconLock aria-hidden />
            {refusal}
          </p>
        ) : isOpen && isReady ? (
          <Suspense
            fallback={
              <div style={{ minHeight: 150 }}>
                <LoadingPage />
              </div>
            }
          >
            <ComposerForm
              key={`${ticket.number}/${kind}`}
              ticket={ticket}
              kind={kind}
              onClose={close}
              onOpenKind={start}
              onClosed={onClosed}
              takeTypedText={takeTypedText}
            />
          </Suspense>
        ) : (
          <button type="button" className="composer-closed" onMouseEnter={preloadEditor} onClick={() => start(kind)}>
            <span className="cut grow">
              {draftKinds.has(kind)
                ? t('write.continue')
                : t(`write.${kind}.placeholder`, { name: ticket.requester.name })}
            </span>
            <Keys keys={kinds.find((one) => one.kind === kind)?.keys ?? 'r'} />
          </button>
        )}
      </div>
    </section>
  );
};
