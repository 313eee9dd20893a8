import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import type { Names } from '../lib/catalog.ts';
import { currentLocale, translate } from '../lib/i18n.ts';

const listOf = (words: string[]): string => new Intl.ListFormat(currentLocale(), { type: 'conjunction' }).format(words);

type Change = Extract<BatchAction, { kind: 'edit' }>['change'];

const editTitle = (change: Change, names: Names): string => {
  const { assigneeId, statusId, priorityId, addTags, removeTags } = change;
  const hasTags = addTags !== undefined || removeTags !== undefined;
  const fieldCount = [assigneeId, statusId, priorityId].filter((one) => one !== undefined).length + Number(hasTags);
  if (fieldCount !== 1) return translate('batches.action.edit');
  if (hasTags) return translate('batches.action.tags');
  if (statusId !== undefined) return translate('batches.action.status', { name: names.choice(statusId) ?? '' });
  if (priorityId !== undefined)
    return priorityId === null
      ? translate('batches.action.noPriority')
      : translate('batches.action.priority', { name: names.choice(priorityId) ?? '' });
  return assigneeId === null || assigneeId === undefined
    ? translate('batches.action.unassign')
    : translate('batches.action.assign', { name: names.agent(assigneeId) ?? '' });
};

const actionTitle = (action: BatchAction, names: Names): string => {
  switch (action.kind) {
    case 'share': {
      const departments = action.shares.map((one) => names.department(one.departmentId) ?? '');
      return translate('batches.action.share', { departments: listOf(departments) });
    }
    case 'transfer': {
      const department = names.department(action.departmentId) ?? '';
      const name = names.agent(action.agentId ?? null);
      return name === null
        ? translate('batches.action.transfer', { department })
        : translate('batches.action.transferTo', { department, name });
    }
    case 'edit':
      return editTitle(action.change, names);
    default:
      return translate(`batches.action.${action.kind}`);
  }
};

/** What a batch does, such as "Transfer to Logistics". */
export const batchTitle = (batch: Pick<Batch, 'kind' | 'action'>, names: Names): string => {
  const title = actionTitle(batch.action, names);
  return batch.kind === 'undo' ? translate('batches.action.undo', { title }) : title;
};

/** How many tickets of a batch have an outcome. */
export const settledCount = ({ doneCount, skippedCount, refusedCount }: Batch): number =>
  doneCount + skippedCount + refusedCount;
