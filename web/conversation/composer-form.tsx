import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Editor as Instance } from '@tiptap/react';
import { Suspense, use, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { ApiProblem } from '../lib/client.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { sendTyping } from '../lib/live.ts';
import { refusalReason, showProblem } from '../lib/problem-messages.ts';
import { keys, messagesQuery, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton, Keys } from '../ui/buttons.tsx';
import { IconAt, IconBolt, IconLock, IconPaperclip } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Skeleton } from '../ui/states.tsx';
import { AddressChanges } from './address-changes.tsx';
import { DraftFiles } from './attachments.tsx';
import { messagesSinceStart, recordDraftStart, recordSeen } from './draft-start.ts';
import {
  clearComposer,
  emptyDraft,
  filesOfDraft,
  fixedRecipients,
  isEmptyDraft,
  loadDraft,
  type MessageDraft,
  useComposerState,
  useDraftKinds,
} from './drafts.ts';
import { inlineFileUrl } from './file-url.ts';
import { removeImage, useInlineImages } from './inline-images.ts';
import { ownText } from './message-html.ts';
import { OfferedRecipients } from './offered-recipients.tsx';
import { RecipientLines } from './recipients.tsx';
import { type StatusAfter, send } from './send.ts';
import { type SendWarning, sendWarnings } from './send-checks.ts';
import { SendMenu } from './send-menu.tsx';
import { SendWarnings } from './send-warnings.tsx';
import { NoCannedReplies, useSuggestions } from './suggestions.tsx';
import { useUploads } from './uploads.ts';

const Editor = lazyComponent(() => import('./editor.tsx').then((module) => module.Editor));
const catalogue = loadCatalogue('editor');

/** Signals that I am typing, and that I stopped after a few seconds. */
const useTypingSignal = () => {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      sendTyping(false);
    },
    [],
  );
  return () => {
    if (timer.current === undefined) sendTyping(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      sendTyping(false);
    }, 4_000);
  };
};

/** Messages added by others since this draft was started. */
const useNewMessages = (ticket: Ticket, kind: DraftKind, isEmpty: boolean) => {
  const { number } = ticket;
  const me = useMe();
  const { data } = useInfiniteQuery(messagesQuery(number));
  const messages = useMemo(() => [...(data?.pages ?? [])].reverse().flatMap((page) => page.items), [data]);
  const newestId = messages.findLast((message) => message.id > 0)?.id;
  useEffect(() => {
    if (newestId === undefined) return;
    if (isEmpty) recordSeen(number, kind, newestId);
    else recordDraftStart(number, kind, newestId);
  }, [number, kind, newestId, isEmpty]);
  const { added, seenId } = messagesSinceStart(number, kind, messages, me?.id ?? 0);
  return { added: isEmpty ? [] : added, seenId, newestId };
};

/** The files of a draft and the images within its text. */
const useFiles = (ticket: Ticket, composer: ReturnType<typeof useComposerState>) => {
  const names = useNames();
  const images = useInlineImages();
  const editor = useRef<Instance | null>(null);
  // As in the editor: with local URLs of images being uploaded.
  const editorHtml = useRef(composer.draft.html);
  const latest = useRef(composer.draft.attachments);
  latest.current = composer.draft.attachments;
  const dropImage = (source: string) => {
    images.removePending(source);
    if (editor.current) removeImage(editor.current, source);
  };
  const uploads = useUploads(
    names.company?.attachmentMaxBytes ?? 25_000_000,
    (attachment, source) => {
      if (source) images.addUploaded(source, attachment);
      const attachments = [...latest.current, { ...attachment, isInline: source !== null }];
      latest.current = attachments;
      composer.change({ attachments, ...(source ? { html: images.settle(editorHtml.current) } : {}) });
    },
    dropImage,
  );
  const listedAttachments = composer.draft.attachments.filter((one) => !one.isInline);
  return {
    number: ticket.number,
    uploads,
    setEditor: (instance: Instance | null) => {
      editor.current = instance;
    },
    settle: (html: string) => {
      editorHtml.current = html;
      return images.settle(html);
    },
    images: {
      isOwn: (source: string) => latest.current.some((one) => inlineFileUrl(one) === source),
      onImage: (given: File | Promise<File>, source: string) => {
        images.addPending(source);
        void Promise.resolve(given).then(
          (file) => uploads.add([file], source),
          () => dropImage(source),
        );
      },
    },
    listed: [
      ...listedAttachments.map((one) => ({
        key: String(one.id),
        name: one.name,
        byteCount: one.byteCount,
        progress: null,
        problem: null,
        attachment: one,
      })),
      ...uploads.files,
    ],
    remove: (key: string) => {
      uploads.remove(key);
      composer.change({ attachments: latest.current.filter((one) => String(one.id) !== key) });
    },
  };
};

