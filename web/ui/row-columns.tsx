import type { TicketRow as Row, ViewColumn } from '@crossdesk/contracts/views.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Names } from '../lib/catalog.ts';
import { Avatar } from './avatar.tsx';
import { IconShare, IconUserOff } from './icons.ts';
import { Chip, DueChip, PriorityMark } from './marks.tsx';
import { Time } from './time.tsx';

export const isOpenState = (row: Row): boolean =>
  row.baseState !== 'closed' && row.baseState !== 'resolved' && row.baseState !== 'canceled';

/** The departments a ticket is shared with, or for receivers the owning department. */
export const SharesChip = ({
  row,
  names,
}: {
  row: Pick<Row, 'shares' | 'isOwn' | 'departmentId'>;
  names: Pick<Names, 'department'>;
}) => {
  const { t } = useTranslation();
  if (row.shares.length === 0) return null;
  return (
    <Chip
      tone={row.isOwn ? 'plain' : 'accent'}
      icon={<IconShare />}
      title={row.shares
        .map((share) => `${names.department(share.departmentId)}: ${t(`level.${share.level}`)}`)
        .join(', ')}
    >
      {row.isOwn ? (
        <>
          <span className="share-word">{t('share.badge')} · </span>
          {row.shares.length}
        </>
      ) : (
        <span className="share-from">{t('share.from', { department: names.department(row.departmentId) ?? '' })}</span>
      )}
    </Chip>
  );
};

/** The assignee's avatar, or an icon if unassigned. */
export const AssigneeMark = ({ row, names }: { row: Row; names: Names }) => {
  const { t } = useTranslation();
  const assignee = names.agentOf(row.assigneeId);
  return assignee ? (
    <Avatar
      name={assignee.name}
      url={assignee.avatarUrl}
      size={18}
      label={t('list.assignee', { name: assignee.name })}
    />
  ) : (
    <span className="row-nobody" role="img" aria-label={t('list.unassigned')} title={t('list.unassigned')}>
      <IconUserOff aria-hidden />
    </span>
  );
};

/** Number and time at the end of the first line, if the view has these columns. */
export const RowWhen = ({ row, columns }: { row: Row; columns: readonly ViewColumn[] }) => (
  <span className="row-when">
    {columns.includes('number') && <span className="row-number">#{row.number}</span>}{' '}
    {columns.includes('activity') && <Time at={row.activityAt} />}
  </span>
);

/** The columns of a custom view, in order; a column that does not fit is hidden. */
export const RowColumns = ({ row, names, columns }: { row: Row; names: Names; columns: readonly ViewColumn[] }) => {
  const { t } = useTranslation();
  const priority = names.choiceOf(row.priorityId);
  const parts: Record<ViewColumn, ReactNode> = {
    number: null,
    activity: null,
    status: <span>{names.choice(row.statusId) ?? t(`base.${row.baseState}`)}</span>,
    requester: (
      <>
        <Avatar name={row.requester.name} size={18} />
        <span className="cut">{row.requester.name}</span>
      </>
    ),
    department: <span className="cut">{names.department(row.departmentId)}</span>,
    assignee: <AssigneeMark row={row} names={names} />,
    priority: priority && <PriorityMark choice={priority} />,
    tags: row.tags.length > 0 && row.tags.map((tag) => <Chip key={tag}>{tag}</Chip>),
    solutionForecast: row.solutionDueAt && isOpenState(row) && <DueChip dueAt={row.solutionDueAt} />,
    shares: row.shares.length > 0 && <SharesChip row={row} names={names} />,
  };
  return (
    <span className="row-meta row-columns">
      {columns.map((column) => {
        const part = parts[column];
        return part ? (
          <span key={column} className="row-column">
            {part}
          </span>
        ) : null;
      })}
    </span>
  );
};
