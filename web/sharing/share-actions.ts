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

/** Does one act on the shares of a ticket; what went wrong is said and the list is read again. Answers whether it was done. */
const runShareAction = async (number: number, work: () => Promise<ShareList>, done: string): Promise<boolean> => {
  try {
    storeShares(number, await work());
    blockUndo();
    toast({ tone: 'good', text: done });
    return true;
  } catch (error) {
    showProblem(error);
    void queryClient.invalidateQueries({ queryKey: keys.shares(number) });
    return false;
  }
};

export const addShares = (number: number, shares: NewShare[], done: string): Promise<boolean> =>
  runShareAction(number, () => call('addShares', { params: { number }, body: { shares } }), done);

export const editShare = (number: number, departmentId: number, edit: ShareEdit, done: string): Promise<boolean> =>
  runShareAction(number, () => call('editShare', { params: { number, departmentId }, body: edit }), done);

export const removeShare = (number: number, departmentId: number, version: number, done: string): Promise<boolean> =>
  runShareAction(number, () => call('removeShare', { params: { number, departmentId }, query: { version } }), done);

export const answerShare = (number: number, departmentId: number, answer: string, done: string): Promise<boolean> =>
  runShareAction(number, () => call('answerShare', { params: { number, departmentId }, body: { answer } }), done);