/**
 * The composer of one message: recipients, text and files. `onOpenKind` opens the composer of
 * another kind, `takeTypedTextText` returns what was typed before the editor was ready.
 */
export const ComposerForm = ({
  ticket,
  kind,
  onClose,
  onOpenKind,
  onClosed,
  takeTypedText,
}: {
  ticket: Ticket;
  kind: DraftKind;
  onClose: () => void;
  onOpenKind: (kind: DraftKind) => void;
  onClosed: () => void;
  takeTypedText: () => string;
}) => {
  use(catalogue);
  const { t } = useTranslation();
  const { t: tEditor } = useTranslation('editor');
  const names = useNames();
  const me = useMe();
  const composer = useComposerState(ticket, kind);
  const { draft } = composer;
  const isEmpty = isEmptyDraft(draft);
  const signalTyping = useTypingSignal();
  const draftKinds = useDraftKinds(ticket.number);
  const files = useFiles(ticket, composer);
  const newMessages = useNewMessages(ticket, kind, isEmpty);
  const suggestions = useSuggestions(ticket.number, kind);
  const openSuggestions = useRef<((sign: '/' | '@') => void) | null>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const [isDragOver, setDragOver] = useState(false);
  const [confirmation, setConfirmation] = useState<{ warnings: SendWarning[]; after: StatusAfter | null } | null>(null);
  const fixed = fixedRecipients(ticket, kind);
  const hasRecipients = kind === 'comment' || draft.to.length + fixed.to.length > 0;
  const isSendable = !isEmpty && !files.uploads.isBusy && hasRecipients;

  const change = (part: Partial<MessageDraft>) => {
    if (confirmation) setConfirmation(null);
    composer.change(part);
  };
  const submit = async (after: StatusAfter | null) => {
    if (!isSendable || !me) return;
    if (!navigator.onLine) return void toast({ tone: 'bad', text: tEditor('send.offline'), detail: t('kept.text') });
    const { requester, cc } = ticket;
    const warnings = sendWarnings({
      kind,
      text: ownText(draft.html),
      fileCount: filesOfDraft(draft).length,
      addedCount: newMessages.added.length,
      customer: {
        name: requester.name,
        addresses: [requester.email ?? '', ...cc.map((one) => one.address)],
      },
      colleagues: names.agents.filter((one) => one.isActive && one.id !== me.id).map((one) => one.name),
    });
    if (warnings.some((warning) => !confirmation?.warnings.includes(warning)))
      return setConfirmation({ warnings, after });
    setConfirmation(null);
    const { seenId, newestId } = newMessages;
    clearComposer(ticket, kind);
    onClose();
    if (after && names.choiceOf(after.statusId)?.baseState === 'closed') onClosed();
    try {
      await send(ticket, me, kind, draft, after, confirmation ? newestId : seenId, () => onOpenKind(kind));
      recordSeen(ticket.number, kind);
    } catch (error) {
      const isConflict = error instanceof ApiProblem && error.code === 'version_conflict';
      if (isConflict) await queryClient.invalidateQueries({ queryKey: keys.messages(ticket.number) });
      recordSeen(ticket.number, kind, seenId);
      loadDraft(ticket.number, kind, draft, 'unsaved');
      onOpenKind(kind);
      if (isConflict) toast({ tone: 'bad', text: tEditor('concern.answered'), detail: t('kept.text') });
      else showProblem(error, t('kept.text'));
    }
  };
  const makeReply = () => {
    loadDraft(
      ticket.number,
      'reply',
      { ...emptyDraft(ticket, 'reply'), html: draft.html, attachments: draft.attachments },
      'unsaved',
    );
    change({ html: '', attachments: [] });
    loadDraft(ticket.number, 'comment', emptyDraft(ticket, 'comment'), 'unsaved');
    onOpenKind('reply');
  };
  useActionHandler('write.send', isSendable ? () => void submit(confirmation?.after ?? null) : null);
  useActionHandler('write.canned', () => openSuggestions.current?.('/'));
  const canMakeReply = refusalReason(ticket.can, 'ticket.reply') === null && !draftKinds.has('reply');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a button attaches files too
    <div
      className="writing"
      data-over={isDragOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDragOver(true);
      }}
      onDragLeave={() => setDragOver(false)}
      onDrop={(event) => {
        setDragOver(false);
        if (event.defaultPrevented) return;
        event.preventDefault();
        files.uploads.add(Array.from(event.dataTransfer.files));
      }}
    >
      {kind === 'comment' ? (
        <p className="only-agents">
          <IconLock aria-hidden />
          {t('write.onlyAgents')}
        </p>
      ) : (
        <RecipientLines lists={draft} fixed={fixed} onChange={change} />
      )}
      {kind === 'reply' && <AddressChanges number={ticket.number} />}
      {kind === 'reply' && (
        <OfferedRecipients
          ticket={ticket}
          recipients={[...draft.to, ...draft.cc, ...draft.bcc]}
          onAdd={(one) => change({ cc: [...draft.cc, one] })}
        />
      )}
      <Suspense
        fallback={
          <div style={{ padding: '14px 16px 60px' }}>
            <Skeleton width="45%" />
          </div>
        }
      >
        <Editor
          key={composer.revision}
          start={draft.html}
          label={t(`write.${kind}`)}
          placeholder={t(`write.${kind}.placeholder`, { name: ticket.requester.name })}
          images={files.images}
          suggestions={suggestions}
          emptyNote={<NoCannedReplies />}
          onOpenSuggestions={(open) => {
            openSuggestions.current = open;
          }}
          onReady={(editor) => {
            files.setEditor(editor);
            const typed = editor ? takeTypedText() : '';
            if (typed) editor?.commands.insertContent({ type: 'text', text: typed });
          }}
          onChange={(html) => {
            change({ html: files.settle(html) });
            signalTyping();
          }}
          onFiles={(given) => files.uploads.add(given)}
          onSend={() => void submit(confirmation?.after ?? null)}
          onClose={onClose}
        />
      </Suspense>
      <DraftFiles files={files.listed} onRemove={files.remove} />
      <SendWarnings
        kind={kind}
        added={kind === 'reply' ? newMessages.added : []}
        pendingWarnings={confirmation?.warnings ?? null}
        onSend={() => void submit(confirmation?.after ?? null)}
        onDismiss={() => {
          recordSeen(ticket.number, kind, newMessages.newestId);
          setConfirmation(null);
          composer.change({});
        }}
        onCancel={() => setConfirmation(null)}
        onMakeReply={canMakeReply ? makeReply : null}
      />
      <div className="writing-foot">
        <IconButton label={t('write.attach')} onClick={() => fileInput.current?.click()}>
          <IconPaperclip />
        </IconButton>
        <IconButton label={tEditor('canned.insert')} hotkey="mod+/" onClick={() => openSuggestions.current?.('/')}>
          <IconBolt />
        </IconButton>
        {kind === 'comment' && (
          <IconButton label={tEditor('mention.insert')} onClick={() => openSuggestions.current?.('@')}>
            <IconAt />
          </IconButton>
        )}
        <input
          ref={fileInput}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            files.uploads.add(Array.from(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
        <span className="kept" aria-live="polite">
          {composer.saveState === 'clean' ? '' : t(`keeping.${composer.saveState}`)}
        </span>
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('write.leave')}
        </Button>
        <Button.Group>
          <Button
            disabled={!isSendable}
            onClick={() => void submit(null)}
            rightSection={<Keys keys="mod+Enter" />}
            className="send"
          >
            {t(kind === 'comment' ? 'write.add' : 'write.send')}
          </Button>
          {kind === 'reply' && isSendable && refusalReason(ticket.can, 'ticket.set_status') === null && (
            <SendMenu onSend={(after) => void submit(after)} />
          )}
        </Button.Group>
      </div>
    </div>
  );
};
