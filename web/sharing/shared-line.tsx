import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { IconClock, IconShare } from '../ui/icons.ts';
import { LevelMark } from './level.tsx';
import './sharing.css';

/** The Shared link below the title (ZJ-18): departments and levels; opens the sharing panel. */
export const SharedLine = ({ ticket, onOpen }: { ticket: Ticket; onOpen: () => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  if (ticket.shares.length === 0) return null;
  const source = names.department(ticket.departmentId) ?? '';
  return (
    <button type="button" className="shared-link" onClick={onOpen} title={t('share.open')}>
      <IconShare aria-hidden />
      <span>{ticket.isOwn ? t('share.with') : t('share.of', { department: source })}</span>
      {ticket.shares.map((share) => (
        <span key={share.departmentId} className="shared-department">
          <span className="cut">{names.department(share.departmentId)}</span>
          <LevelMark level={share.level} />
          {share.isOwed && <IconClock role="img" aria-label={t('share.owes')} />}
        </span>
      ))}
    </button>
  );
};
