import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import type { Names } from '../lib/catalog.ts';
import { currentLocale, translate } from '../lib/i18n.ts';

const text = (key: Parameters<typeof translate<'batches'>>[0], values: Record<string, unknown> = {}): string =>
  translate(key, values, 'batches');
const listOf = (words: string[]): string => new Intl.ListFormat(currentLocale(), { type: 'conjunction' }).format(words);

type Change = Extract<BatchAction, { kind: 'edit' }>['change'];

const editTitle = (change: Change, names: Names): string => {
  const { assigneeId, statusId, priorityId, addTags, removeTags } = change;
  const hasTags = addTags !== undefined || removeTags !== undefined;
  const fieldCount = [assigneeId, statusId, priorityId].filter((one) => one !== undefined).length + Number(hasTags);
  if (fieldCount !== 1) return text('title.edit');
  if (hasTags) return text('title.tags');
  if (statusId !== undefined) return text('title.status', { name: names.choice(statusId) ?? '' });
  if (priorityId !== undefined)
    return priorityId === null
      ? text('title.noPriority')
      : text('title.priority', { name: names.choice(priorityId) ?? '' });
  return assigneeId === null || assigneeId === undefined
    ? text('title.unassign')
    : text('title.assign', { name: names.agent(assigneeId) ?? '' });
};

const actionTitle = (action: BatchAction, names: Names): string => {
  switch (action.kind) {
    case 'share': {
      const departments = action.shares.map((one) => names.department(one.departmentId) ?? '');
      return text('title.share', { departments: listOf(departments) });
    }
    case 'transfer': {
      const department = names.department(action.departmentId) ?? '';
      const name = names.agent(action.agentId ?? null);
      return name === null ? text('title.transfer', { department }) : text('title.transferTo', { department, name });
    }
    case 'edit':
      return editTitle(action.change, names);
    default:
      return text(`title.${action.kind}`);
  }
};

/** What a batch does, such as "Transfer to Logistics". */
export const batchTitle = (batch: Pick<Batch, 'kind' | 'action'>, names: Names): string => {
  const title = actionTitle(batch.action, names);
  return batch.kind === 'undo' ? text('title.undo', { title }) : title;
};

/** How many tickets of a batch have an outcome. */
export const settledCount = ({ doneCount, skippedCount, refusedCount }: Batch): number =>
  doneCount + skippedCount + refusedCount;
