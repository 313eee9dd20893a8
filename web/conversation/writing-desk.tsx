import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button, Menu } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { ApiProblem } from '../lib/client.ts';
import { nameIn } from '../lib/i18n.ts';
import { sayTyping } from '../lib/live.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { showProblem, whyNot } from '../lib/sentences.ts';
import { toast } from '../lib/toast.ts';
import { IconButton, Keys } from '../ui/buttons.tsx';
import { IconChevronDown, IconLock, IconPaperclip, IconX } from '../ui/icons.ts';
import { StateMark } from '../ui/marks.tsx';
import { Bone } from '../ui/states.tsx';
import { WritingFiles } from './attachments.tsx';
import { clearDesk, isNothing, layOut, useDesk } from './drafts.ts';
import { plainText } from './message-html.ts';
import { RecipientLines } from './recipients.tsx';
import { newestSeen, type StatusAfter, send } from './send.ts';
import { useUploads } from './uploads.ts';

const Editor = lazy(() => import('./editor.tsx').then((module) => ({ default: module.Editor })));

const mentionsFile = /\battach(ed|ment|ments|ing)?\b|\benclosed\b|添付|同封/i;

/** Says when I type, and that I stopped after a few quiet seconds. */
const useTyping = () => {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      sayTyping(false);
    },
    [],
  );
  return () => {
    if (timer.current === undefined) sayTyping(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      sayTyping(false);
    }, 4_000);
  };
};

const SendMenu = ({ onSend }: { onSend: (after: StatusAfter) => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const items = names
    .choices('status')
    .filter((status) => status.isActive && status.baseState !== 'new')
    .flatMap((status) => {
      const reasons = names.choices('justification').filter((one) => one.isActive && one.statusId === status.id);
      const plain: StatusAfter & { label: string; state: BaseState } = {
        statusId: status.id,
        justificationId: null,
        label: nameIn(status.name),
        state: status.baseState ?? 'open',
      };
      const justified = reasons.map((reason) => ({
        ...plain,
        justificationId: reason.id,
        label: `${plain.label}: ${nameIn(reason.name)}`,
      }));
      return status.needsJustification ? justified : [plain];
    });
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button className="send-more" px={6} aria-label={t('write.sendAnd')}>
          <IconChevronDown size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('write.sendAnd')}</Menu.Label>
        {items.map((item) => (
          <Menu.Item
            key={`${item.statusId}:${item.justificationId}`}
            leftSection={<StateMark state={item.state} />}
            onClick={() => onSend({ statusId: item.statusId, justificationId: item.justificationId })}
          >
            {item.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** Where one message is written: recipients, text, files, and what is kept of it. */
export const WritingDesk = ({
  ticket,
  kind,
  onLeave,
  onBack,
}: {
  ticket: Ticket;
  kind: DraftKind;
  onLeave: () => void;
  onBack: () => void;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe();
  const desk = useDesk(ticket, kind);
  const type = useTyping();
  const fileInput = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [warning, setWarning] = useState<{
    text: string;
    after: StatusAfter | null;
    seen: number | undefined;
    isFileAsked: boolean;
  } | null>(null);
  const [seenAtStart] = useState(() => newestSeen(ticket.number));
  const uploads = useUploads(names.company?.attachmentMaxBytes ?? 25_000_000, (attachment) =>
    desk.change({ attachments: [...latest.current, attachment] }),
  );
  const latest = useRef(desk.writing.attachments);
  latest.current = desk.writing.attachments;
  const { writing } = desk;
  const isSendable = !isNothing(writing) && !uploads.isBusy && (kind === 'comment' || writing.to.length > 0);

  const submit = async (after: StatusAfter | null, seen = seenAtStart, isFileAsked = false) => {
    if (!isSendable || !me) return;
    if (!isFileAsked && writing.attachments.length === 0 && mentionsFile.test(plainText(writing.html)))
      return setWarning({ text: t('write.noFile'), after, seen, isFileAsked: true });
    setWarning(null);
    const sent = writing;
    clearDesk(ticket, kind);
    onLeave();
    try {
      await send(ticket, me, kind, sent, after, kind === 'reply' ? seen : undefined, onBack);
    } catch (error) {
      layOut(ticket.number, kind, sent, 'unsaved');
      onBack();
      if (error instanceof ApiProblem && error.code === 'version_conflict') {
        await queryClient.invalidateQueries({ queryKey: keys.messages(ticket.number) });
        toast({ tone: 'bad', text: t('write.answered'), detail: t('kept.text') });
        return;
      }
      showProblem(error, t('kept.text'));
    }
  };
  useActionHandler('write.send', isSendable ? () => void submit(null) : null);
  const newest = newestSeen(ticket.number);
  const isAnswered = kind === 'reply' && newest !== undefined && seenAtStart !== undefined && newest > seenAtStart;

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
        uploads.add(Array.from(event.dataTransfer.files));
      }}
    >
      {kind === 'comment' ? (
        <p className="only-agents">
          <IconLock aria-hidden />
          {t('write.onlyAgents')}
        </p>
      ) : (
        <RecipientLines lists={writing} onChange={desk.change} />
      )}
      <Suspense
        fallback={
          <div style={{ padding: '14px 16px 60px' }}>
            <Bone width="45%" />
          </div>
        }
      >
        <Editor
          key={desk.revision}
          start={writing.html}
          label={t(`write.${kind}`)}
          placeholder={t(`write.${kind}.placeholder`, { name: ticket.requester.name })}
          onChange={(html) => {
            desk.change({ html });
            type();
          }}
          onFiles={uploads.add}
          onSend={() => void submit(null)}
          onLeave={onLeave}
        />
      </Suspense>
      <WritingFiles
        files={[
          ...writing.attachments.map((one) => ({
            key: String(one.id),
            name: one.name,
            byteCount: one.byteCount,
            progress: null,
            problem: null,
            attachment: one,
          })),
          ...uploads.files,
        ]}
        onRemove={(key) => {
          uploads.remove(key);
          desk.change({ attachments: writing.attachments.filter((one) => String(one.id) !== key) });
        }}
      />
      {isAnswered && (
        <p className="writing-warning" role="alert">
          <span className="grow">{t('write.answered')}</span>
          <button type="button" onClick={() => void submit(null, newest)}>
            {t('write.sendAnyway')}
          </button>
        </p>
      )}
      {warning && (
        <p className="writing-warning" role="alert">
          <span className="grow">{warning.text}</span>
          <button type="button" onClick={() => void submit(warning.after, warning.seen, true)}>
            {t('write.sendAnyway')}
          </button>
          <button type="button" aria-label={t('dismiss')} onClick={() => setWarning(null)}>
            <IconX size={15} aria-hidden />
          </button>
        </p>
      )}
      <div className="writing-foot">
        <IconButton label={t('write.attach')} onClick={() => fileInput.current?.click()}>
          <IconPaperclip />
        </IconButton>
        <input
          ref={fileInput}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add(Array.from(event.currentTarget.files ?? []));
            event.currentTarget.value = '';
          }}
        />
        <span className="kept" aria-live="polite">
          {desk.keeping === 'clean' ? '' : t(`keeping.${desk.keeping}`)}
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
          {kind === 'reply' && isSendable && whyNot(ticket.can, 'ticket.set_status') === null && (
            <SendMenu onSend={(after) => void submit(after)} />
          )}
        </Button.Group>
      </div>
    </div>
  );
};
