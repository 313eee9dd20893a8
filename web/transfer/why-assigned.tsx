import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe, useNames } from '../lib/catalog.ts';
import { dayAndTime } from '../lib/format.ts';
import { decisionsQuery } from '../lib/queries.ts';
import { PopupButton } from '../ui/menus.tsx';
import { Candidates, waitingText } from './candidates.tsx';
import { factorKey } from './terms.ts';
import './holders.css';

/**
 * "Why me?" beside the responsible of an automatically assigned ticket; on an unassigned ticket why
 * nobody was found. Shows nothing if a person decided.
 */
export const WhyAssigned = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation('holders');
  const names = useNames();
  const me = useMe();
  const { data } = useQuery(decisionsQuery(ticket.number));
  const decision = data?.items[0];
  if (!decision || decision.departmentId !== ticket.departmentId || decision.agentId !== ticket.assigneeId) return null;
  const { agentId, decidedBy, reason } = decision;
  if (agentId === null && reason === null) return null;
  const name = names.agent(agentId) ?? '';
  const department = names.department(decision.departmentId) ?? '';
  const when = dayAndTime(decision.decidedAt);
  const sentence =
    agentId === null
      ? waitingText(reason ?? 'nobody_available', department, decision.candidates)
      : t(`whyAssigned.${factorKey(decidedBy ?? 'only_one')}`, { name, department });
  const label =
    agentId === null
      ? t('whyAssigned.nobody')
      : agentId === me?.id
        ? t('whyAssigned.me')
        : t('whyAssigned.other', { name });
  return (
    <div className="why-assigned">
      {agentId === null && <p className="faint">{sentence}</p>}
      {(agentId !== null || decision.candidates.length > 0) && (
        <PopupButton
          position="bottom-start"
          width={320}
          button={(anchor) => (
            <button {...anchor} type="button" className="link-button">
              {label}
            </button>
          )}
        >
          <section className="why-popup" aria-label={label}>
            <p className="faint">{t(agentId === null ? 'whyAssigned.titleNobody' : 'whyAssigned.title', { when })}</p>
            <p>{sentence}</p>
            <Candidates candidates={decision.candidates} chosenId={agentId} />
          </section>
        </PopupButton>
      )}
    </div>
  );
};
