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

/** Says when I type, and that I stopped after a few quiet seconds. */
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

/** What others have added since this text was begun. */
const useNewMessages = (ticket: Ticket, kind: DraftKind, isEmpty: boolean) => {
  const { number } = ticket;
  const me = useMe();
  const { data } = useInfiniteQuery(messagesQuery(number));
  const said = useMemo(() => [...(data?.pages ?? [])].reverse().flatMap((page) => page.items), [data]);
  const newestId = said.findLast((message) => message.id > 0)?.id;
  useEffect(() => {
    if (newestId === undefined) return;
    if (isEmpty) recordSeen(number, kind, newestId);
    else recordDraftStart(number, kind, newestId);
  }, [number, kind, newestId, isEmpty]);
  const { added, seenId } = messagesSinceStart(number, kind, said, me?.id ?? 0);
  return { added: isEmpty ? [] : added, seenId, newestId };
};

/** The files of a text, and the pictures within it. */
const useFiles = (ticket: Ticket, desk: ReturnType<typeof useComposerState>) => {
  const names = useNames();
  const pictures = useInlineImages();
  const editor = useRef<Instance | null>(null);
  // As the editor has it: with the addresses of pictures on their way.
  const raw = useRef(desk.draft.html);
  const latest = useRef(desk.draft.attachments);
  latest.current = desk.draft.attachments;
  const lose = (source: string) => {
    pictures.forget(source);
    if (editor.current) removeImage(editor.current, source);
  };
  const uploads = useUploads(
    names.company?.attachmentMaxBytes ?? 25_000_000,
    (attachment, source) => {
      if (source) pictures.arrive(source, attachment);
      const attachments = [...latest.current, { ...attachment, isInline: source !== null }];
      latest.current = attachments;
      desk.change({ attachments, ...(source ? { html: pictures.settle(raw.current) } : {}) });
    },
    lose,
  );
  const shown = desk.draft.attachments.filter((one) => !one.isInline);
  return {
    number: ticket.number,
    uploads,
    keepEditor: (now: Instance | null) => {
      editor.current = now;
    },
    settle: (html: string) => {
      raw.current = html;
      return pictures.settle(html);
    },
    pictures: {
      isOwn: (source: string) => latest.current.some((one) => inlineFileUrl(one) === source),
      onImage: (given: File | Promise<File>, source: string) => {
        pictures.expect(source);
        void Promise.resolve(given).then(
          (file) => uploads.add([file], source),
          () => lose(source),
        );
      },
    },
    listed: [
      ...shown.map((one) => ({
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
      desk.change({ attachments: latest.current.filter((one) => String(one.id) !== key) });
    },
  };
};

/** Where one message is written: recipients, text, files, and what is kept of it. `onKind` opens the desk of a kind, `takeTyped` gives what was typed before the editor was there. */
export const ComposerForm = ({
  ticket,
  kind,
  onLeave,
  onKind,
  onClosed,
  takeTyped,
}: {
  ticket: Ticket;
  kind: DraftKind;
  onLeave: () => void;
  onKind: (kind: DraftKind) => void;
  onClosed: () => void;
  takeTyped: () => string;
}) => {
  use(catalogue);
  const { t } = useTranslation();
  const { t: words } = useTranslation('editor');
  const names = useNames();
  const me = useMe();
  const desk = useComposerState(ticket, kind);
  const { draft: writing } = desk;
  const isEmpty = isEmptyDraft(writing);
  const type = useTypingSignal();
  const written = useDraftKinds(ticket.number);
  const files = useFiles(ticket, desk);
  const news = useNewMessages(ticket, kind, isEmpty);
  const offers = useSuggestions(ticket.number, kind);
  const offer = useRef<((sign: '/' | '@') => void) | null>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [asked, setAsked] = useState<{ concerns: SendWarning[]; after: StatusAfter | null } | null>(null);
  const fixed = fixedRecipients(ticket, kind);
  const isAddressed = kind === 'comment' || writing.to.length + fixed.to.length > 0;
  const isSendable = !isEmpty && !files.uploads.isBusy && isAddressed;

  const change = (part: Partial<MessageDraft>) => {
    if (asked) setAsked(null);
    desk.change(part);
  };
  const submit = async (after: StatusAfter | null) => {
    if (!isSendable || !me) return;
    if (!navigator.onLine) return void toast({ tone: 'bad', text: words('send.offline'), detail: t('kept.text') });
    const { requester, cc } = ticket;
    const concerns = sendWarnings({
      kind,
      text: ownText(writing.html),
      fileCount: filesOfDraft(writing).length,
      addedCount: news.added.length,
      customer: {
        name: requester.name,
        addresses: [requester.email ?? '', ...cc.map((one) => one.address)],
      },
      colleagues: names.agents.filter((one) => one.isActive && one.id !== me.id).map((one) => one.name),
    });
    if (concerns.some((one) => !asked?.concerns.includes(one))) return setAsked({ concerns, after });
    setAsked(null);
    const { seenId, newestId } = news;
    clearComposer(ticket, kind);
    onLeave();
    if (after && names.choiceOf(after.statusId)?.baseState === 'closed') onClosed();
    try {
      await send(ticket, me, kind, writing, after, asked ? newestId : seenId, () => onKind(kind));
      recordSeen(ticket.number, kind);
    } catch (error) {
      const isConflict = error instanceof ApiProblem && error.code === 'version_conflict';
      if (isConflict) await queryClient.invalidateQueries({ queryKey: keys.messages(ticket.number) });
      recordSeen(ticket.number, kind, seenId);
      loadDraft(ticket.number, kind, writing, 'unsaved');
      onKind(kind);
      if (isConflict) toast({ tone: 'bad', text: words('concern.answered'), detail: t('kept.text') });
      else showProblem(error, t('kept.text'));
    }
  };
  const makeReply = () => {
    loadDraft(
      ticket.number,
      'reply',
      { ...emptyDraft(ticket, 'reply'), html: writing.html, attachments: writing.attachments },
      'unsaved',
    );
    change({ html: '', attachments: [] });
    loadDraft(ticket.number, 'comment', emptyDraft(ticket, 'comment'), 'unsaved');
    onKind('reply');
  };
  useActionHandler('write.send', isSendable ? () => void submit(asked?.after ?? null) : null);
  useActionHandler('write.canned', () => offer.current?.('/'));
  const mayReply = refusalReason(ticket.can, 'ticket.reply') === null && !written.has('reply');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may also be dropped beside the text; the paper clip does the same by keyboard
    <div
      className="writing"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
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
        <RecipientLines lists={writing} fixed={fixed} onChange={change} />
      )}
      {kind === 'reply' && <AddressChanges number={ticket.number} />}
      {kind === 'reply' && (
        <OfferedRecipients
          ticket={ticket}
          recipients={[...writing.to, ...writing.cc, ...writing.bcc]}
          onAdd={(one) => change({ cc: [...writing.cc, one] })}
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
          key={desk.revision}
          start={writing.html}
          label={t(`write.${kind}`)}
          placeholder={t(`write.${kind}.placeholder`, { name: ticket.requester.name })}
          pictures={files.pictures}
          offers={offers}
          emptyNote={<NoCannedReplies />}
          onOffer={(open) => {
            offer.current = open;
          }}
          onReady={(editor) => {
            files.keepEditor(editor);
            const typed = editor ? takeTyped() : '';
            if (typed) editor?.commands.insertContent({ type: 'text', text: typed });
          }}
          onChange={(html) => {
            change({ html: files.settle(html) });
            type();
          }}
          onFiles={(given) => files.uploads.add(given)}
          onSend={() => void submit(asked?.after ?? null)}
          onLeave={onLeave}
        />
      </Suspense>
      <DraftFiles files={files.listed} onRemove={files.remove} />
      <SendWarnings
        kind={kind}
        added={kind === 'reply' ? news.added : []}
        asked={asked?.concerns ?? null}
        onSend={() => void submit(asked?.after ?? null)}
        onSeen={() => {
          recordSeen(ticket.number, kind, news.newestId);
          setAsked(null);
          desk.change({});
        }}
        onKeep={() => setAsked(null)}
        onReply={mayReply ? makeReply : null}
      />
      <div className="writing-foot">
        <IconButton label={t('write.attach')} onClick={() => fileInput.current?.click()}>
          <IconPaperclip />
        </IconButton>
        <IconButton label={words('canned.insert')} hotkey="mod+/" onClick={() => offer.current?.('/')}>
          <IconBolt />
        </IconButton>
        {kind === 'comment' && (
          <IconButton label={words('mention.insert')} onClick={() => offer.current?.('@')}>
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
          {desk.saveState === 'clean' ? '' : t(`keeping.${desk.saveState}`)}
        </span>
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onLeave}>
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
