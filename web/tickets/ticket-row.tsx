import type { TicketRow as Row, ViewColumn } from '@crossdesk/contracts/views.ts';
import { Link } from '@tanstack/react-router';
import { type MouseEvent, memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Names } from '../lib/catalog.ts';
import { isHandedOverView, prefetchTicket } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconArrowForwardUp, IconLock } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Chip, DueChip, PriorityMark, StateMark } from '../ui/marks.tsx';
import { AssigneeMark, isOpenState, RowColumns, RowWhen, SharesChip } from '../ui/row-columns.tsx';
import { Time } from '../ui/time.tsx';
import { TimeChip } from '../ui/time-chip.tsx';

const RowActions = lazyComponent(() => import('./row-actions.tsx').then((module) => module.RowActions));

/** Fixed row heights in pixels, so that the list needs no measuring. */
export const rowHeights = { comfortable: 86, compact: 58 } as const;

type TicketRowProps = {
  row: Row;
  view: string;
  names: Names;
  isOpen: boolean;
  isActive: boolean;
  isSelected: boolean;
  isSelecting: boolean;
  isDepartmentShown: boolean;
  isTrash: boolean;
  /** Columns of a custom view; null: the default row. */
  columns: readonly ViewColumn[] | null;
  density: 'comfortable' | 'compact';
  onSelect: (number: number, isRange: boolean) => void;
  onActivate: (number: number) => void;
};

/** Where a ticket that was handed over is now: department, person, and status. */
const Holder = ({ row, names }: Pick<TicketRowProps, 'row' | 'names'>) => {
  const { t } = useTranslation();
  const department = names.department(row.departmentId) ?? '';
  const name = names.agent(row.assigneeId) ?? t('list.unassigned');
  const status = names.choice(row.statusId) ?? t(`base.${row.baseState}`);
  return (
    <span className="row-meta row-holder">
      <span className="sr">{t('list.heldBy', { department, name, status })}</span>
      <IconArrowForwardUp aria-hidden />
      <span className="cut" aria-hidden>
        {department} · {name} · {status}
      </span>
      <span className="row-end">
        <AssigneeMark row={row} names={names} />
      </span>
    </span>
  );
};

/** The promised time that ends first, or else the solution forecast; nothing while it is paused. */
const RowTime = ({ row }: Pick<TicketRowProps, 'row'>) => {
  if (!isOpenState(row)) return null;
  const { kind = null, dueAt = null } = row.time ?? {};
  if (kind !== null && dueAt !== null)
    return (
      <span style={{ flex: 'none', display: 'inline-flex' }}>
        <TimeChip kind={kind} dueAt={dueAt} isShort />
      </span>
    );
  return row.solutionDueAt ? <DueChip dueAt={row.solutionDueAt} /> : null;
};

const Meta = ({ row, names, isDepartmentShown }: Pick<TicketRowProps, 'row' | 'names' | 'isDepartmentShown'>) => {
  const { t } = useTranslation();
  const priority = names.choiceOf(row.priorityId);
  return (
    <span className="row-meta">
      <Avatar name={row.requester.name} size={18} />
      <span className="cut row-who">{row.requester.name}</span>
      {isDepartmentShown && row.isOwn && (
        <span className="cut row-department">{names.department(row.departmentId)}</span>
      )}
      <SharesChip row={row} names={names} />
      {row.type === 'internal' && (
        <Chip tone="internal" icon={<IconLock />}>
          {t('type.internal')}
        </Chip>
      )}
      <RowTime row={row} />
      <span className="row-end">
        {priority && (priority.weight ?? 0) >= 30 && <PriorityMark choice={priority} isWordShown={false} />}
        <AssigneeMark row={row} names={names} />
      </span>
    </span>
  );
};

/**
 * A list row: state, subject, preview, requester, department, priority, responsible, last activity.
 */
export const TicketRow = memo((props: TicketRowProps) => {
  const { t } = useTranslation();
  const { row, names } = props;
  const [isHovered, setHovered] = useState(false);
  const activate = (event: MouseEvent) => {
    if (!event.shiftKey && !event.metaKey && !event.ctrlKey) return props.onActivate(row.number);
    if (event.shiftKey) {
      event.preventDefault();
      props.onSelect(row.number, true);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts do the same
    <div
      className="row"
      data-open={props.isOpen || undefined}
      data-active={props.isActive || undefined}
      data-selected={props.isSelected || undefined}
      data-unread={row.isUnread || undefined}
      data-density={props.density}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
    >
      <label className="row-check" data-shown={props.isSelecting || props.isSelected || undefined}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={props.isSelected}
          aria-label={t('list.selectOne', { number: row.number })}
          onChange={(event) =>
            props.onSelect(row.number, event.nativeEvent instanceof globalThis.MouseEvent && event.nativeEvent.shiftKey)
          }
        />
      </label>
      <Link
        to="/tickets/$view/$number"
        params={{ view: props.view, number: String(row.number) }}
        search={true}
        data-row={row.number}
        className="row-link"
        tabIndex={props.isActive ? 0 : -1}
        aria-current={props.isOpen ? 'true' : undefined}
        onClick={activate}
        onFocus={() => props.onActivate(row.number)}
        onMouseEnter={() => prefetchTicket(row.number)}
      >
        <StateMark state={row.baseState} label={names.choice(row.statusId) ?? t(`base.${row.baseState}`)} />
        <span className="row-subject cut">
          {row.isUnread && <span className="sr">{t('list.unread')} </span>}
          {row.subject}
        </span>
        {props.columns ? (
          <RowWhen row={row} columns={props.columns} />
        ) : (
          <span className="row-when">
            <span className="row-number">#{row.number}</span> <Time at={row.activityAt} />
          </span>
        )}
        {props.density === 'comfortable' && <span className="row-preview cut">{row.preview || ' '}</span>}
        {props.columns ? (
          <RowColumns row={row} names={names} columns={props.columns} />
        ) : isHandedOverView(props.view) ? (
          <Holder row={row} names={names} />
        ) : (
          <Meta row={row} names={names} isDepartmentShown={props.isDepartmentShown} />
        )}
      </Link>
      {isHovered && !props.isSelecting && !isHandedOverView(props.view) && (
        <span className="row-actions">
          <Suspense>
            <RowActions row={row} isTrash={props.isTrash} />
          </Suspense>
        </span>
      )}
    </div>
  );
});
TicketRow.displayName = 'TicketRow';
