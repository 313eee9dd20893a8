import type { Team, TeamMember } from '@crossdesk/contracts/assignment.ts';
import type { Department } from '@crossdesk/contracts/departments.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { type Availabilities, useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { formatDuration } from '../lib/format.ts';
import { localizedName } from '../lib/i18n.ts';
import { useLiveMessages } from '../lib/live.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconSearch } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import type { PickOption } from '../ui/pick.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Failed, Skeleton } from '../ui/states.tsx';
import { useNow } from '../ui/time.tsx';
import { type Card, giveTicket, type PatchTicket, refreshOnLiveMessage, teamQuery } from './give-ticket.ts';
import { Received } from './received.tsx';
import { type BoardActions, TeamColumn } from './team-column.tsx';
import './team.css';

const channels = ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'] as const;
const marks = ['available', 'away', 'offline'] as const;
const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();
const cardLink = (number: number) => document.querySelector<HTMLElement>(`[data-card="${number}"] a`);

/** Moves the focus between the cards of a column, and between columns. */
const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const card = event.target instanceof Element ? event.target.closest('[data-card]') : null;
  if (!card || event.altKey || event.ctrlKey || event.metaKey || !/^Arrow/.test(event.key)) return;
  if (event.target instanceof HTMLInputElement) return;
  const columns = [...event.currentTarget.querySelectorAll('.team-column')].map((column) => [
    ...column.querySelectorAll('[data-card]'),
  ]);
  const column = columns.findIndex((cards) => cards.includes(card));
  const row = columns[column]?.indexOf(card) ?? 0;
  const isBack = event.key === 'ArrowLeft';
  const nextColumn = isBack
    ? columns.slice(0, column).findLast((cards) => cards.length > 0)
    : columns.slice(column + 1).find((cards) => cards.length > 0);
  const target =
    event.key === 'ArrowDown' || event.key === 'ArrowUp'
      ? columns[column]?.[row + (event.key === 'ArrowDown' ? 1 : -1)]
      : nextColumn?.[Math.min(row, nextColumn.length - 1)];
  event.preventDefault();
  target?.querySelector('a')?.focus();
};

/** Members in the order of the board: those who receive work first, then by name. */
const sortMembers = (team: Team, availabilities: Availabilities, nameOf: (id: number) => string): TeamMember[] => {
  const rank = (one: TeamMember) => marks.indexOf(availabilities.mark(one.agentId) ?? 'offline');
  return [...team.members].sort(
    (a, b) => rank(a) - rank(b) || nameOf(a.agentId).localeCompare(nameOf(b.agentId)) || a.agentId - b.agentId,
  );
};

const useFilter = () => {
  const [text, setText] = useState('');
  const [channel, setChannel] = useState<Channel | null>(null);
  const folded = fold(text.trim());
  const matches = (card: Card) =>
    (channel === null || card.channel === channel) &&
    fold(`#${card.number} ${card.subject} ${card.requesterName}`).includes(folded);
  return {
    text,
    setText,
    channel,
    setChannel,
    isOn: folded !== '' || channel !== null,
    isName: (name: string) => folded !== '' && fold(name).includes(folded),
    /** All tickets of a person found by name; otherwise those that match. */
    cards: <T extends Card>(cards: readonly T[], isWhole: boolean): T[] =>
      cards.filter((card) => (isWhole ? channel === null || card.channel === channel : matches(card))),
  };
};

