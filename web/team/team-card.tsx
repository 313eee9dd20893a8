import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { formatDuration } from '../lib/format.ts';
import { IconUserPlus } from '../ui/icons.ts';
import { Chip, DueChip, PriorityMark, StateMark } from '../ui/marks.tsx';
import { Pick, type PickOption } from '../ui/pick.tsx';
import { useNow } from '../ui/time.tsx';
import type { Card } from './give-ticket.ts';

/** Why a ticket waits and for how long. */
const Waiting = ({ card }: { card: Card }) => {
  const { t } = useTranslation('team');
  const now = useNow();
  if (!('reason' in card)) return null;
  return (
    <span className="team-card-line">
      <Chip tone={card.reason === null || card.reason === 'manual' ? 'quiet' : 'warn'}>
        {t(`team.reason.${card.reason ?? 'none'}`)}
      </Chip>
      <span className="faint">{t('team.since', { span: formatDuration(now - Date.parse(card.since)) })}</span>
    </span>
  );
};

/** A ticket on the board. `m` opens the list of members. */
export const TeamCard = ({
  card,
  options,
  isOpen,
  onOpen,
  onGive,
  onDrag,
}: {
  card: Card;
  options: readonly PickOption[];
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onGive: (card: Card, agentId: number | null) => void;
  onDrag: (card: Card | null) => void;
}) => {
  const { t } = useTranslation('team');
  const names = useNames();
  const priority = names.choiceOf(card.priorityId);
  const { number } = card;
  return (
    <li
      className="team-card"
      data-card={number}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', `#${number}`);
        onDrag(card);
      }}
      onDragEnd={() => onDrag(null)}
    >
      <Link
        to="/tickets/$view/$number"
        params={{ view: 'all', number: String(number) }}
        draggable={false}
        aria-keyshortcuts="m"
      >
        <StateMark state={card.baseState} label={t(`base.${card.baseState}`)} />
        <span className="team-card-subject">
          <span className="team-card-number">#{number}</span> {card.subject}
        </span>
      </Link>
      <span className="team-card-line">
        <span className="faint cut">{card.requesterName}</span>
        {priority && <PriorityMark choice={priority} isWordShown={false} />}
        {card.solutionDueAt && <DueChip dueAt={card.solutionDueAt} />}
        <Pick
          label={t('team.give', { number })}
          hint={t('team.give', { number })}
          value={card.assigneeId === null ? 'nobody' : String(card.assigneeId)}
          options={options}
          isOpen={isOpen}
          onOpen={onOpen}
          position="bottom-end"
          className="team-give"
          width={300}
          onPick={(value) => onGive(card, value === 'nobody' ? null : Number(value))}
        >
          <IconUserPlus size={16} aria-hidden />
        </Pick>
      </span>
      <Waiting card={card} />
    </li>
  );
};
