import { type FormField, formOfChannel } from '@crossdesk/contracts/lists/forms.ts';
import type { Presence } from '@crossdesk/contracts/live.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionId, actionTable } from '../lib/action-table.ts';
import { useAction, useActionHandler } from '../lib/actions.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { usePresence } from '../lib/live.ts';
import { customerTextRefusal, refusalReason } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ActionButton, Keys } from '../ui/buttons.tsx';
import {
  IconBell,
  IconCheck,
  IconDots,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconLink,
  IconLock,
  IconRestore,
  IconShare,
  IconTransfer,
  IconTrash,
} from '../ui/icons.ts';
import { Chip, StateMark } from '../ui/marks.tsx';
import { MenuButton, MenuDivider, MenuItem } from '../ui/menus.tsx';
import { Pick } from '../ui/pick.tsx';
import { markUnread } from './batch-actions.ts';
import { closeTicket, deleteTicket, editTicket, restoreTicket, setFollowing } from './edit-ticket.ts';
import type { useNextTicket } from './next-ticket.ts';
import { isFinishedState, statusChange, statusOptions } from './options.tsx';
import './ticket.css';

const Subject = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const refusal = customerTextRefusal(ticket);
  useActionHandler('ticket.subject', () => setText(ticket.subject), refusal);
  const stopEditing = () => {
    setText(null);
    focusNextFrame(() => button.current);
  };
  const save = () => {
    const subject = text?.trim() ?? '';
    stopEditing();
    if (subject && subject !== ticket.subject) void editTicket(ticket, { subject }, { subject });
  };
  if (text !== null)
    return (
      <input
        className="subject-input"
        aria-label={t('field.subject')}
        value={text}
        maxLength={1000}
        // biome-ignore lint/a11y/noAutofocus: the input replaces the title that was clicked
        autoFocus
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') save();
          if (event.key === 'Escape') stopEditing();
        }}
      />
    );
  return (
    <h1>
      <button
        ref={button}
        type="button"
        className="subject"
        title={refusal ?? t('action.ticket.subject')}
        aria-disabled={refusal !== null}
        onClick={() => refusal === null && setText(ticket.subject)}
      >
        {ticket.subject}
      </button>
    </h1>
  );
};

/** Avatars of other agents who have the ticket open, with a marker for those who are typing. */
export const AvatarGroup = ({
  people,
  agentOf,
}: {
  people: Presence['people'];
  agentOf: (id: number) => { name: string; avatarUrl: string | null } | null;
}) => {
  const { t } = useTranslation();
  return (
    <span className="present" role="status">
      {people.slice(0, 4).map((person) => {
        const agent = agentOf(person.agentId);
        const sentence = t(person.doing === 'typing' ? 'presence.typing' : 'presence.viewing', {
          name: agent?.name ?? '',
        });
        return (
          <span key={person.agentId} data-doing={person.doing} title={sentence}>
            <Avatar name={agent?.name ?? '?'} url={agent?.avatarUrl ?? null} size={26} label={sentence} />
          </span>
        );
      })}
    </span>
  );
};

const PresentAgents = ({ number }: { number: number }) => {
  const names = useNames();
  const me = useMe();
  const people = usePresence(number).filter((person) => person.agentId !== me?.id);
  return people.length > 0 ? <AvatarGroup people={people} agentOf={names.agentOf} /> : null;
};

const MenuAction = ({ id, icon }: { id: ActionId; icon?: ReactNode }) => {
  const { t } = useTranslation();
  const action = useAction(id);
  if (!action) return null;
  const keys = actionTable[id].keys[0];
  return (
    <MenuItem
      onClick={action.run}
      disabled={action.refusal !== null}
      title={action.refusal ?? undefined}
      leftSection={icon}
      rightSection={keys ? <Keys keys={keys} /> : null}
    >
      {t(`action.${id}`)}
    </MenuItem>
  );
};

const isRequired = ({ use }: FormField) => use === 'required' || use === 'either';

const menu: readonly ActionId[][] = [
  ['ticket.assignToMe', 'ticket.assign', 'ticket.status', 'ticket.priority', 'ticket.tags', 'ticket.subject'],
  ['ticket.share', 'ticket.transfer', 'ticket.escalate'],
  [
    'ticket.follow',
    'ticket.unfollow',
    'ticket.why',
    'ticket.times',
    'ticket.unread',
    'ticket.copyLink',
    'ticket.print',
  ],
  ['ticket.close', 'ticket.delete', 'ticket.restore'],
  ['ticket.next', 'ticket.previous'],
];

