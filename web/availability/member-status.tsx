import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { messageTime } from '../lib/format.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { StatusChoice } from './status-choice.tsx';
import './availability.css';

const catalogue = loadCatalogue('availability');

/** Whether a colleague receives tickets, why not, and the statuses a supervisor can set. */
export const MemberStatus = ({ agentId }: { agentId: number }) => {
  use(catalogue);
  const { t } = useTranslation('availability');
  const names = useNames();
  const availabilities = useAvailabilities();
  const member = availabilities.of(agentId);
  if (!member) return null;
  const words = availabilities.words(agentId) ?? '';
  const until = member.absentUntil ?? member.until;
  const substitute = names.agent(member.substituteId);
  const lines = [
    until === null ? words : t('member.until', { status: words, when: messageTime(until) }),
    substitute !== null && t('member.substitute', { name: substitute }),
    member.reason !== '' && t('member.reason', { reason: member.reason }),
  ].filter((line) => line !== false);
  return (
    <section className="settings-card availability-panel">
      <div role="status">
        <p className="availability-answer">
          <Mark is={availabilities.mark(agentId) ?? 'offline'} />
          {t(member.receivesWork ? 'receives' : 'receivesNot')}
        </p>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <StatusChoice agent={member} />
    </section>
  );
};