/** A department at work: who is available, what each has, and what waits (TT-26). */
export const TeamBoard = ({
  departmentId,
  departments,
  patchTicket,
  memberDetails,
  onDepartment,
}: {
  departmentId: number;
  departments: readonly Department[];
  patchTicket: PatchTicket;
  /** Availability and absences of a member; of web/availability, passed in by web/app. */
  memberDetails: (agentId: number) => ReactNode;
  onDepartment: (departmentId: number) => void;
}) => {
  const { t } = useTranslation('team');
  const names = useNames();
  const availabilities = useAvailabilities();
  const now = useNow();
  const { data: team, error, refetch } = useQuery(teamQuery(departmentId));
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const [dragged, setDragged] = useState<Card | null>(null);
  const [isReceivedOpen, setReceivedOpen] = useState(false);
  const [memberId, setMemberId] = useState<number | null>(null);
  const filter = useFilter();
  const board = useRef<HTMLElement>(null);
  useLiveMessages(refreshOnLiveMessage);
  const nameOf = (id: number) => names.agent(id) ?? `#${id}`;
  const loadOf = ({ openCount, maxOpen }: TeamMember) =>
    maxOpen === null ? `${openCount}` : `${openCount}/${maxOpen}`;
  const isFull = ({ openCount, maxOpen }: TeamMember) => maxOpen !== null && openCount >= maxOpen;
  const members = team ? sortMembers(team, availabilities, nameOf) : [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the options change with the members
  const options = useMemo<PickOption[]>(
    () => [
      { value: 'nobody', label: t('team.nobody') },
      ...members.map((one) => ({
        value: String(one.agentId),
        label: nameOf(one.agentId),
        note: [availabilities.words(one.agentId), loadOf(one)].filter(Boolean).join(' · '),
        icon: (
          <Avatar
            name={nameOf(one.agentId)}
            url={names.agentOf(one.agentId)?.avatarUrl ?? null}
            size={20}
            availability={availabilities.mark(one.agentId)}
          />
        ),
      })),
    ],
    [team, availabilities, names, t],
  );
  // The first waiting ticket gets the focus, so that `m` and the arrow keys work immediately.
  const isLoaded = team !== undefined;
  useEffect(() => {
    if (isLoaded && document.activeElement === document.body)
      board.current?.querySelector<HTMLElement>('[data-card] a')?.focus({ preventScroll: true });
  }, [isLoaded]);
  useActionHandler('team.give', () => {
    const card = document.activeElement?.closest('[data-card]')?.getAttribute('data-card');
    if (card) setOpenNumber(Number(card));
  });
  const give: BoardActions['onGive'] = (card, agentId) => {
    setOpenNumber(null);
    const item = document.querySelector(`[data-card="${card.number}"]`);
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    const nextNumber = Number(next?.getAttribute('data-card') ?? card.number);
    void giveTicket(departmentId, card, { agentId, name: agentId === null ? '' : nameOf(agentId) }, patchTicket);
    setDragged(null);
    // The card moves to another column, so the next one gets the focus.
    setTimeout(() => focusNextFrame(() => cardLink(nextNumber)), 60);
  };
  const actions: BoardActions = {
    options,
    openNumber,
    onOpen: setOpenNumber,
    onGive: give,
    dragged,
    onDrag: setDragged,
  };
  const oldest = team?.waiting.map((one) => Date.parse(one.since)).sort((a, b) => a - b)[0];
  const memberColumn = (member: TeamMember) => {
    const name = nameOf(member.agentId);
    const cards = filter.cards(member.tickets, filter.isName(name));
    if (filter.isOn && !filter.isName(name) && cards.length === 0) return null;
    const words = availabilities.words(member.agentId) ?? '';
    const { openCount: count, maxOpen: limit } = member;
    const load = limit === null ? t('team.open', { count }) : t('team.openOf', { count, limit });
    return (
      <TeamColumn
        key={member.agentId}
        agentId={member.agentId}
        label={t('team.columnOf', { name, availability: words, load })}
        header={
          <>
            <Avatar
              name={name}
              url={names.agentOf(member.agentId)?.avatarUrl ?? null}
              size={28}
              availability={availabilities.mark(member.agentId)}
            />
            <span className="grow team-person">
              <h2 className="cut">
                {availabilities.of(member.agentId)?.canEdit ? (
                  <button
                    type="button"
                    className="team-member"
                    aria-label={t('team.openMember', { name })}
                    onClick={() => setMemberId(member.agentId)}
                  >
                    {name}
                  </button>
                ) : (
                  name
                )}
              </h2>
              <span className="faint cut">
                {[words, member.isSupervisor ? t('team.supervisor') : ''].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className="team-load" title={load}>
              {loadOf(member)}
            </span>
            {isFull(member) && <Chip tone="warn">{t('team.full')}</Chip>}
          </>
        }
        cards={cards}
        hiddenCount={filter.isOn ? 0 : Math.max(0, member.ticketCount - member.tickets.length)}
        emptyText={t(member.ticketCount > 0 ? 'team.noMatch' : 'team.emptyMember')}
        actions={actions}
      />
    );
  };
  return (
    <main className="team" ref={board} aria-busy={!team && !error}>
      <header className="team-head">
        <h1 className="sr">{t('team')}</h1>
        <NativeSelect
          aria-label={t('team.department')}
          value={String(departmentId)}
          onChange={(event) => onDepartment(Number(event.currentTarget.value))}
          data={departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
        />
        <ul className="team-counts" aria-label={t('team.availability')}>
          {marks.map((mark) => (
            <li key={mark}>
              <Mark is={mark} />
              {t(`team.${mark}`, {
                count: members.filter((one) => (availabilities.mark(one.agentId) ?? 'offline') === mark).length,
              })}
            </li>
          ))}
        </ul>
        <span className="grow" />
        <TextInput
          type="search"
          className="team-search"
          aria-label={t('team.search')}
          placeholder={t('team.search')}
          leftSection={<IconSearch size={15} aria-hidden />}
          maxLength={200}
          value={filter.text}
          onChange={(event) => filter.setText(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('team.channel')}
          value={filter.channel ?? ''}
          onChange={(event) => filter.setChannel(channels.find((one) => one === event.currentTarget.value) ?? null)}
          data={[
            { value: '', label: t('team.allChannels') },
            ...channels.map((value) => ({ value, label: t(`team.channel.${value}`) })),
          ]}
        />
        <Button variant="default" onClick={() => setReceivedOpen(true)}>
          {t('team.received')}
        </Button>
      </header>
      <p className="sr">{t('team.hint')}</p>
      {error && !team && <Failed error={error} retry={() => void refetch()} />}
      {!team && !error && <Skeleton width="40%" />}
      {team && (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between its links
        <div className="team-columns" onKeyDown={moveFocus}>
          <TeamColumn
            agentId={null}
            label={`${t('team.unassigned')} (${team.waitingCount})`}
            header={
              <span className="grow team-person">
                <h2>
                  {t('team.unassigned')} <span className="team-load">{team.waitingCount}</span>
                </h2>
                {oldest !== undefined && (
                  <span className="faint">{t('team.oldest', { span: formatDuration(now - oldest) })}</span>
                )}
              </span>
            }
            cards={filter.cards(team.waiting, false)}
            hiddenCount={filter.isOn ? 0 : team.waitingCount - team.waiting.length}
            emptyText={t(team.waitingCount > 0 ? 'team.noMatch' : 'team.emptyWaiting')}
            actions={actions}
          />
          {members.map(memberColumn)}
        </div>
      )}
      <Sheet isOpen={isReceivedOpen} size={460} title={t('team.received')} onClose={() => setReceivedOpen(false)}>
        <Received departmentId={departmentId} />
      </Sheet>
      <Sheet
        isOpen={memberId !== null}
        size={520}
        title={memberId === null ? '' : nameOf(memberId)}
        onClose={() => setMemberId(null)}
      >
        {memberId !== null && memberDetails(memberId)}
      </Sheet>
    </main>
  );
};
