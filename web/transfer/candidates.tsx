import type { Candidate, CandidateRefusal, UnassignedReason } from '@crossdesk/contracts/assignment.ts';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { formatCount, listOf } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconCheck } from '../ui/icons.ts';
import './candidates.css';

/** Why an agent is not chosen, as a message; null if they can be. */
export const candidateRefusal = ({ refusal, maxOpen }: Pick<Candidate, 'refusal' | 'maxOpen'>): string | null =>
  refusal && translate(`refused.${refusal}`, { max: maxOpen ?? '' }, 'holders');

/** Why a ticket waits; where members are kept from it for different reasons, how many for each. */
export const waitingText = (reason: UnassignedReason, department: string, candidates: readonly Candidate[]): string => {
  const counts = new Map<Exclude<CandidateRefusal, 'lacks_permission' | 'not_in_rule'>, number>();
  for (const { refusal } of candidates)
    if (refusal !== null && refusal !== 'lacks_permission' && refusal !== 'not_in_rule')
      counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
  const words = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([refusal, count]) => translate(`counted.${refusal}`, { count: formatCount(count) }, 'holders'));
  return translate(`reason.${reason}`, { department, counts: listOf(words) }, 'holders');
};

/** The members who were considered, with their open tickets and why they are not chosen. */
export const Candidates = (props: { candidates: readonly Candidate[]; chosenId: number | null }) => {
  const { t } = useTranslation('holders');
  const names = useNames();
  const order = (one: Candidate) => (one.agentId === props.chosenId ? 0 : one.refusal === null ? 1 : 2);
  return (
    <ul className="candidates" aria-label={t('whyAssigned.candidates')}>
      {[...props.candidates]
        .sort((a, b) => order(a) - order(b) || a.openCount - b.openCount)
        .map((one) => {
          const agent = names.agentOf(one.agentId);
          const isChosen = one.agentId === props.chosenId;
          return (
            <li key={one.agentId} data-chosen={isChosen || undefined}>
              <Avatar name={agent?.name ?? '?'} url={agent?.avatarUrl ?? null} />
              <span className="cut candidate-name">{agent?.name ?? `#${one.agentId}`}</span>
              <span className="candidate-open">{t('transfer.open', { count: one.openCount })}</span>
              <span className="candidate-state">
                {isChosen && <IconCheck aria-hidden />}
                {isChosen ? t('whyAssigned.chosen') : (candidateRefusal(one) ?? t('whyAssigned.notChosen'))}
              </span>
            </li>
          );
        })}
    </ul>
  );
};
