import type { Transfer } from '@crossdesk/contracts/transfer.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { cacheTicket } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { registerUndo } from '../lib/undo.ts';

/** How long the server lets a transfer be undone. */
const undoMs = 10_000;

/** Reloads what a transfer changes besides the ticket itself. */
const refresh = (number: number): void => {
  for (const queryKey of [
    keys.ticket(number),
    keys.messages(number),
    keys.history(number),
    keys.shares(number),
    keys.holdings(number),
    keys.decisions(number),
    keys.views,
    keys.transfer,
  ])
    void queryClient.invalidateQueries({ queryKey });
};

/**
 * Stores the outcome of a transfer or escalation, and shows it with an Undo button. `undoneText`:
 * shown after it has been undone.
 */
export const showTransferred = (number: number, transfer: Transfer, doneText: string, undoneText: string): void => {
  if (transfer.ticket) cacheTicket(transfer.ticket);
  refresh(number);
  const undo = async () => {
    try {
      cacheTicket(await call('undoTransfer', { params: { id: transfer.id } }));
      toast({ tone: 'good', text: undoneText });
    } catch (error) {
      showProblem(error);
    }
    refresh(number);
  };
  registerUndo(() => void undo(), undoMs).show('good', doneText, undoMs);
};