/** Number, subject and status, the main actions, and a menu with the others. */
export const TicketHeader = ({
  ticket,
  view,
  lead,
  shared,
  panes,
  navigation,
}: {
  ticket: Ticket;
  view: string;
  lead?: ReactNode;
  /** Shown under the title: the departments the ticket is shared with. */
  shared?: ReactNode;
  panes: { isDetailsShown: boolean; isCustomerShown: boolean };
  navigation: ReturnType<typeof useNextTicket>;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe();
  const [isStatusOpen, setStatusOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each ticket
  useEffect(() => setStatusOpen(false), [ticket.number]);
  const cannotSet = refusalReason(ticket.can, 'ticket.set_status');
  const isClosed = ticket.baseState === 'closed';
  const cannotReopen = refusalReason(ticket.can, 'ticket.reopen');

  useActionHandler('ticket.status', () => setStatusOpen(true), cannotSet);
  useActionHandler(
    'ticket.close',
    () => {
      const closed = names.choices('status').find((one) => one.isActive && one.baseState === 'closed');
      // Closing may need a justification or fields, which are asked for on this ticket.
      if (closed?.needsJustification) return setStatusOpen(true);
      const isChecked = formOfChannel(ticket.channel) === 'email' && names.fieldsOf(ticket.channel).some(isRequired);
      const closing = closeTicket(ticket);
      if (isChecked) void closing.then((isDone) => isDone && navigation.afterClosing());
      else navigation.afterClosing();
    },
    isClosed ? t('ticket.isClosed') : cannotSet,
  );
  useActionHandler('ticket.follow', ticket.isFollowing ? null : () => void setFollowing(ticket, true));
  useActionHandler('ticket.unfollow', ticket.isFollowing ? () => void setFollowing(ticket, false) : null);
  useActionHandler('ticket.unread', () => {
    navigation.back();
    markUnread([ticket]);
  });
  useActionHandler(
    'ticket.delete',
    ticket.deletedAt === null ? () => void deleteTicket(ticket).then((isDone) => isDone && navigation.back()) : null,
    refusalReason(ticket.can, 'ticket.delete'),
  );
  useActionHandler(
    'ticket.restore',
    ticket.deletedAt === null ? null : () => void restoreTicket(ticket),
    refusalReason(ticket.can, 'ticket.restore'),
  );
  useActionHandler(
    'ticket.assignToMe',
    me ? () => void editTicket(ticket, { assigneeId: me.id }, { assigneeId: me.id }) : null,
    ticket.assigneeId === me?.id ? t('ticket.isMine') : refusalReason(ticket.can, 'ticket.assign'),
  );
  useActionHandler('ticket.copyLink', () => {
    void navigator.clipboard
      .writeText(`${location.origin}/tickets/${view}/${ticket.number}`)
      .then(() => toast({ tone: 'good', text: t('ticket.linkCopied') }))
      .catch(() => toast({ tone: 'bad', text: t('ticket.linkNotCopied') }));
  });
  useActionHandler('ticket.print', () => window.print());

  const status =
    ticket.justificationId === null ? `${ticket.statusId}` : `${ticket.statusId}:${ticket.justificationId}`;
  return (
    <header className="ticket-head">
      <div className="ticket-line">
        {lead}
        {!names.hiddenFields(ticket.channel).has('number') && <span className="ticket-number">#{ticket.number}</span>}
        <Subject ticket={ticket} />
        <PresentAgents number={ticket.number} />
        <div className="ticket-actions" role="toolbar" aria-label={t('ticket.actions')}>
          <ActionButton id="ticket.share">
            <IconShare />
            <span className="action-word">{t('share.word')}</span>
          </ActionButton>
          <ActionButton id="ticket.transfer">
            <IconTransfer />
          </ActionButton>
          <ActionButton id="ticket.copyLink">
            <IconLink />
          </ActionButton>
          <span className="bar" />
          <ActionButton id="ticket.close">
            <IconCheck />
          </ActionButton>
          <ActionButton id="ticket.delete">
            <IconTrash />
          </ActionButton>
          <ActionButton id="ticket.restore">
            <IconRestore />
          </ActionButton>
          <MenuButton
            position="bottom-end"
            width={260}
            button={(anchor) => (
              <button {...anchor} type="button" className="icon-button" aria-label={t('ticket.more')}>
                <IconDots />
              </button>
            )}
          >
            {menu.map((group) => (
              <Fragment key={group[0]}>
                {group !== menu[0] && <MenuDivider />}
                {group.map((id) => (
                  <MenuAction key={id} id={id} />
                ))}
              </Fragment>
            ))}
          </MenuButton>
          <span className="bar" />
          <ActionButton id="ticket.details" isPressed={panes.isDetailsShown}>
            <IconLayoutSidebar />
          </ActionButton>
          <ActionButton id="ticket.customer" isPressed={panes.isCustomerShown}>
            <IconLayoutSidebarRight />
          </ActionButton>
        </div>
      </div>
      <div className="ticket-under">
        <Pick
          label={t('field.status')}
          value={status}
          options={statusOptions(names, isFinishedState(ticket.baseState) && cannotReopen !== null)}
          refusal={cannotSet}
          isOpen={isStatusOpen}
          onOpen={setStatusOpen}
          onPick={(value) => {
            const change = statusChange(value, names);
            void editTicket(ticket, { statusId: change.statusId, justificationId: change.justificationId }, change);
          }}
          className="status-pick"
        >
          <StateMark state={ticket.baseState} />
          <span className="cut">
            {names.choice(ticket.statusId) ?? t(`base.${ticket.baseState}`)}
            {ticket.justificationId !== null && (
              <span className="faint"> · {names.choice(ticket.justificationId)}</span>
            )}
          </span>
        </Pick>
        {ticket.type === 'internal' && (
          <Chip tone="internal" icon={<IconLock />}>
            {t('type.internal')}
          </Chip>
        )}
        {ticket.deletedAt !== null && (
          <Chip tone="bad" icon={<IconTrash />}>
            {t('ticket.inTrash')}
          </Chip>
        )}
        {ticket.isFollowing && (
          <Chip tone="quiet" icon={<IconBell />} title={t('ticket.followingNote')}>
            {t('ticket.following')}
          </Chip>
        )}
        <span className="cut faint">{names.department(ticket.departmentId)}</span>
        {ticket.followsNumber !== null && (
          <Link to="/tickets/$view/$number" params={{ view, number: String(ticket.followsNumber) }}>
            {t('ticket.follows', { number: ticket.followsNumber })}
          </Link>
        )}
        {shared}
      </div>
    </header>
  );
};
