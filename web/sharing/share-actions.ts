import type { NewShare, ShareEdit, ShareList } from '@crossdesk/contracts/sharing.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { blockUndo } from '../lib/undo.ts';

const storeShares = (number: number, list: ShareList): void => {
  queryClient.setQueryData(keys.shares(number), list);
  for (const key of [keys.ticket(number), keys.history(number), keys.lists, keys.views]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
};

/**
 * Runs a change of a ticket's shares; on failure shows the error and reloads. Returns whether it
 * worked.
 */
const runShareAction = async (number: number, change: () => Promise<ShareList>, doneText: string): Promise<boolean> => {
  try {
    storeShares(number, await change());
    blockUndo();
    toast({ tone: 'good', text: doneText });
    return true;
  } catch (error) {
    showProblem(error);
    void queryClient.invalidateQueries({ queryKey: keys.shares(number) });
    return false;
  }
};

export const addShares = (number: number, shares: NewShare[], doneText: string): Promise<boolean> =>
  runShareAction(number, () => call('addShares', { params: { number }, body: { shares } }), doneText);

export const editShare = (number: number, departmentId: number, edit: ShareEdit, doneText: string): Promise<boolean> =>
  runShareAction(number, () => call('editShare', { params: { number, departmentId }, body: edit }), doneText);

export const removeShare = (
  number: number,
  departmentId: number,
  version: number,
  doneText: string,
): Promise<boolean> =>
  runShareAction(number, () => call('removeShare', { params: { number, departmentId }, query: { version } }), doneText);

export const answerShare = (number: number, departmentId: number, answer: string, doneText: string): Promise<boolean> =>
  runShareAction(number, () => call('answerShare', { params: { number, departmentId }, body: { answer } }), doneText);
