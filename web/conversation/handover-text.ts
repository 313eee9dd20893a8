import type { Change, HistoryEvent } from '@crossdesk/contracts/history.ts';
import type { Names } from '../lib/catalog.ts';
import { translate } from '../lib/i18n.ts';
import { transferReason } from '../lib/transfer-reason.ts';

const idAfter = (changes: readonly Change[], field: string): number | null => {
  const after = changes.find((one) => one.field === field)?.after;
  return typeof after === 'number' ? after : null;
};

const reasonOf = (names: Names, changes: readonly Change[]): string => {
  const { reasonId, reason } = (changes.find((one) => one.field === 'transfer')?.after ?? {}) as {
    reasonId?: unknown;
    reason?: unknown;
  };
  return transferReason(names, {
    reasonId: typeof reasonId === 'number' ? reasonId : null,
    reason: typeof reason === 'string' ? reason : '',
  });
};

const withReason = (text: string, reason: string): string =>
  reason === '' ? text : translate('history.withReason', { text, reason });

/**
 * A transfer, an escalation, one that was undone, an assignment by the system, an answer during an
 * absence, or a promised time that is nearly over or over, as a sentence; null for other events.
 */
export const handoverText = (names: Names, { type, actor, changes }: HistoryEvent): string | null => {
  const department = names.department(idAfter(changes, 'departmentId'));
  const name = names.agent(idAfter(changes, 'assigneeId'));
  switch (type) {
    case 'ticket.transferred': {
      const text =
        department !== null && name !== null
          ? translate('history.transferredToAgent', { department, name })
          : department !== null
            ? translate('history.transferredTo', { department })
            : name !== null
              ? translate('history.reassigned', { name })
              : translate('history.transferred');
      return withReason(text, reasonOf(names, changes));
    }
    case 'ticket.escalated':
      return withReason(
        name === null ? translate('history.escalated') : translate('history.escalatedTo', { name }),
        reasonOf(names, changes),
      );
    case 'sla.due_soon':
      return translate('history.dueSoon');
    case 'sla.breached':
      return translate('history.overdue');
    case 'ticket.transfer_undone':
      return department === null
        ? translate('history.transferUndone')
        : translate('history.transferUndoneTo', { department });
    case 'ticket.answered_in_absence': {
      const absent = names.agent(idAfter(changes, 'absentId'));
      return absent === null ? null : translate('history.answeredInAbsence', { name: absent });
    }
    case 'ticket.edited': {
      const assigned = changes.find((one) => one.field === 'assigneeId');
      if (actor.kind !== 'system' || !assigned || changes.length !== 1) return null;
      if (name !== null) return translate('history.assignedAutomatically', { name });
      const before = typeof assigned.before === 'number' ? names.agent(assigned.before) : null;
      return before === null ? null : translate('history.unassignedAutomatically', { name: before });
    }
    default:
      return null;
  }
};

/** The fields a handover says in its sentence; others, such as a corrected account, follow it. */
export const handoverFields: readonly string[] = ['departmentId', 'assigneeId', 'transfer', 'absentId'];
