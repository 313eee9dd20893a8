import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import { firstStatus } from '../settings/index.ts';
import { createTicket, deleteTicket, type NewTicket } from './commands.ts';

export type GivenTicket = Partial<NewTicket> & {
  departmentId: number;
  requesterId: number;
  state?: BaseState;
  isDeleted?: boolean;
};

let count = 0;

/** Creates a ticket without messages. Returns its number. */
export async function givenTicket(ctx: Context, { state, isDeleted, ...given }: GivenTicket): Promise<number> {
  const statusId = state ? (await firstStatus(ctx, state)).id : undefined;
  const number = await createTicket(ctx, {
    subject: `Ticket ${++count}`,
    channel: 'api',
    ...(statusId === undefined ? {} : { statusId }),
    ...given,
  });
  if (isDeleted) await deleteTicket(ctx, number, 1);
  return number;
}
