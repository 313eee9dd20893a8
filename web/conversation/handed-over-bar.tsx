import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { messageTime } from '../lib/format.ts';
import { holdingsQuery } from '../lib/queries.ts';
import { IconEye } from '../ui/icons.ts';

/** Instead of the composer, for those who had the ticket before (TT-14, TT-15). */
export const HandedOverBar = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation();
  const names = useNames();
  const { data } = useQuery(holdingsQuery(ticket.number));
  const department = names.department(ticket.departmentId) ?? '';
  const since = data?.items.reduce<string | null>(
    (start, one, index, all) =>
      one.departmentId !== ticket.departmentId
        ? null
        : all[index - 1]?.departmentId === one.departmentId
          ? start
          : one.startedAt,
    null,
  );
  return (
    <p className="handed-over" role="note">
      <IconEye aria-hidden />
      <span>
        {since ? t('handedOver.since', { department, when: messageTime(since) }) : t('handedOver.now', { department })}
      </span>
    </p>
  );
};
