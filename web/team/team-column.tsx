import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickOption } from '../ui/pick.tsx';
import type { Card } from './give-ticket.ts';
import { TeamCard } from './team-card.tsx';

export type BoardActions = {
  options: readonly PickOption[];
  openNumber: number | null;
  onOpen: (number: number | null) => void;
  onGive: (card: Card, agentId: number | null) => void;
  dragged: Card | null;
  onDrag: (card: Card | null) => void;
};

/** A column of the board: a member's tickets, or those that wait. It accepts dragged tickets. */
export const TeamColumn = ({
  agentId,
  label,
  header,
  cards,
  hiddenCount,
  emptyText,
  actions,
}: {
  agentId: number | null;
  label: string;
  header: ReactNode;
  cards: readonly Card[];
  /** Tickets that are not loaded. */
  hiddenCount: number;
  emptyText: string;
  actions: BoardActions;
}) => {
  const { t } = useTranslation('team');
  const [isTarget, setTarget] = useState(false);
  const { dragged } = actions;
  const accepts = dragged !== null && dragged.assigneeId !== agentId;
  return (
    <section
      className="team-column"
      aria-label={label}
      data-target={(isTarget && accepts) || undefined}
      onDragOver={(event) => {
        if (!accepts) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        event.preventDefault();
        setTarget(false);
        if (accepts) actions.onGive(dragged, agentId);
      }}
    >
      <header className="team-column-head">{header}</header>
      {cards.length === 0 ? (
        <p className="team-column-empty">{emptyText}</p>
      ) : (
        <ul className="team-cards">
          {cards.map((card) => (
            <TeamCard
              key={card.number}
              card={card}
              options={actions.options}
              isOpen={actions.openNumber === card.number}
              onOpen={(isOpen) => actions.onOpen(isOpen ? card.number : null)}
              onGive={actions.onGive}
              onDrag={actions.onDrag}
            />
          ))}
        </ul>
      )}
      {hiddenCount > 0 && <p className="team-column-empty">{t('team.more', { count: hiddenCount })}</p>}
    </section>
  );
};
